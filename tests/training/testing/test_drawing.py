"""Drawing a paper: from a seed, the same for ever, different for the next person, never short."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing import shuffling
from training.testing.drawing import CannotFill, Drawn, Pooled, Slot, draw, number, shortages

SEEDS = st.integers(min_value=0, max_value=2**62)
BLUEPRINT = (Slot(7, 1, 1, 4), Slot(8, 1, 2, 3, Decimal(2)), Slot(9, 2, 1, 5))
POOL = tuple(
    Pooled(question, question + 1000, topic, difficulty)
    for place, (topic, difficulty) in enumerate([(1, 1), (1, 2), (2, 1), (2, 3)])
    for question in range(place * 100, place * 100 + 10)
)


def test_a_paper_drawn_long_ago_is_drawn_the_same_today() -> None:
    """Published: whoever changes the drawing breaks the promise that a stored seed gives the same paper."""
    drawn = draw(BLUEPRINT, POOL, 20261122)
    assert [one.question for one in drawn] == [205, 204, 3, 2, 109, 104, 4, 1, 103, 202, 208, 209]
    assert drawn[0].seed == number(20261122, "options", drawn[0].question)


@given(SEEDS)
def test_the_blueprint_is_kept(seed: int) -> None:
    drawn = draw(BLUEPRINT, POOL, seed)
    assert [one.order for one in drawn] == list(range(1, 13))
    assert len({one.question for one in drawn}) == 12
    kinds = {question.question: (question.topic, question.difficulty) for question in POOL}
    for slot in BLUEPRINT:
        own = [one for one in drawn if one.slot == slot.id]
        assert len(own) == slot.count
        assert {one.points for one in own} == {slot.points}
        assert {kinds[one.question] for one in own} == {(slot.topic, slot.difficulty)}


@given(SEEDS, st.randoms())
def test_the_order_of_the_pool_does_not_matter(seed: int, chance: object) -> None:
    mixed = list(POOL)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert draw(BLUEPRINT, mixed, seed) == draw(BLUEPRINT, POOL, seed)


@given(SEEDS, SEEDS)
def test_a_second_candidates_questions_and_options_differ(seed: int, other: int) -> None:
    if seed == other:
        return
    one, two = draw(BLUEPRINT, POOL, seed), draw(BLUEPRINT, POOL, other)
    assert [drawn.question for drawn in one] != [drawn.question for drawn in two]
    assert orders(one) != orders(two)


def orders(drawn: tuple[Drawn, ...]) -> list[tuple[int, ...]]:
    """The orders in which four options of each of the questions would be shown."""
    by_question = sorted(drawn, key=lambda one: one.question)
    return [shuffling.shuffled(range(4), str(one.seed), "options") for one in by_question]


@given(SEEDS)
def test_a_question_more_in_the_bank_changes_one_question_at_most(seed: int) -> None:
    before = {one.question for one in draw(BLUEPRINT, POOL, seed)}
    after = {one.question for one in draw(BLUEPRINT, (*POOL, Pooled(999, 1999, 1, 1)), seed)}
    assert len(before - after) <= 1


def test_what_the_bank_cannot_fill_is_named_by_topic_and_difficulty() -> None:
    blueprint = (Slot(1, 1, 1, 11), Slot(2, 2, 2, 1), Slot(3, 2, 1, 10))
    with pytest.raises(CannotFill) as refused:
        draw(blueprint, POOL, 1)
    assert [(s.topic, s.difficulty, s.wanted, s.found) for s in refused.value.shortages] == [(1, 1, 11, 10), (2, 2, 1, 0)]
    assert shortages(BLUEPRINT, POOL) == []


def test_every_question_has_its_chance() -> None:
    drawn = [one.question for seed in range(400) for one in draw((Slot(1, 1, 1, 5),), POOL[:10], seed)]
    for question in range(10):
        assert 140 <= drawn.count(question) <= 260
