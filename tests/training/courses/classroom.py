"""Builders for tests of training: a course, a session with a trainer, people in it, in as few words as possible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import JobRole, Office, Person
from tests import company, numbers
from training.courses import actions, signing
from training.courses.models import Audience, Course, Enrolment, Session, SessionChange, SessionTrainer
from training.courses.rules.states import EnrolmentState, SessionState

# A Wednesday, 09:00 in Shanghai.
START = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
HOURS = timedelta(hours=3)
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def project_office() -> Actor:
    return Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))


def as_trainer(person: Person) -> Actor:
    return Actor(f"trainer-{person.pk}", person_id=person.pk, grants=(Grant(Role.TRAINER),))


def as_head(of: Office) -> Actor:
    return Actor(f"head-{of.pk}", person_id=None, grants=(Grant(Role.OFFICE_HEAD, frozenset({of.pk})),))


def as_staff(person: Person) -> Actor:
    offices = frozenset(person.memberships.values_list("office_id", flat=True))  # type: ignore[attr-defined]
    return Actor(person.pseudonym, person_id=person.pk, grants=(Grant(Role.STAFF, offices),))


def course(*jobs: str, **fields: Any) -> Course:
    """A course for these jobs from long ago on."""
    made = Course.objects.create(**{"code": f"course-{numbers.next_one()}", "title": "Selling with the CRM"} | fields)
    for job in jobs:
        Audience.objects.create(course=made, job_role=job, first_day=company.LONG_AGO, recorded_at=company.RECORDED)
    return made


def trainer(name: str = "") -> Person:
    person = company.person(name)
    company.role(person, Role.TRAINER)
    return person


def session(
    of: Course | None = None, *, at: Office | None = None, by: Person | None = None, start: datetime = START, **fields: Any
) -> Session:
    """An open session of three hours in an office, taught by somebody."""
    state = fields.pop("state", SessionState.OPEN)
    place = {} if "place" in fields or "link" in fields else {"office": at or company.office()}
    made = Session.objects.create(
        **{"course": of or course(JobRole.SALES), "starts_at": start, "ends_at": start + HOURS, "state": state, "capacity": 16}
        | place
        | fields
    )
    SessionTrainer.objects.create(session=made, person=by or trainer(), recorded_at=company.RECORDED)
    SessionChange.objects.create(session=made, to_state=state, recorded_at=company.RECORDED)
    return made


def teacher_of(one: Session) -> Person:
    return SessionTrainer.objects.current().get(session=one).person


def seat(one: Session, who: Person | None = None, state: EnrolmentState = EnrolmentState.ENROLLED) -> Enrolment:
    return Enrolment.objects.create(session=one, person=who or company.person(at=one.office), state=state, asked_at=NOW)


def running(of: Course | None = None, **fields: Any) -> Session:
    return session(of, state=SessionState.RUNNING, **fields)


def code_at(one: Session, instant: datetime) -> str:
    return signing.code_now(one.pk, instant)


def held(of: Course, *people: Person, start: datetime = START, **fields: Any) -> Session:
    """A session that all of these attended in full, closed."""
    made = running(of, start=start, **fields)
    for who in people:
        actions.arrive(seat(made, who), actor=project_office(), at=start, moment=start)
    return actions.close(made, actor=project_office(), at=start + HOURS)
