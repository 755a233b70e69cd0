"""Who is expected on which day: go-live, joining with its grace, leave, exits, two offices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.organisation.duties import Duty
from rollout.adoption.expected import Stretch, bits, expected_from, expected_weeks, last_complete_week, monday, stretches

MONDAY = date(2026, 5, 11)
FRIDAY, SUNDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=6)
ALL_WEEK, WORKING = 0b1111111, 0b0011111


def duty(first: date = date(2026, 1, 1), last: date = date(2026, 12, 31), joined: date | None = date(2020, 1, 1), office: int = 1) -> Duty:
    return Duty(1, office, "sales", "seller", "veteran", first, last, joined)


def weeks_of(*found: Stretch, leave: dict | None = None, week: date = MONDAY) -> dict:
    return expected_weeks(found, [week], leave or {}, lambda office, on: WORKING)


@pytest.mark.parametrize(
    ("joined", "live_on", "first"),
    [
        (date(2020, 1, 1), date(2026, 3, 2), date(2026, 3, 2)),  # from go-live
        (date(2026, 5, 1), date(2026, 3, 2), date(2026, 5, 15)),  # joined later: 14 days of grace
        (date(2026, 2, 20), date(2026, 3, 2), date(2026, 3, 6)),  # grace ends after go-live
        (date(2026, 2, 10), date(2026, 3, 2), date(2026, 3, 2)),  # grace ends before go-live
        (None, date(2026, 3, 2), date(2026, 3, 2)),  # day of joining not known: no grace
    ],
)
def test_expected_from_go_live_or_from_joining_plus_grace(joined: date | None, live_on: date, first: date) -> None:
    assert expected_from(duty(joined=joined), live_on, 14) == first


def test_nobody_is_expected_in_an_office_that_is_not_live() -> None:
    assert stretches([duty(office=2)], {1: MONDAY}, 14) == []


def test_nobody_is_expected_after_the_exit() -> None:
    assert stretches([duty(last=date(2026, 3, 1))], {1: date(2026, 3, 2)}, 14) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (MONDAY, SUNDAY, ALL_WEEK),
        (date(2026, 1, 1), date(2026, 12, 31), ALL_WEEK),
        (MONDAY + timedelta(days=2), FRIDAY, 0b0011100),
        (SUNDAY, SUNDAY, 0b1000000),
        (date(2026, 1, 1), MONDAY - timedelta(days=1), 0),
        (SUNDAY + timedelta(days=1), date(2026, 12, 31), 0),
        (FRIDAY, MONDAY, 0),
    ],
)
def test_days_of_a_week_as_bits(first: date, last: date, expected: int) -> None:
    assert bits(first, last, MONDAY) == expected


def test_leave_takes_working_days_off() -> None:
    days = weeks_of(Stretch(1, 1, MONDAY, SUNDAY), leave={1: [(MONDAY, MONDAY + timedelta(days=1)), (FRIDAY, SUNDAY)]})
    assert days[1, MONDAY][1].own == 0b0001100


def test_on_leave_all_week_is_not_expected() -> None:
    assert weeks_of(Stretch(1, 1, MONDAY, SUNDAY), leave={1: [(MONDAY, FRIDAY)]}) == {}


def test_a_duty_on_the_weekend_alone_is_not_expected() -> None:
    assert weeks_of(Stretch(1, 1, SUNDAY, SUNDAY)) == {}


def test_who_moves_in_the_middle_of_a_week_counts_in_each_office_for_the_own_days() -> None:
    wednesday = MONDAY + timedelta(days=2)
    days = weeks_of(Stretch(1, 1, MONDAY, wednesday), Stretch(1, 2, wednesday + timedelta(days=1), SUNDAY))
    assert (days[1, MONDAY][1].own, days[2, MONDAY][1].own) == (0b0000111, 0b0011000)


def test_two_roles_in_one_office_are_one_person() -> None:
    days = weeks_of(Stretch(1, 1, MONDAY, FRIDAY), Stretch(1, 1, MONDAY, SUNDAY))
    assert list(days[1, MONDAY]) == [1]


@pytest.mark.parametrize(
    ("day", "week"),
    [(SUNDAY, MONDAY), (SUNDAY - timedelta(days=1), MONDAY - timedelta(days=7)), (SUNDAY + timedelta(days=6), MONDAY)],
)
def test_a_day_is_answered_by_the_last_week_that_is_over(day: date, week: date) -> None:
    assert last_complete_week(day) == week


@given(some.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_last_complete_week_ends_by_that_day_and_the_next_does_not(day: date) -> None:
    week = last_complete_week(day)
    assert week == monday(week)
    assert week + timedelta(days=6) <= day < week + timedelta(days=13)


@given(some.dates(date(2026, 5, 1), date(2026, 5, 30)), some.integers(0, 30), some.dates(date(2026, 5, 1), date(2026, 5, 30)))
def test_own_days_are_working_days_within_the_stretch(first: date, length: int, away: date) -> None:
    stretch = Stretch(1, 1, first, first + timedelta(days=length))
    for (_office, week), found in weeks_of(stretch, leave={1: [(away, away)]}).items():
        own = found[1].own
        assert own
        assert own & ~WORKING == 0
        assert own & ~bits(stretch.first_day, stretch.last_day, week) == 0
        assert own & bits(away, away, week) == 0
