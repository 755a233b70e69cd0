"""Feedback that betrays nobody: once per person, no way from an answer back, shown only in a group and afterwards."""

from datetime import datetime, timedelta

import pytest
from django.db import models

from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.organisation.models import Person
from tests import company
from tests.training.courses import classroom
from tests.training.courses.classroom import HOURS, START, as_staff
from training.courses import actions
from training.courses.models import FeedbackAnswer, FeedbackAsked, Session
from training.courses.reactions import told

pytestmark = pytest.mark.django_db
AFTER = START + HOURS + timedelta(hours=2)
MARKS = {"useful": 5, "clear": 4, "practice": 3}


def answer(session: Session, who: Person, at: datetime = AFTER, comment: str = "", **marks: int) -> None:
    actions.answer(session, marks=MARKS | marks, comment=comment, actor=as_staff(who), at=at)


@pytest.fixture
def people() -> list[Person]:
    office = company.office()
    return [company.person(at=office) for _ in range(6)]


@pytest.fixture
def session(people: list[Person]) -> Session:
    return classroom.held(classroom.course(), *people)


def test_one_answer_each(session: Session, people: list[Person]) -> None:
    answer(session, people[0], comment="more practice")
    with pytest.raises(Conflict, match="already"):
        answer(session, people[0])
    assert FeedbackAnswer.objects.count() == 1 and FeedbackAsked.objects.filter(answered=True).count() == 1


def test_an_answer_holds_nothing_that_leads_to_a_person(session: Session, people: list[Person]) -> None:
    fields = {field.name: field for field in FeedbackAnswer._meta.get_fields()}
    assert set(fields) == {"id", "session", "useful", "clear", "practice", "comment"}
    assert isinstance(fields["id"], models.UUIDField) and not hasattr(FeedbackAnswer, "history")
    assert {field.name for field in FeedbackAsked._meta.get_fields()} == {"id", "session", "person", "answered"}
    assert not hasattr(FeedbackAsked, "history")


def test_only_those_who_attended_are_asked(session: Session) -> None:
    with pytest.raises(Refused, match="attended"):
        answer(session, company.person())


def test_after_a_week_no_answer_is_taken(session: Session, people: list[Person]) -> None:
    answer(session, people[0], at=AFTER + timedelta(days=7))
    with pytest.raises(Refused, match="closed"):
        answer(session, people[1], at=AFTER + timedelta(days=8))


@pytest.mark.parametrize("marks", [{"useful": 0}, {"clear": 6}, {"practice": -1}])
def test_marks_are_from_one_to_five(session: Session, people: list[Person], marks: dict[str, int]) -> None:
    with pytest.raises(InvalidInput) as wrong:
        answer(session, people[0], **marks)
    assert set(wrong.value.fields) == set(marks) and not FeedbackAsked.objects.filter(answered=True).exists()


def test_a_comment_of_a_megabyte_is_refused(session: Session, people: list[Person]) -> None:
    with pytest.raises(InvalidInput):
        answer(session, people[0], comment="x" * 10**6)


def test_no_account_no_answer(session: Session) -> None:
    with pytest.raises(Refused):
        actions.answer(session, marks=MARKS, actor=Actor("system:x", system=True), at=AFTER)


def test_figures_and_comments_wait_for_five_answers_and_for_the_last(session: Session, people: list[Person]) -> None:
    for number, who in enumerate(people[:5]):
        answer(session, who, comment=f"comment {number}")
    day = AFTER.date()
    assert told(session, day).figures is None and told(session, day).comments == []
    later = told(session, day + timedelta(days=8))
    assert later.figures is not None and later.figures.answers == 5 and (later.asked, later.answered) == (6, 5)
    assert (
        sorted(later.comments) == [f"comment {n}" for n in range(5)] and later.comments == told(session, day + timedelta(days=9)).comments
    )


def test_four_answers_are_never_shown(session: Session, people: list[Person]) -> None:
    for who in people[:4]:
        answer(session, who, comment="mine")
    found = told(session, AFTER.date() + timedelta(days=300))
    assert found.figures is None and found.comments == []


def test_a_failed_answer_leaves_no_tick(session: Session, people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FeedbackAnswer.objects, "create", lambda **_fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(session, people[0])
    assert not FeedbackAsked.objects.filter(answered=True).exists()
