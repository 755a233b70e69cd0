"""Answers that arrive after the end: kept with both times, counted only by a logged decision in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from tests.company import NOW
from tests.training.testing import asking, sitting
from training.testing.actions import taking
from training.testing.actions.deciding_late import decide_late
from training.testing.models import Answer, Attempt, LateDecision, Marking
from training.testing.selectors import passes, percents

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def with_late(**rules: Any) -> tuple[Attempt, Answer]:
    """A test that ended unanswered, and the right answer half an hour later from a phone that was in a lift."""
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30, **rules))
    taking.end_all_due(actor=sitting.CLOCK, at=NOW + 31 * MINUTE)
    device = NOW + 29 * MINUTE
    answer = sitting.answer(attempt.items.get(), at=NOW + HOUR, device_at=device, device_sent_at=NOW + HOUR)
    attempt.refresh_from_db()
    return attempt, answer


def decide(attempt: Attempt, answer: Answer, counts: bool = True, **how: Any) -> list[LateDecision]:
    how = {"actor": sitting.TRAINER, "at": NOW + 2 * HOUR, "reason": "lift without signal"} | how
    return decide_late(attempt, {answer.pk: counts}, **how)


def test_a_late_answer_keeps_both_times_and_counts_for_nothing() -> None:
    attempt, answer = with_late()
    assert (answer.given_at, answer.received_at, answer.late) == (NOW + 29 * MINUTE, NOW + HOUR, True)
    assert percents([attempt.pk])[attempt.pk] == 0


def test_counted_by_the_trainer_it_is_marked_and_the_decision_is_logged() -> None:
    attempt, answer = with_late()
    (decision,) = decide(attempt, answer)
    assert (decision.username, decision.reason, decision.counted) == ("lin", "lift without signal", True)
    assert percents([attempt.pk])[attempt.pk] == 100
    assert Marking.objects.filter(source=Marking.Source.LATE, answer=answer).count() == 1
    assert passes([attempt.person_id], known_at=NOW + HOUR) == {}
    assert len(passes([attempt.person_id])) == 1


def test_left_out_it_stays_on_record() -> None:
    attempt, answer = with_late()
    decide(attempt, answer, counts=False)
    assert percents([attempt.pk])[attempt.pk] == 0
    assert Answer.objects.filter(pk=answer.pk, late=True).exists()


def test_a_decision_stands() -> None:
    attempt, answer = with_late()
    decide(attempt, answer, counts=False)
    with pytest.raises(Conflict):
        decide(attempt, answer)
    assert LateDecision.objects.count() == 1


def test_after_the_papers_window_nothing_is_counted() -> None:
    attempt, answer = with_late(late_hours=1)
    assert decide(attempt, answer, at=NOW + 90 * MINUTE)
    attempt, answer = with_late(late_hours=1)
    with pytest.raises(Refused):
        decide(attempt, answer, at=NOW + 91 * MINUTE)
    assert LateDecision.objects.count() == 1


def test_staff_do_not_decide_nor_does_a_trainer_on_own_answers() -> None:
    attempt, answer = with_late()
    own = Actor(username="lin", person_id=attempt.person_id, grants=sitting.TRAINER.grants)
    for actor in (sitting.acts(sitting.candidate()), own):
        with pytest.raises(NotAllowed):
            decide(attempt, answer, actor=actor)
    assert not LateDecision.objects.exists()


def test_a_decision_needs_a_reason() -> None:
    attempt, answer = with_late()
    with pytest.raises(InvalidInput):
        decide(attempt, answer, reason=" ")


def test_answers_in_time_and_of_others_are_not_decided_on() -> None:
    attempt, answer = with_late()
    other, foreign = with_late()
    for wrong in (foreign, sitting.handed_in(sitting.paper(asking.TRUTH)).items.get().answers.get()):
        with pytest.raises(Conflict):
            decide(attempt, wrong)
    assert not LateDecision.objects.exists()


def test_all_or_nothing_is_decided_when_one_is_wrong() -> None:
    attempt, answer = with_late()
    _other, foreign = with_late()
    with pytest.raises(Conflict):
        decide_late(attempt, {answer.pk: True, foreign.pk: True}, actor=sitting.TRAINER, at=NOW + 2 * HOUR, reason="x")
    assert percents([attempt.pk])[attempt.pk] == 0


def test_while_the_test_goes_on_nothing_is_late() -> None:
    attempt = sitting.begun()
    with pytest.raises(Conflict):
        decide_late(attempt, {1: True}, actor=sitting.TRAINER, at=NOW, reason="x")
