"""The dated rule who must use the CRM, and the recorded notice that their use is measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import chosen, current, day_of, in_order, in_turn, reasoned, replace, supersede
from governance.organisation.models import JobRole, Membership, Office, Person, UsageNotice, UseRule


def not_twice(job: str, office: Office | None, first_day: date, last_day: date | None, *, apart_from: int | None = None) -> None:
    """Two rules of the same job and office on one day would contradict each other."""
    same = UseRule.objects.current().filter(job_role=job, office=office).exclude(pk=apart_from or 0)
    if same.during(first_day, last_day or date.max).exists():
        raise Refused(_("A rule for this job and place already holds on some of these days. End or correct that one."))


def named(crm_role: str) -> str:
    if not crm_role.strip():
        message = _("Please name the role in the CRM.")
        raise InvalidInput(message, fields={"crm_role": message})
    return crm_role.strip()


@transaction.atomic
def add_rule(
    *,
    job: str,
    crm_role: str,
    first_day: date,
    actor: Actor,
    at: datetime,
    reason: str,
    office: Office | None = None,
    last_day: date | None = None,
) -> UseRule:
    """People in this job must use the CRM in this role from a day, everywhere or in one office and below."""
    require(actor, Verb.CHANGE, "use_rule", **({"office_id": office.pk} if office else {}))
    in_order(first_day, last_day)
    in_turn()
    not_twice(chosen(JobRole, job, "job"), office, first_day, last_day)
    with audit.because(actor, reasoned(reason)):
        rule = UseRule.objects.create(
            job_role=chosen(JobRole, job, "job"),
            crm_role=named(crm_role),
            office=office,
            first_day=first_day,
            last_day=last_day,
            recorded_at=at,
        )
        announce("roster", actor=actor, at=at)
    return rule


@transaction.atomic
def correct_rule(
    *,
    rule: UseRule,
    crm_role: str,
    first_day: date,
    actor: Actor,
    at: datetime,
    reason: str,
    last_day: date | None = None,
    withdraw: bool = False,
) -> None:
    """End a rule, change its days or its role in the CRM, or take it out; what it was stays in the record."""
    require(actor, Verb.CHANGE, "use_rule", **({"office_id": rule.office_id} if rule.office_id else {}))
    in_order(first_day, last_day)
    reason = reasoned(reason)
    in_turn()
    rule = current(rule)
    if not withdraw:
        not_twice(rule.job_role, rule.office, first_day, last_day, apart_from=rule.pk)
    with audit.because(actor, reason):
        if withdraw:
            supersede(rule, at=at)
        else:
            replace(rule, at=at, crm_role=named(crm_role), first_day=first_day, last_day=last_day)
        announce("roster", actor=actor, at=at)


@transaction.atomic
def give_notice(*, people: Iterable[Person], given_on: date, method: str, actor: Actor, at: datetime, reason: str = "") -> int:
    """Record that these people were told that their use of the CRM is measured. Those who have a notice keep theirs. How many are new."""
    if given_on > day_of(at):
        message = _("A notice is recorded once it has been given, not before.")
        raise InvalidInput(message, fields={"given_on": message})
    if not method.strip():
        message = _("Please say how the notice was given.")
        raise InvalidInput(message, fields={"method": message})
    told = {person.pk: person for person in people}
    for office_id in current_offices(told, day_of(at)):
        require(actor, Verb.CHANGE, "usage_notice", **({"office_id": office_id} if office_id else {}))
    with audit.because(actor, reason):
        for _waiting in Person.objects.select_for_update().filter(pk__in=told).order_by("pk"):
            pass
        known = set(UsageNotice.objects.current().filter(person__in=told, given_on__lte=given_on).values_list("person_id", flat=True))
        rows = [
            UsageNotice(person=person, given_on=given_on, method=method.strip(), recorded_at=at, username=actor.username)
            for pk, person in told.items()
            if pk not in known
        ]
        audit.bulk_create(UsageNotice, rows)
    return len(rows)


def current_offices(people: Iterable[int], day: date) -> set[int | None]:
    """The offices these people belong to that day; None stands for having none."""
    wanted = set(people)
    held = dict(Membership.objects.current().on(day).filter(person__in=wanted).values_list("person_id", "office_id"))
    return {held.get(pk) for pk in wanted} or {None}


@transaction.atomic
def withdraw_notice(*, notice: UsageNotice, actor: Actor, at: datetime, reason: str) -> None:
    """The notice was recorded by mistake."""
    require(actor, Verb.CHANGE, "usage_notice")
    with audit.because(actor, reasoned(reason)):
        supersede(notice, at=at)
