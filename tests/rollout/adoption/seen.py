"""Builders for tests of adoption: a live office, people in it, and what they were seen to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from governance.core.actor import system_actor
from governance.organisation.models import Office, Person, UseRule
from rollout.adoption.actions.recompute import Outcome, recompute
from rollout.adoption.models import (
    ImportState,
    MatchKind,
    OfficeMatch,
    SourceOffice,
    SourceUser,
    UsageDay,
    UsageImport,
    UsageSource,
    UserMatch,
)
from rollout.staging.models import Programme
from rollout.staging.stages import Stage
from tests import company, numbers

# Four ordinary working weeks of 2026 in mainland China begin here.
WEEK = date(2026, 5, 11)
SUNDAY = WEEK + timedelta(days=6)
SYSTEM = system_actor("tests")
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def live_office(*, people: int = 0, live_on: date = date(2026, 3, 2), code: str = "", **fields: Any) -> tuple[Office, list[Person]]:
    """An office in wave 1 that is live since `live_on`, with so many sellers."""
    of = Programme.objects.first() or company.programme(grace_days=14)
    into = of.waves.filter(number=1).first() or company.wave(of, 1)
    if not UseRule.objects.exists():
        company.use_rule()
    place = company.office(code, **fields)
    company.in_rollout(place, into, Stage.LIVE, live_on=live_on)
    return place, [company.person(at=place) for _ in range(people)]


def file(first: date = WEEK - timedelta(days=70), last: date = SUNDAY, **fields: Any) -> UsageImport:
    """An applied usage file that tells of these days."""
    source = UsageSource.objects.first() or UsageSource.objects.create(code="crm", name="CRM")
    made = {"source": source, "file_name": f"usage-{numbers.next_one()}.csv", "sha256": "0" * 64, "username": "tests"}
    days = {"first_day": first, "last_day": last, "uploaded_at": EARLY, "applied_at": EARLY}
    return UsageImport.objects.create(**{"state": ImportState.APPLIED} | made | days | fields)


def name_of(person: Person | None, of: UsageImport, **match: Any) -> SourceUser:
    """The user name of a person in the file (or one that nobody has confirmed)."""
    key = person.pseudonym if person else f"user{numbers.next_one()}"
    name, made = SourceUser.objects.get_or_create(source=of.source, key=key, defaults={"first_seen_in": of})
    if made and (person or match):
        kind = {"kind": MatchKind.PERSON, "person": person} if person else {}
        days = {"first_day": company.LONG_AGO, "recorded_at": company.RECORDED, "username": "tests"}
        UserMatch.objects.create(source_user=name, **kind | days | match)
    return name


def label_of(office: Office, of: UsageImport) -> SourceOffice:
    label, made = SourceOffice.objects.get_or_create(source=of.source, label=office.code, defaults={"first_seen_in": of})
    if made:
        OfficeMatch.objects.create(
            source_office=label, office=office, first_day=company.LONG_AGO, recorded_at=company.RECORDED, username="tests"
        )
    return label


def used(
    who: Person | SourceUser, days: Iterable[date], *, of: UsageImport, feature: str = "call", office: Office | None = None, **counts: Any
) -> list[UsageDay]:
    """Seen on these days; `counts` are the roll-up's columns."""
    name = name_of(who, of) if isinstance(who, Person) else who
    label = label_of(office, of) if office else None
    row = {"source_user": name, "source_office": label, "feature": feature, "usage_import": of, "actions": 3, "recorded_at": EARLY}
    return [UsageDay.objects.create(**row | {"day": day} | counts) for day in days]


def weekdays(n: int, week: date = WEEK) -> list[date]:
    """The first n days of a week, from its Monday."""
    return [week + timedelta(days=day) for day in range(n)]


def computed(at: datetime = company.NOW, weeks: Iterable[date] | None = None) -> Outcome:
    return recompute(weeks, actor=SYSTEM, at=at)
