"""What the tests of this room begin with: actors, an office with people, and the things the room keeps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Account, Office, Person
from rollout.impact.actions import steps, surveys, touchpoints
from rollout.impact.models import RolloutStep, Survey, Touchpoint
from tests import company
from tests.company import NOW

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
PROJECT = Actor("project", person_id=None, grants=(Grant(Role.PROJECT_OFFICE),))
SPONSOR = Actor("sponsor", grants=(Grant(Role.SPONSOR),))
AUDITOR = Actor("auditor", grants=(Grant(Role.AUDITOR),))


def head(*offices: Office, person: Person | None = None) -> Actor:
    grant = Grant(Role.OFFICE_HEAD, frozenset(office.pk for office in offices))
    return Actor(f"head-{offices[0].code}", person_id=person.pk if person else None, grants=(grant,))


def staff(person: Person) -> Actor:
    return Actor(f"staff-{person.pk}", person_id=person.pk, grants=(Grant(Role.STAFF),))


def touchpoint(code: str = "order-phone", **fields: Any) -> Touchpoint:
    given: dict[str, Any] = {"name": code, "who": "orders", "channel": "phone", "process": "Ordering"} | fields
    return touchpoints.write_touchpoint(code=code, **given, actor=PROJECT, at=NOW)


def step(**fields: Any) -> RolloutStep:
    given: dict[str, Any] = {"name": "One order form", "what": "Orders go through the CRM", "stage": "trial"} | fields
    return steps.plan_step(**given, actor=PROJECT, at=NOW)


def people(office: Office, count: int, **fields: Any) -> list[Person]:
    return [company.person(at=office, **fields) for _place in range(count)]


def survey(*measures: str, **fields: Any) -> Survey:
    """A draft that asks these."""
    given: dict[str, Any] = {"kind": "pulse", "title": "How is it going?", "opens_on": TODAY, "closes_on": TODAY + 7 * DAY} | fields
    made = surveys.write_survey(**given, actor=PROJECT, at=NOW)
    for place, one in enumerate(measures or ("satisfaction",)):
        choices = [{"en": "Training"}, {"en": "A faster phone"}] if one == "choice" else []
        surveys.ask_question(made, measures=one, text=f"Question {place}", choices=choices, actor=PROJECT, at=NOW)
    return made


def answers(of: Survey, person: Person, *values: int) -> None:
    """That person's ratings, one for each question."""
    questions = list(of.questions.order_by("position"))
    of.refresh_from_db()
    surveys.answer_survey(of, given={q.pk: [value] for q, value in zip(questions, values, strict=True)}, actor=staff(person), at=NOW)


def account_of(person: Person) -> Account:
    return Account.objects.create_user(person.employee_number or "", password="correct horse", person=person, language="en")
