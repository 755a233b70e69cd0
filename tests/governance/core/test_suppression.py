"""Small groups: what may be shown, so that no difference of two shown figures points at persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.core.suppression import FLOOR, is_small, may_join_total, shown_groups, withheld

sizes = some.dictionaries(some.text(min_size=1, max_size=3), some.integers(0, 30), max_size=8)


@pytest.mark.parametrize(("people", "small"), [(None, False), (0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_people_are_small(people: int | None, small: bool) -> None:
    assert is_small(people) is small


@pytest.mark.parametrize(
    ("small_offices", "may"),
    [
        ([4], False),  # the difference would be that office
        ([4, 4], False),  # each head could work out the other
        ([4, 4, 1], True),
        ([4, 2, 2], False),  # without the largest only four people are left
        ([3, 3, 3], True),
        ([], False),
    ],
)
def test_small_offices_join_the_total_only_all_together_and_hidden_among_each_other(small_offices: list[int], may: bool) -> None:
    assert may_join_total(small_offices) is may


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ({"sales": 20, "clerk": 8}, {"sales", "clerk"}),
        ({"sales": 20, "clerk": 3}, set()),  # the total less the shown one would be the clerks
        ({"sales": 20, "clerk": 3, "manager": 2}, {"sales"}),  # five hidden together
        ({"sales": 20, "clerk": 2, "manager": 2}, set()),  # only four hidden: the next goes too
        ({"sales": 20, "agent": 9, "clerk": 3}, {"sales"}),
        ({"sales": 20, "clerk": 0}, {"sales"}),
        ({}, set()),
    ],
)
def test_a_small_group_takes_another_with_it(groups: dict[str, int], shown: set[str]) -> None:
    assert shown_groups(groups) == shown


@given(sizes)
def test_what_the_total_less_the_shown_groups_tells_is_of_two_groups_and_five_people(groups: dict[str, int]) -> None:
    shown = shown_groups(groups)
    hidden = [size for key, size in groups.items() if size and key not in shown]
    assert all(groups[key] >= FLOOR for key in shown)
    if hidden and shown:
        assert len(hidden) >= 2
        assert sum(hidden) >= FLOOR


@given(some.lists(some.integers(1, 4), max_size=8))
def test_no_head_of_a_small_office_can_work_out_fewer_than_five_others(small_offices: list[int]) -> None:
    if may_join_total(small_offices):
        for own in small_offices:
            assert sum(small_offices) - own >= FLOOR
            assert len(small_offices) - 1 >= 2


@given(some.sets(some.integers(1, 30)), some.sets(some.integers(1, 30)))
def test_people_without_notice_are_hidden_among_five(people: set[int], told: set[int]) -> None:
    hidden = withheld(people, told)
    assert people - told <= hidden <= people
    if people <= told:
        assert not hidden
    else:
        assert len(hidden) >= min(FLOOR, len(people))
