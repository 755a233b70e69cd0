"""What a question's figures are called, and who chose what."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.judging import MINIMUM, Judgement, Taken, Third, beyond_chance, chosen_by_third, judge, question_figures, thirds

U, M, L = Third.UPPER, Third.MIDDLE, Third.LOWER


def numbers(text: str) -> list[Decimal]:
    return [Decimal(number) for number in text.split()]


@pytest.mark.parametrize(
    ("facility", "discrimination", "n", "said"),
    [
        (0.6, 45.0, 30, Judgement.GOOD),
        (0.6, 20.0, 30, Judgement.GOOD),
        (0.6, 19.9, 30, Judgement.WEAK),
        (0.6, -5.0, 30, Judgement.DOUBTFUL),
        (0.6, -60.0, 30, Judgement.MISLEADS),
        (0.6, -60.0, 5, Judgement.DOUBTFUL),
        (0.95, 30.0, 30, Judgement.TOO_EASY),
        (0.20, 30.0, 30, Judgement.TOO_HARD),
        (0.10, -60.0, 30, Judgement.MISLEADS),
        (1.0, None, 30, Judgement.TOO_EASY),
        (0.0, None, 30, Judgement.TOO_HARD),
        (0.5, None, 30, Judgement.UNKNOWN),
        (None, None, 30, Judgement.UNKNOWN),
    ],
)
def test_the_one_thing_most_worth_saying(facility: float | None, discrimination: float | None, n: int, said: Judgement) -> None:
    assert judge(facility, discrimination, n) == said


@pytest.mark.parametrize(
    ("discrimination", "n", "beyond"), [(-100.0, 10, True), (-36.0, 30, True), (-30.0, 30, False), (-30.0, 40, True), (-90.0, 3, False)]
)
def test_a_negative_figure_counts_only_beyond_chance(discrimination: float, n: int, beyond: bool) -> None:
    assert beyond_chance(discrimination, n) is beyond


def test_a_question_that_few_got_has_no_figures() -> None:
    found = question_figures([Taken(Decimal(1), Decimal(5))] * (MINIMUM - 1))
    assert (found.n, found.judgement, found.figures.facility) == (MINIMUM - 1, Judgement.UNKNOWN, None)


def test_a_wrong_key_is_found() -> None:
    able = [Taken(Decimal(0), Decimal(8 + place)) for place in range(6)]
    lost = [Taken(Decimal(1), Decimal(place)) for place in range(6)]
    found = question_figures(able + lost)
    assert found.judgement == Judgement.MISLEADS
    assert found.figures.discrimination is not None and found.figures.discrimination < -85


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ("1 2 3", [L, M, U]),
        ("3 1 2", [U, L, M]),
        ("5 5 5 5", [M, M, M, M]),
        ("1 1 9 9", [L, L, U, U]),
        ("1 2 3 4 5 6", [L, L, M, M, U, U]),
        ("7", [M]),
        ("", []),
    ],
)
def test_a_group_in_thirds_never_parts_equals(totals: str, expected: list[Third]) -> None:
    assert thirds(numbers(totals)) == expected


@given(st.lists(st.integers(0, 8).map(Decimal), max_size=40))
def test_a_higher_total_is_never_in_a_lower_third(totals: list[Decimal]) -> None:
    order = {L: 0, M: 1, U: 2}
    found = thirds(totals)
    for mine, one in zip(found, totals, strict=True):
        assert all(order[mine] >= order[theirs] for theirs, other in zip(found, totals, strict=True) if one >= other)


def test_choices_are_counted_by_third() -> None:
    found = chosen_by_third([["a"], ["b"], ["a", "b"], []], [U, L, M, L])
    assert found == {"a": {U: 1, M: 1, L: 0}, "b": {U: 0, M: 1, L: 1}}
