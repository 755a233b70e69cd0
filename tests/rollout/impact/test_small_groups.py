"""No difference of two told figures points at persons: laws over made-up companies. docs/algorithms/small-groups.md."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core.suppression import FLOOR
from rollout.impact.rules.answers import Answers, acceptable, together, told
from rollout.impact.rules.small_groups import part_told, told_by_group, told_by_office
from rollout.impact.states import Measures

SIZES = st.dictionaries(st.integers(1, 40), st.integers(0, 14), max_size=12)
PUBLISHED = [
    # sizes per office, offices told, total told
    ({}, set(), True),
    ({1: 3}, set(), False),
    ({1: 6}, {1}, True),
    ({1: 6, 2: 7}, {1, 2}, True),
    ({1: 6, 2: 7, 3: 2}, set(), True),
    ({1: 9, 2: 8, 3: 7, 4: 6, 5: 1}, {1, 2}, True),
    ({1: 9, 2: 3, 3: 3, 4: 3}, {1}, True),
    ({1: 3, 2: 3}, set(), False),
]


@pytest.mark.parametrize(("sizes", "shown", "total"), PUBLISHED)
def test_the_published_examples(sizes: dict[int, int], shown: set[int], total: bool) -> None:
    found = told_by_office(sizes)
    assert (set(found.shown), found.total) == (shown, total)


@given(SIZES)
def test_an_office_with_one_to_four_is_never_told(sizes: Mapping[int, int]) -> None:
    assert all(sizes[office] >= FLOOR for office in told_by_office(sizes).shown)


@given(SIZES)
def test_the_total_less_all_that_is_told_less_any_heads_own_leaves_two_offices_and_five(sizes: Mapping[int, int]) -> None:
    """The attack: take the total, subtract every office that is told, and, as a head, one's own."""
    found = told_by_office(sizes)
    if not found.total:
        return
    unknown = {office: size for office, size in sizes.items() if size and office not in found.shown}
    for own in unknown:
        left = {office: size for office, size in unknown.items() if office != own}
        assert len(left) >= 2
        assert sum(left.values()) >= FLOOR


@given(SIZES)
def test_of_a_split_what_is_left_is_two_groups_and_five_people(sizes: Mapping[int, int]) -> None:
    found = told_by_group(sizes)
    left = [size for group, size in sizes.items() if size and group not in found.shown]
    if found.total and left:
        assert sum(left) >= FLOOR
        assert len(left) >= 2 or not found.shown
    assert all(sizes[group] >= FLOOR for group in found.shown)


@given(SIZES)
def test_nothing_is_told_of_a_total_below_five(sizes: Mapping[int, int]) -> None:
    if 0 < sum(sizes.values()) < FLOOR:
        assert not told_by_group(sizes).total
        assert not told_by_group(sizes).shown


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_part_is_told_only_if_neither_it_nor_the_rest_is_one_to_four(part: int, rest: int) -> None:
    if part_told(part, part + rest) and part:
        assert part >= FLOOR
        assert rest == 0 or rest >= FLOOR


COUNTS = st.dictionaries(st.integers(1, 5), st.integers(0, 9), min_size=1)


@given(st.dictionaries(st.integers(1, 9), COUNTS, max_size=6))
def test_the_mean_of_a_hidden_group_cannot_be_worked_out(counts: Mapping[int, Mapping[int, int]]) -> None:
    """What the total and the told groups leave over is the sum of two groups at least and of five people at least."""
    groups = {group: Answers(values, sum(values.values())) for group, values in counts.items()}
    found = told(groups)
    left = [answers.people for group, answers in groups.items() if answers.people and group not in found.shown]
    if found.total and left and found.shown:
        assert len(left) >= 2
        assert sum(left) >= FLOOR


@given(st.lists(COUNTS, max_size=6))
def test_answers_together_are_the_sum_of_the_groups(counts: list[dict[int, int]]) -> None:
    groups = [Answers(values, sum(values.values())) for values in counts]
    assert together(groups).people == sum(group.people for group in groups)
    for value in range(1, 6):
        assert together(groups).counts.get(value, 0) == sum(values.get(value, 0) for values in counts)


def test_the_mean_is_of_people_not_of_groups() -> None:
    assert Answers({5: 3, 1: 1}, 4).mean == 4


@pytest.mark.parametrize(
    ("measures", "values", "expected"),
    [
        (Measures.SATISFACTION, [3], True),
        (Measures.SATISFACTION, [0], False),
        (Measures.SATISFACTION, [6], False),
        (Measures.SATISFACTION, [3, 4], False),
        (Measures.SATISFACTION, [], False),
        (Measures.CHOICE, [], True),
        (Measures.CHOICE, [0, 2], True),
        (Measures.CHOICE, [0, 0], False),
        (Measures.CHOICE, [3], False),
        (Measures.CHOICE, [-1], False),
    ],
)
def test_an_answer_is_one_rating_or_any_choices_each_once(measures: Measures, values: list[int], expected: bool) -> None:
    assert acceptable(measures, 3, values) is expected
