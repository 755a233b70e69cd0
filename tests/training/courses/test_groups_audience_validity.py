"""Small rules: group sizes, for whom a course is, how long attendance holds, what feedback may be shown."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.courses.rules.audience import Line, needed
from training.courses.rules.groups import sizes
from training.courses.rules.reaction import Group, reaction, shown
from training.courses.rules.validity import valid_on, valid_until

CLOSED = date(2026, 6, 10)
WEEK_LATER = CLOSED + timedelta(days=8)


@pytest.mark.parametrize(
    ("people", "largest", "groups"), [(33, 16, [11, 11, 11]), (16, 16, [16]), (17, 16, [9, 8]), (0, 16, []), (5, 0, [])]
)
def test_groups_are_few_and_equal(people: int, largest: int, groups: list[int]) -> None:
    assert sizes(people, largest) == groups


@given(st.integers(1, 5000), st.integers(1, 100))
def test_groups_hold_everybody_and_differ_by_one_at_most(people: int, largest: int) -> None:
    groups = sizes(people, largest)
    assert sum(groups) == people and max(groups) <= largest and max(groups) - min(groups) <= 1


@pytest.mark.parametrize(
    ("line", "is_for"),
    [
        (Line(job_role="sales"), True),
        (Line(job_role="clerk"), False),
        (Line(crm_role="seller"), True),
        (Line(job_role="sales", experience="new"), False),
        (Line(job_role="sales", experience="veteran"), True),
        (Line(experience="veteran"), True),
        (Line(trainers=True), False),
        (Line(), False),
    ],
)
def test_for_whom_a_line_is(line: Line, is_for: bool) -> None:
    assert needed([line], job_role="sales", crm_role="seller", experience="veteran") is is_for


def test_one_line_that_fits_is_enough_and_none_is_for_nobody() -> None:
    assert needed([Line(job_role="clerk"), Line(trainers=True)], job_role="sales", crm_role="", trainer=True)
    assert not needed([], job_role="sales", crm_role="seller", trainer=True)


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 14)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 6, 1), None, None),
    ],
)
def test_the_last_day_of_validity(on: date, months: int | None, until: date | None) -> None:
    assert valid_until(on, months) == until


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(1, 120), st.integers(0, 5000))
def test_it_holds_from_its_day_to_its_last_and_not_after(on: date, months: int, later: int) -> None:
    until = valid_until(on, months)
    day = on + timedelta(days=later)
    assert until is not None and valid_on(on, months, day) == (day <= until) and not valid_on(on, months, on - timedelta(days=1))


def group(count: int, mark: int = 4, number: int = 1) -> Group:
    return Group(number, CLOSED, [(mark, mark, mark)] * count)


def test_fewer_than_five_answers_are_never_shown() -> None:
    assert not shown(group(4), WEEK_LATER) and shown(group(5), WEEK_LATER)
    assert reaction([group(4)], WEEK_LATER) is None


def test_nothing_is_shown_while_answers_come_in() -> None:
    assert not shown(group(20), CLOSED + timedelta(days=7)) and shown(group(20), WEEK_LATER)


def test_a_small_group_does_not_show_through_the_total() -> None:
    """The total of a large and a small group minus the large one would be the small one."""
    together = reaction([group(6, 5), group(4, 1, number=2)], WEEK_LATER)
    assert together == reaction([group(6, 5)], WEEK_LATER) and together is not None and together.answers == 6


def test_the_mean_is_over_all_answers_and_questions() -> None:
    found = reaction([Group(1, CLOSED, [(5, 4, 3)] * 5)], WEEK_LATER)
    assert found is not None and found.means == (Decimal(5), Decimal(4), Decimal(3)) and found.mean == Decimal(4)


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=5, max_size=30), st.randoms())
def test_the_order_of_answers_tells_nothing(answers: list[tuple[int, ...]], random: object) -> None:
    shuffled = sorted(answers)
    assert reaction([Group(1, CLOSED, answers)], WEEK_LATER) == reaction([Group(1, CLOSED, shuffled)], WEEK_LATER)
