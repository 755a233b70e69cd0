"""Typing for somebody else: permitted with an end, extended by the named authority only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Membership, Office, Person
from training.clearance.actions.asking import lent_by, not_for_oneself, reason_given, tell_sponsors, withdrawn
from training.clearance.actions.waivers import check_days
from training.clearance.models import ProxyPermit, ProxyWithdrawal
from training.clearance.proxies import DAY, Step, shrinking
from training.clearance.selectors.proxies import as_permit, local_day


def grant_permit(
    *,
    clerk: Person,
    person: Person,
    office: Office,
    first_day: date,
    last_day: date,
    steps: Sequence[Step] = (),
    actor: Actor,
    at: datetime,
    reason: str,
) -> ProxyPermit:
    """A clerk may type for somebody of the same office until a day; the limits only shrink. Again for the same one: sponsors are told."""
    require(actor, Verb.CHANGE, "proxy_permit")
    not_for_oneself(actor, clerk.pk, person.pk)
    reason_given(reason)
    check_days(first_day, last_day, local_day(office, at))
    check_people(clerk, person, office, first_day)
    check_steps(first_day, last_day, steps)
    with transaction.atomic(), audit.because(actor, reason):
        Person.objects.select_for_update().get(pk=person.pk)
        refuse_overlap(clerk, person, first_day, last_day)
        again = ProxyPermit.objects.filter(person=person).exists()
        made = write(clerk, person, office, first_day, last_day, steps, None, actor, at)
    if again:
        # A new permit after an old one is an extension by another name.
        tell_extended(made, actor, at)
    return made


def extend_permit(
    permit: ProxyPermit, *, last_day: date, steps: Sequence[Step] = (), actor: Actor, at: datetime, reason: str
) -> ProxyPermit:
    """A permit of its own from the day after the first, never backwards: what was typed without one stays a breach."""
    require(actor, Verb.APPROVE, "proxy_permit")
    not_for_oneself(actor, permit.clerk_id, permit.person_id)
    reason_given(reason)
    if hasattr(permit, "withdrawal"):
        raise Refused(_("A permit that was withdrawn is not extended. Grant a new one."))
    today = local_day(permit.office, at)
    first_day = max(permit.last_day + DAY, today)
    check_days(first_day, last_day, today)
    check_steps(first_day, last_day, steps)
    check_people(permit.clerk, permit.person, permit.office, first_day)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            made = write(permit.clerk, permit.person, permit.office, first_day, last_day, steps, permit, actor, at)
    except IntegrityError:
        raise Conflict(_("Somebody has extended this permit already.")) from None
    tell_extended(made, actor, at)
    return made


def tell_extended(permit: ProxyPermit, actor: Actor, at: datetime) -> None:
    values = {"person": permit.person.pseudonym, "day": permit.last_day.isoformat()}
    subject = gettext_noop("Typing for %(person)s by a clerk was extended to %(day)s")
    tell_sponsors(
        subject, values=values, last=permit.last_day, url=reverse("clearance:permits"), key=f"proxy-{permit.pk}", actor=actor, at=at
    )


def withdraw_permit(permit: ProxyPermit, *, actor: Actor, at: datetime, reason: str) -> ProxyWithdrawal:
    """End it today in the office's own zone."""
    require(actor, Verb.CHANGE, "proxy_permit")
    reason_given(reason)
    today = local_day(permit.office, at)
    if permit.last_day < today:
        raise Conflict(_("This permit has ended by itself."))
    try:
        with transaction.atomic(), audit.because(actor, reason):
            withdrawn(f"proxy-{permit.pk}", at=at)
            return ProxyWithdrawal.objects.create(permit=permit, on=today, recorded_at=at)
    except IntegrityError:
        raise Conflict(_("Somebody has withdrawn this permit already.")) from None


def check_people(clerk: Person, person: Person, office: Office, first_day: date) -> None:
    if clerk.pk == person.pk:
        message = _("Nobody types for themselves.")
        raise InvalidInput(message, fields={"clerk": message})
    here = set(Membership.objects.current().on(first_day).filter(office=office).values_list("person_id", flat=True))
    message = _("Does not belong to %(office)s on the first day.") % {"office": office}
    outside = {name: message for name, one in (("clerk", clerk), ("person", person)) if one.pk not in here}
    if outside:
        raise InvalidInput(message, fields=outside)


def check_steps(first_day: date, last_day: date, steps: Sequence[Step]) -> None:
    if not shrinking(first_day, last_day, steps):
        message = _("The limits must lie within the permit, in order of days, each from 0 to 100 per cent and none above the one before.")
        raise InvalidInput(message, fields={"steps": message})


def refuse_overlap(clerk: Person, person: Person, first_day: date, last_day: date) -> None:
    for row in ProxyPermit.objects.filter(clerk=clerk, person=person).select_related("withdrawal"):
        other = as_permit(row)
        if other.first_day <= last_day and other.ends >= first_day:
            raise Refused(_("This clerk has a permit for this person on some of these days already."))


def write(
    clerk: Person,
    person: Person,
    office: Office,
    first_day: date,
    last_day: date,
    steps: Sequence[Step],
    extends: ProxyPermit | None,
    actor: Actor,
    at: datetime,
) -> ProxyPermit:
    return ProxyPermit.objects.create(
        clerk=clerk,
        person=person,
        office=office,
        first_day=first_day,
        last_day=last_day,
        steps=[{"first_day": step.first_day.isoformat(), "percent": step.percent} for step in steps],
        extends=extends,
        on_loan_from=lent_by(actor, Role.SPONSOR, Role.PROJECT_DIRECTOR),
        recorded_at=at,
    )
