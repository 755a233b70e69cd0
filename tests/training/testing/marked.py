"""A paper of questions, and people who sat it, with as few words as possible and without going through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Person
from tests import company, numbers
from tests.company import NOW
from tests.training.testing.asking import ESSAY, PRACTICAL, SINGLE, in_bank, topic
from training.courses.models import Course
from training.testing.models import (
    Answer,
    Attempt,
    AttemptItem,
    AttemptState,
    BlueprintRow,
    Marking,
    Paper,
    PaperKind,
    PaperState,
    PaperVersion,
    PassMarkMethod,
    Question,
)

PROJECT = Actor("mei", grants=(Grant(Role.PROJECT_OFFICE),))
TRAINER = Actor("lin", grants=(Grant(Role.TRAINER),))
SECOND_TRAINER = Actor("ma", grants=(Grant(Role.TRAINER),))
AUDITOR = Actor("wu", grants=(Grant(Role.AUDITOR),))
ASSESSOR = Actor("zhao", grants=(Grant(Role.ASSESSOR),))
# What was chosen is worth this much: SINGLE's first option is right.
RIGHT, WRONG = {"chosen": [0]}, {"chosen": [1]}


def paper(
    contents: Sequence[Any] = (SINGLE, SINGLE, SINGLE), *, pass_mark: int = 60, kind: str = PaperKind.WRITTEN, points: int = 1, **rules: Any
) -> tuple[PaperVersion, list[Question]]:
    """A paper in use that asks exactly these questions, and the questions."""
    number = numbers.next_one()
    course = Course.objects.create(code=f"C{number}", title=f"Course {number}")
    made = Paper.objects.create(course=course, code=f"P{number}", title=f"Paper {number}", kind=kind)
    version = PaperVersion.objects.create(
        paper=made,
        number=1,
        state=PaperState.ACTIVE,
        written_by="tests",
        active_from=NOW,
        pass_mark=pass_mark,
        pass_mark_method=PassMarkMethod.AUTHORITY,
        pass_mark_note="The course owner, in May",
        **rules,
    )
    about = topic()
    questions = [in_bank(content, topic_=about) for content in contents]
    BlueprintRow.objects.create(version=version, order=1, topic=about, difficulty=1, count=len(questions), points=points)
    return version, questions


def begun(version: PaperVersion, questions: Sequence[Question], *, by: Person | None = None, at: datetime = NOW) -> Attempt:
    """An attempt in progress with these questions in this order."""
    person = by or company.person()
    number = Attempt.objects.filter(paper=version.paper, person=person).count() + 1
    attempt = Attempt.objects.create(paper=version.paper, version=version, person=person, number=number, seed=number, started_at=at)
    row = version.rows.get()
    for order, question in enumerate(questions, start=1):
        AttemptItem.objects.create(
            attempt=attempt,
            order=order,
            slot=row,
            question_version_id=question.in_use_id,
            points=row.points,
            seed=order,
            recorded_at=at,
        )
    return attempt


def answered(attempt: Attempt, payloads: Sequence[dict[str, Any] | None], *, at: datetime = NOW) -> None:
    for item, payload in zip(items(attempt), payloads, strict=True):
        if payload is not None:
            Answer.objects.create(item=item, payload=payload, given_at=at, client_id=f"a{item.pk}", recorded_at=at)


def sat(
    version: PaperVersion,
    questions: Sequence[Question],
    shares: str,
    *,
    by: Person | None = None,
    at: datetime = NOW,
    payloads: Sequence[dict[str, Any] | None] = (),
) -> Attempt:
    """An attempt handed in with these marks, “1 0 .5 -”; a dash is not marked yet. Choices answer as they are marked."""
    attempt = begun(version, questions, by=by, at=at)
    marks = shares.split()
    plain = [RIGHT if mark == "1" else {"typed": "because"} if mark == "-" else WRONG for mark in marks]
    answered(attempt, payloads or plain, at=at)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.SUBMITTED, submitted_at=at + timedelta(minutes=20))
    for item, mark in zip(items(attempt), marks, strict=True):
        if mark != "-":
            Marking.objects.create(item=item, source=Marking.Source.AUTOMATIC, fraction=Decimal(mark), recorded_at=at)
    attempt.refresh_from_db()
    return attempt


def items(attempt: Attempt) -> list[AttemptItem]:
    return list(AttemptItem.objects.filter(attempt=attempt).select_related("attempt", "question_version").order_by("order"))


def essay(
    words: str = "Because the next one must know.", *, by: Person | None = None, two_others: str = "1 1", **rules: Any
) -> AttemptItem:
    """An essay handed in with two other questions marked, waiting for its mark."""
    version, questions = paper((ESSAY, SINGLE, SINGLE), points=4, **rules)
    attempt = sat(version, questions, f"- {two_others}", by=by, payloads=[{"typed": words}, RIGHT, RIGHT])
    return items(attempt)[0]


def practical(*, by: Person | None = None, content: Any = PRACTICAL) -> Attempt:
    """A practical test in progress."""
    version, questions = paper((content,), kind=PaperKind.PRACTICAL)
    return begun(version, questions, by=by)


def candidate(person: Person) -> Actor:
    """The person themselves, as staff."""
    return Actor(person.pseudonym, person_id=person.pk, grants=(Grant(Role.STAFF, frozenset({1})),))
