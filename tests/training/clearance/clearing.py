"""Builders for the tests of clearance: a course with its test and a policy, who has met them, and a role that requires them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from governance.policies.models import Policy
from tests import numbers
from training.clearance.models import RequirementItem, RequirementState, RequirementVersion
from training.clearance.rules import Kind, Need
from training.courses.models import Course
from training.testing.models import Paper
from training.testing.selectors import Passed

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
ROLE = "seller"


def actor(role: Role, *, username: str = "", person: Person | None = None, office: Office | None = None, lent: str = "") -> Actor:
    offices = frozenset({office.pk}) if office else None
    return Actor(username or role.value, None, person.pk if person else None, (Grant(role, offices, delegated_by=lent),))


PROJECT, SPONSOR = actor(Role.PROJECT_OFFICE), actor(Role.SPONSOR)
DIRECTOR, CRM_ADMIN = actor(Role.PROJECT_DIRECTOR), actor(Role.CRM_ADMIN)


def course(title: str = "Selling with the CRM", **fields: Any) -> Course:
    return Course.objects.create(**{"code": f"c{numbers.next_one()}", "title": title} | fields)


def paper(of: Course, title: str = "Selling test") -> Paper:
    return Paper.objects.create(course=of, code=f"p{numbers.next_one()}", title=title)


def policy(title: str = "Duty to use the CRM") -> Policy:
    titles = {f"title_{language}": title for language in ("en", "zh_hans", "zh_hant")}
    return Policy.objects.create(code=f"r{numbers.next_one()}", kind="use", **titles)


def need(row: Course | Paper | Policy) -> Need:
    kinds: dict[type, Kind] = {Course: Kind.COURSE, Paper: Kind.PAPER, Policy: Kind.POLICY}
    return Need(kinds[type(row)], row.pk)


def requires(*rows: Any, role: str = ROLE, first_day: date = date(2020, 1, 1), at: datetime = BEFORE) -> RequirementVersion:
    """Requirements of a role, approved."""
    number = RequirementVersion.objects.filter(crm_role=role).count() + 1
    made = RequirementVersion.objects.create(
        crm_role=role,
        number=number,
        first_day=first_day,
        state=RequirementState.APPROVED,
        proposed_at=at,
        proposed_by="mei",
        decided_at=at,
        decided_by="sun",
    )
    for row in rows:
        wanted = need(row)
        RequirementItem.objects.create(version=made, kind=wanted.kind, target_id=wanted.id, recorded_at=at)
    return made


class Done:
    """Who attended, passed and signed what: stands in for the rooms that record it. Each fact is known from an instant on."""

    def __init__(self) -> None:
        self.attendance: dict[tuple[int, int], tuple[date, datetime]] = {}
        self.passed: dict[tuple[int, int], tuple[Passed, datetime]] = {}
        self.signatures: dict[tuple[int, int], tuple[date, datetime]] = {}

    def attends(self, person: Person, of: Course, on: date, known: datetime = BEFORE) -> None:
        self.attendance[person.pk, of.pk] = (on, known)

    def passes(self, person: Person, of: Paper, on: date, until: date | None = None, known: datetime = BEFORE) -> None:
        from decimal import Decimal

        self.passed[person.pk, of.pk] = (Passed(on, Decimal(90), until), known)

    def signs(self, person: Person, of: Policy, on: date, known: datetime = BEFORE) -> None:
        self.signatures[person.pk, of.pk] = (on, known)

    @staticmethod
    def of(facts: dict[tuple[int, int], tuple[Any, datetime]], people: Any, known_at: datetime | None) -> dict[tuple[int, int], Any]:
        wanted = set(people)
        return {key: fact for key, (fact, known) in facts.items() if key[0] in wanted and (known_at is None or known <= known_at)}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    told = Done()
    from training.clearance import sources

    monkeypatch.setattr(sources.courses, "attended", lambda people, known_at=None: told.of(told.attendance, people, known_at))
    monkeypatch.setattr(sources.testing, "passes", lambda people, known_at=None: told.of(told.passed, people, known_at))
    monkeypatch.setattr(sources.policies, "signed", lambda people, day, known_at=None: told.of(told.signatures, people, known_at))
    monkeypatch.setattr(sources.policies, "carried_until", lambda people, day, known_at=None: {})
    papers = {}

    def papers_of(courses: Any) -> dict[int, list[Paper]]:
        for row in Paper.objects.filter(course__in=list(courses)).order_by("code"):
            papers.setdefault(row.course_id, [])
        return {pk: list(Paper.objects.filter(course=pk).order_by("code")) for pk in papers}

    monkeypatch.setattr(sources.testing, "papers_of", papers_of)
    return told
