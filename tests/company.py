"""Builders for tests: an office, a person, an account, with as few words as possible."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from governance.core.roles import Role
from governance.organisation.models import (
    Absence,
    Account,
    Delegation,
    Identity,
    JobRole,
    Membership,
    Office,
    OfficeKind,
    Person,
    RoleAssignment,
    UsageNotice,
    UseRule,
)
from rollout.staging.models import OfficeRollout, Programme, StageChange, Wave
from rollout.staging.stages import Stage
from tests import numbers

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
RECORDED = datetime(2020, 1, 1, tzinfo=UTC)


def office(code: str = "", **fields: Any) -> Office:
    code = code or f"O{numbers.next_one()}"
    return Office.objects.create(**{"code": code, "name": code.title(), "kind": OfficeKind.OFFICE} | fields)


def person(
    name: str = "",
    *,
    at: Office | None = None,
    job: str = JobRole.SALES,
    first_day: date = LONG_AGO,
    last_day: date | None = None,
    **fields: Any,
) -> Person:
    """A person with an identity, and a membership of `at` where given."""
    number = numbers.next_one()
    made = Person.objects.create(**{"pseudonym": f"P{number:05}", "employee_number": f"E{number:05}", "joined_on": first_day} | fields)
    Identity.objects.create(person=made, name=name or f"Person {number}")
    if at is not None:
        Membership.objects.create(person=made, office=at, job_role=job, first_day=first_day, last_day=last_day, recorded_at=RECORDED)
    return made


def account(*roles: Role, office: Office | None = None, language: str = "en", username: str = "") -> Account:
    """An account of a new person holding these roles (for that office, where given)."""
    holder = person(at=office)
    for role in roles:
        RoleAssignment.objects.create(person=holder, role=role, office=office, first_day=LONG_AGO, recorded_at=RECORDED, username="tests")
    return Account.objects.create_user(username or holder.employee_number or "", password="correct horse", person=holder, language=language)


def use_rule(job: str = JobRole.SALES, *, first_day: date = LONG_AGO, **fields: Any) -> UseRule:
    return UseRule.objects.create(**{"job_role": job, "crm_role": "seller", "first_day": first_day, "recorded_at": RECORDED} | fields)


def moves(of: Person, to: Office, on: date, *, job: str = JobRole.SALES, recorded_at: datetime = RECORDED) -> Membership:
    """The person belongs to another office from that day; the old membership ends the day before."""
    for old in of.memberships.current().on(on):
        old.last_day = on - timedelta(days=1)
        old.save()
    return Membership.objects.create(person=of, office=to, job_role=job, first_day=on, recorded_at=recorded_at)


def absence(of: Person, first_day: date, last_day: date | None = None, **fields: Any) -> Absence:
    return Absence.objects.create(**{"person": of, "first_day": first_day, "last_day": last_day, "recorded_at": RECORDED} | fields)


def notice(of: Person, given_on: date = LONG_AGO, **fields: Any) -> UsageNotice:
    """The notice to a person that their usage is measured."""
    return UsageNotice.objects.create(
        **{"person": of, "given_on": given_on, "method": "letter", "recorded_at": RECORDED, "username": "tests"} | fields
    )


def role(of: Person, kind: Role, *, office: Office | None = None, **fields: Any) -> RoleAssignment:
    return RoleAssignment.objects.create(
        **{"person": of, "role": kind, "office": office, "first_day": LONG_AGO, "recorded_at": RECORDED, "username": "tests"} | fields
    )


def lends(holder: Person, deputy: Person, kind: Role, first_day: date, last_day: date, **fields: Any) -> Delegation:
    days = {"first_day": first_day, "last_day": last_day, "recorded_at": RECORDED}
    return Delegation.objects.create(
        **{"holder": holder, "deputy": deputy, "role": kind, "username": "tests", "reason": "leave"} | days | fields
    )


def programme(**fields: Any) -> Programme:
    days = {"starts_on": date(2026, 1, 5), "entered_on": date(2026, 1, 5)}
    return Programme.objects.create(**{"code": f"p{numbers.next_one()}", "name": "CRM rollout"} | days | fields)


def wave(of: Programme, number: int = 0, **fields: Any) -> Wave:
    return Wave.objects.create(programme=of, number=number, **fields)


def in_rollout(place: Office, into: Wave, stage: Stage = Stage.CANDIDATE, *, live_on: date | None = None) -> OfficeRollout:
    """Puts an office into a wave at a stage; `live_on` also records the go-live."""
    rollout = OfficeRollout.objects.create(office=place, wave=into, stage=stage)
    walked = [(Stage.LIVE, live_on)] if live_on else []
    walked += [(stage, live_on or LONG_AGO)] if stage != Stage.CANDIDATE and (stage != Stage.LIVE or not live_on) else []
    for to, on in walked:
        StageChange.objects.create(rollout=rollout, from_stage=Stage.CANDIDATE, to_stage=to, on=on, recorded_at=RECORDED, past=True)
    return rollout
