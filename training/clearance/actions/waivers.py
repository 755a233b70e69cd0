"""Waivers: one requirement not asked of one person, by the named authority, with a reason and an end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Person
from training.clearance import sources
from training.clearance.actions.asking import lent_by, not_for_oneself, reason_given, tell_sponsors, withdrawn, work_out_anew
from training.clearance.models import Waiver, WaiverWithdrawal
from training.clearance.rules import DAY, Need
from training.clearance.selectors.facts import last_day_of


def grant_waiver(*, person: Person, need: Need, first_day: date, last_day: date, actor: Actor, at: datetime, reason: str) -> Waiver:
    """Let somebody off one requirement until a day. It ends by itself."""
    require(actor, Verb.APPROVE, "waiver")
    not_for_oneself(actor, person.pk)
    reason_given(reason)
    check_days(first_day, last_day, timezone.localdate(at))
    if need not in sources.titles([need]):
        message = _("There is no such requirement.")
        raise InvalidInput(message, fields={"need": message})
    with transaction.atomic(), audit.because(actor, reason):
        # Two grants at once must not overlap: the person's row orders them.
        Person.objects.select_for_update().get(pk=person.pk)
        refuse_overlap(person, need, first_day, last_day)
        made = write(person, need, first_day, last_day, None, actor, at)
    work_out_anew(actor, at)
    return made


def extend_waiver(waiver: Waiver, *, last_day: date, actor: Actor, at: datetime, reason: str) -> Waiver:
    """A waiver of its own from the day after the first, or from today where that is over. The sponsor is told."""
    require(actor, Verb.APPROVE, "waiver")
    not_for_oneself(actor, waiver.person_id)
    reason_given(reason)
    today = timezone.localdate(at)
    if hasattr(waiver, "withdrawal"):
        raise Refused(_("A waiver that was withdrawn is not extended. Grant a new one."))
    first_day = max(waiver.last_day + DAY, today)
    check_days(first_day, last_day, today)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            made = write(waiver.person, Need(waiver.kind, waiver.target_id), first_day, last_day, waiver, actor, at)
    except IntegrityError:
        raise Conflict(_("Somebody has extended this waiver already.")) from None
    values = {"person": waiver.person.pseudonym, "day": last_day.isoformat()}
    subject = gettext_noop("A waiver of %(person)s was extended to %(day)s")
    tell_sponsors(subject, values=values, last=last_day, url=reverse("clearance:waivers"), key=f"waiver-{made.pk}", actor=actor, at=at)
    work_out_anew(actor, at)
    return made


def withdraw_waiver(waiver: Waiver, *, actor: Actor, at: datetime, reason: str) -> WaiverWithdrawal:
    """End it today; from now on the requirement is asked again."""
    require(actor, Verb.APPROVE, "waiver")
    reason_given(reason)
    today = timezone.localdate(at)
    if waiver.last_day < today:
        raise Conflict(_("This waiver has ended by itself."))
    try:
        with transaction.atomic(), audit.because(actor, reason):
            withdrawn(f"waiver-{waiver.pk}", at=at)
            made = WaiverWithdrawal.objects.create(waiver=waiver, on=today, recorded_at=at)
    except IntegrityError:
        raise Conflict(_("Somebody has withdrawn this waiver already.")) from None
    work_out_anew(actor, at)
    return made


def check_days(first_day: date, last_day: date, today: date) -> None:
    """A waiver begins before it ends, and ends in time to come."""
    if last_day < first_day:
        message = _("The last day is before the first.")
        raise InvalidInput(message, fields={"last_day": message})
    if last_day < today:
        message = _("The last day is over already.")
        raise InvalidInput(message, fields={"last_day": message})


def refuse_overlap(person: Person, need: Need, first_day: date, last_day: date) -> None:
    same = Waiver.objects.filter(person=person, kind=need.kind, target_id=need.id).select_related("withdrawal")
    if any(other.first_day <= last_day and last_day_of(other) >= first_day for other in same):
        raise Refused(_("This requirement is waived for this person on some of these days already. Extend that waiver instead."))


def write(person: Person, need: Need, first_day: date, last_day: date, extends: Waiver | None, actor: Actor, at: datetime) -> Waiver:
    return Waiver.objects.create(
        person=person,
        kind=need.kind,
        target_id=need.id,
        first_day=first_day,
        last_day=last_day,
        extends=extends,
        on_loan_from=lent_by(actor, Role.SPONSOR),
        recorded_at=at,
    )
