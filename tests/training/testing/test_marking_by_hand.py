"""Essays: marked blind, a second marker where the paper or the candidate asks for one, a decision where two differ."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Job
from governance.core.roles import Role
from tests import company
from tests.at_once import at_once
from tests.company import NOW
from tests.training.testing.marked import AUDITOR, PROJECT, SECOND_TRAINER, TRAINER, candidate, essay, items, paper, sat
from training.testing.actions.hand_marking import dispute, mark_by_hand, set_marking_rule
from training.testing.models import AttemptItem, Dispute, HandMark, Marking, MarkingRule, Round
from training.testing.selectors.hand_marks import candidate_code, queue, waiting
from training.testing.selectors.standings import percents

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
LEAD = PROJECT
FIRST_TWO = (Round.FIRST, Round.SECOND)


def marks(item: AttemptItem, points: int, by: Actor = TRAINER, *, round: Round = Round.FIRST, at: Any = LATER) -> HandMark:
    return mark_by_hand(item, round=round, points=Decimal(points), comment="Well said.", actor=by, at=at)


def percent(item: AttemptItem) -> Decimal | None:
    return percents([item.attempt_id])[item.attempt_id]


def disputes(item: AttemptItem, *, at: Any = LATER + timedelta(days=1), reason: str = "The second reason was not read.") -> Dispute:
    return dispute(item, actor=candidate(item.attempt.person), at=at, reason=reason)


def test_one_mark_gives_the_result() -> None:
    item = essay()
    assert percent(item) is None
    mark = marks(item, 3)
    assert (mark.share, mark.username, mark.comment) == (Decimal("0.75"), "lin", "Well said.")
    assert percent(item) == Decimal("91.67")
    assert waiting() == []


def test_a_mark_is_logged_once_and_announced() -> None:
    item = essay()
    marks(item, 3)
    marking = Marking.objects.get(item=item)
    assert (marking.source, marking.username, marking.recorded_at) == (Marking.Source.HAND, "lin", LATER)
    assert Job.objects.filter(kind="testing.follow_decisions").count() == 1


@pytest.mark.parametrize("actor", [PROJECT, AUDITOR, Actor("staff", person_id=1, grants=(Grant(Role.STAFF, frozenset({1})),))])
def test_only_trainers_mark(actor: Actor) -> None:
    item = essay()
    with pytest.raises(NotAllowed):
        marks(item, 3, actor)
    assert not HandMark.objects.exists()


def test_nobody_marks_an_own_answer() -> None:
    item = essay()
    own = Actor("lin", person_id=item.attempt.person_id, grants=(Grant(Role.TRAINER),))
    assert queue(own, FIRST_TWO, NOW) == []
    with pytest.raises(NotAllowed):
        marks(item, 4, own)


def test_marking_the_same_round_again_is_refused() -> None:
    item = essay()
    marks(item, 3)
    with pytest.raises(Conflict):
        marks(item, 4, SECOND_TRAINER)
    assert HandMark.objects.count() == Marking.objects.filter(item=item).count() == 1


@pytest.mark.parametrize("points", ["-1", "4.01", "NaN"])
def test_points_that_the_question_does_not_have_are_refused(points: str) -> None:
    item = essay()
    with pytest.raises(InvalidInput):
        mark_by_hand(item, round=Round.FIRST, points=Decimal(points), actor=TRAINER, at=LATER)
    assert not HandMark.objects.exists()


def test_an_unanswered_essay_and_a_choice_are_not_marked_by_hand() -> None:
    item = essay()
    with pytest.raises(Conflict):
        marks(items(item.attempt)[1], 1)
    version, questions = paper()
    with pytest.raises(Conflict):
        marks(items(sat(version, questions, "1 0 1"))[0], 1)


def test_nothing_is_kept_when_the_mark_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    item = essay()
    monkeypatch.setattr(Marking.objects, "create", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        marks(item, 3)
    assert not HandMark.objects.exists()


def test_a_marker_sees_a_code_that_tells_nothing() -> None:
    item = essay()
    [one] = queue(TRAINER, FIRST_TWO, NOW)
    assert one.code == candidate_code(item.pk) and len(one.code) == 6
    assert str(item.attempt.person_id) not in one.code


def test_every_marker_has_an_order_of_their_own() -> None:
    for _ in range(6):
        essay()
    assert {one.code for one in queue(TRAINER, FIRST_TWO, NOW)} == {one.code for one in queue(SECOND_TRAINER, FIRST_TWO, NOW)}
    assert [one.code for one in queue(TRAINER, FIRST_TWO, NOW)] != [one.code for one in queue(SECOND_TRAINER, FIRST_TWO, NOW)]
    assert [one.code for one in queue(TRAINER, FIRST_TWO, NOW)] == [one.code for one in queue(TRAINER, FIRST_TWO, NOW)]


class TestTwoMarkers:
    @pytest.fixture
    def item(self) -> AttemptItem:
        made = essay()
        MarkingRule.objects.create(paper=made.attempt.paper, two_markers=True)
        return made

    def test_nothing_stands_before_the_second(self, item: AttemptItem) -> None:
        marks(item, 3)
        assert percent(item) is None
        assert [one.round for one in waiting()] == [Round.SECOND]

    def test_the_first_marker_is_not_the_second(self, item: AttemptItem) -> None:
        marks(item, 3)
        assert queue(TRAINER, FIRST_TWO, NOW) == []
        with pytest.raises(NotAllowed):
            marks(item, 3, round=Round.SECOND)

    def test_two_that_agree_give_their_average(self, item: AttemptItem) -> None:
        mark_by_hand(item, round=Round.FIRST, points=Decimal("3"), actor=TRAINER, at=LATER)
        mark_by_hand(item, round=Round.SECOND, points=Decimal("3.2"), actor=SECOND_TRAINER, at=LATER)
        assert Marking.objects.get(item=item).fraction == Decimal("0.78")

    def test_two_that_differ_wait_for_the_lead(self, item: AttemptItem) -> None:
        marks(item, 4)
        marks(item, 1, SECOND_TRAINER, round=Round.SECOND)
        assert percent(item) is None
        assert [one.round for one in queue(LEAD, (Round.LEAD,), NOW)] == [Round.LEAD]
        marks(item, 2, LEAD, round=Round.LEAD)
        assert Marking.objects.get(item=item).fraction == Decimal("0.5")

    def test_a_trainer_does_not_decide_between_two_marks(self, item: AttemptItem) -> None:
        marks(item, 4)
        marks(item, 1, SECOND_TRAINER, round=Round.SECOND)
        with pytest.raises(NotAllowed):
            marks(item, 2, Actor("third", grants=(Grant(Role.TRAINER),)), round=Round.LEAD)

    def test_a_round_cannot_be_skipped(self, item: AttemptItem) -> None:
        with pytest.raises(Conflict):
            marks(item, 2, LEAD, round=Round.LEAD)


class TestDisputes:
    def test_a_dispute_brings_a_second_marker_while_the_first_mark_stands(self) -> None:
        item = essay()
        marks(item, 1)
        assert disputes(item).reason == "The second reason was not read."
        assert percent(item) == Decimal("75.00")
        [one] = queue(SECOND_TRAINER, FIRST_TWO, NOW)
        assert one.round == Round.SECOND
        assert queue(TRAINER, FIRST_TWO, NOW) == []

    def test_the_second_mark_makes_the_average(self) -> None:
        item = essay()
        mark_by_hand(item, round=Round.FIRST, points=Decimal("2"), actor=TRAINER, at=LATER)
        disputes(item)
        mark_by_hand(item, round=Round.SECOND, points=Decimal("2.4"), actor=SECOND_TRAINER, at=LATER + timedelta(days=2))
        assert Marking.objects.filter(item=item).order_by("-pk")[0].fraction == Decimal("0.55")

    def test_only_the_candidate_disputes(self) -> None:
        item = essay()
        marks(item, 1)
        for actor in (TRAINER, PROJECT, candidate(company.person())):
            with pytest.raises(NotAllowed):
                dispute(item, actor=actor, at=LATER, reason="Unfair")

    def test_once(self) -> None:
        item = essay()
        marks(item, 1)
        disputes(item)
        with pytest.raises(Conflict):
            disputes(item)

    def test_with_a_reason(self) -> None:
        item = essay()
        marks(item, 1)
        with pytest.raises(InvalidInput):
            disputes(item, reason="  ")

    def test_not_before_there_is_a_mark(self) -> None:
        with pytest.raises(Conflict):
            disputes(essay())

    @pytest.mark.parametrize(("days", "refused"), [(7, False), (8, True)])
    def test_within_the_days_of_the_paper(self, days: int, refused: bool) -> None:
        item = essay()
        marks(item, 1)
        if refused:
            with pytest.raises(Refused):
                disputes(item, at=LATER + timedelta(days=days))
        else:
            disputes(item, at=LATER + timedelta(days=days))

    def test_an_average_in_dispute_waits_for_the_lead_and_then_is_final(self) -> None:
        item = essay()
        MarkingRule.objects.create(paper=item.attempt.paper, two_markers=True)
        marks(item, 2)
        marks(item, 2, SECOND_TRAINER, round=Round.SECOND)
        disputes(item)
        assert [one.round for one in waiting()] == [Round.LEAD]
        marks(item, 3, LEAD, round=Round.LEAD, at=LATER + timedelta(days=2))
        assert Marking.objects.filter(item=item).order_by("-pk")[0].fraction == Decimal("0.75")
        assert waiting() == []


class TestTheRuleOfAPaper:
    def test_it_is_set_with_a_reason(self) -> None:
        version, _questions = paper()
        rule = set_marking_rule(
            version.paper, two_markers=True, tolerance=15, dispute_days=3, actor=TRAINER, at=NOW, reason="Two offices asked"
        )
        assert (rule.two_markers, rule.tolerance, rule.dispute_days) == (True, 15, 3)
        assert rule.history.get().history_change_reason == "Two offices asked"

    @pytest.mark.parametrize(("tolerance", "days", "reason"), [(51, 7, "x"), (10, 91, "x"), (-1, 7, "x"), (10, 7, " ")])
    def test_what_cannot_be_is_refused(self, tolerance: int, days: int, reason: str) -> None:
        version, _questions = paper()
        with pytest.raises(InvalidInput):
            set_marking_rule(version.paper, two_markers=False, tolerance=tolerance, dispute_days=days, actor=TRAINER, at=NOW, reason=reason)
        assert not MarkingRule.objects.exists()

    def test_others_may_not(self) -> None:
        version, _questions = paper()
        with pytest.raises(NotAllowed):
            set_marking_rule(version.paper, two_markers=True, tolerance=5, dispute_days=7, actor=AUDITOR, at=NOW, reason="x")


@pytest.mark.django_db(transaction=True)
def test_two_who_mark_the_same_answer_at_once(tmp_path: Path) -> None:
    item = essay()
    ended, kept = at_once(
        tmp_path,
        lambda: marks(item, 3),
        lambda: marks(item, 1, SECOND_TRAINER),
        then=lambda: HandMark.objects.count(),
    )
    assert kept == 1
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "HandMark"]
