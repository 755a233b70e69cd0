"""Which rejections stand: laws over everything that customers may say and the step may do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.impact.rules.rejecting import Told, Turn, standing
from rollout.impact.states import ReactionKind, StepState

START, DAY = datetime(2026, 6, 1, 8, tzinfo=UTC), date(2026, 6, 1)
REJECTS, WELCOMES = ReactionKind.REJECTS, ReactionKind.WELCOMES
PLANNED, RUNNING, BACK = StepState.PLANNED, StepState.RUNNING, StepState.SENT_BACK


def after(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def said(kind: ReactionKind, hours: int = 0, office: int | None = None, touchpoint: int | None = None, days: int = 0) -> Told:
    return Told(hours, kind, DAY + timedelta(days=days), after(hours), office, touchpoint)


def back(hours: int) -> Turn:
    return Turn(RUNNING, BACK, after(hours))


places = st.sampled_from([None, 1, 2])
reactions = st.lists(
    st.builds(said, st.sampled_from(ReactionKind), st.integers(0, 30), places, places, st.integers(0, 3)),
    unique_by=lambda one: one.pk,
    max_size=6,
)
turns = st.lists(st.builds(Turn, st.sampled_from(StepState), st.sampled_from(StepState), st.integers(0, 30).map(after)), max_size=3)


@pytest.mark.parametrize(
    ("told", "moves", "stands"),
    [
        ([], [], False),
        ([said(ReactionKind.COMPLAINS)], [], False),
        ([said(REJECTS)], [], True),
        ([said(REJECTS, 1)], [back(2)], False),
        ([said(REJECTS, 2)], [back(1)], True),
        ([said(REJECTS, 2)], [back(1), Turn(BACK, PLANNED, after(3))], False),
        ([said(REJECTS, 1)], [Turn(PLANNED, RUNNING, after(2))], True),
        ([said(REJECTS, 1), said(WELCOMES, 2)], [], False),
        ([said(WELCOMES, 1), said(REJECTS, 2)], [], True),
        ([said(REJECTS, 1, office=1), said(WELCOMES, 2, office=2)], [], True),
        ([said(REJECTS, 1, office=1), said(WELCOMES, 2)], [], False),
        ([said(REJECTS, 1), said(WELCOMES, 2, office=1)], [], True),
        ([said(REJECTS, 1, touchpoint=1), said(WELCOMES, 2, touchpoint=2)], [], True),
        ([said(REJECTS, 2, days=0), said(WELCOMES, 1, days=1)], [], False),
    ],
)
def test_a_rejection_stands_until_it_is_answered_or_taken_back(told: list[Told], moves: list[Turn], stands: bool) -> None:
    assert bool(standing(told, moves)) is stands


@given(reactions, turns)
def test_the_order_in_which_rows_come_does_not_matter(told: list[Told], moves: list[Turn]) -> None:
    found = {one.pk for one in standing(told, moves)}
    for other in list(permutations(told))[:24]:
        assert {one.pk for one in standing(other, moves[::-1])} == found


@given(reactions, turns)
def test_sending_it_back_answers_everything_said_before(told: list[Told], moves: list[Turn]) -> None:
    assert standing(told, [*moves, back(31)]) == []


@given(reactions, turns, places, places)
def test_who_rejects_it_last_is_always_heard(told: list[Told], moves: list[Turn], office: int | None, touchpoint: int | None) -> None:
    last = said(REJECTS, 40, office, touchpoint, days=4)
    assert last in standing([*told, last], moves)


@given(reactions, turns, st.integers(0, 30))
def test_what_is_said_elsewhere_lifts_nothing(told: list[Told], moves: list[Turn], hours: int) -> None:
    elsewhere = said(WELCOMES, 100 + hours, office=3, days=5)
    assert standing([*told, elsewhere], moves) == standing(told, moves)
