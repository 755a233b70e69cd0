"""Working days are counted to the published figures, by laws that hold for every span, and never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core import calendars
from governance.core.calendars import calendar
from governance.core.errors import CalendarNotPublished, NotFound
from governance.core.workdays import WorkingCalendar, YearPlan

CN = calendar("CN")
days = st.dates(date(2022, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("year", "count"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_mainland_china_has_the_published_number_of_working_days(year: int, count: int) -> None:
    assert CN.count(date(year, 1, 1), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 4), True),  # a Sunday, made up for the Spring Festival
        (date(2024, 2, 12), False),  # a Monday of the Spring Festival
        (date(2024, 9, 29), True),  # a Sunday before the National Day week
        (date(2026, 1, 2), False),  # bridged
        (date(2026, 1, 4), True),  # the Sunday worked for it
        (date(2026, 6, 1), True),  # a plain Monday
        (date(2026, 6, 6), False),  # a plain Saturday
    ],
)
def test_days_off_and_make_up_days_are_known(day: date, worked: bool) -> None:
    assert CN.is_working(day) is worked


@pytest.mark.parametrize("year", [2009, 2027, 2100])
def test_a_year_that_is_not_published_is_an_error_that_names_it(year: int) -> None:
    with pytest.raises(CalendarNotPublished, match=f"{year}.*Mainland China"):
        CN.is_working(date(year, 6, 1))


def test_counting_into_an_unpublished_year_is_an_error_too() -> None:
    with pytest.raises(CalendarNotPublished, match="2027"):
        CN.add(date(2026, 12, 31), 3)
    with pytest.raises(CalendarNotPublished, match="2027"):
        CN.count(date(2026, 12, 1), date(2027, 1, 1))


def test_monday_to_friday_knows_every_year() -> None:
    plain = calendar("MON-FRI")
    assert plain.count(date(2027, 1, 1), date(2027, 12, 31)) == 261
    assert plain.add(date(2027, 1, 1), 1) == date(2027, 1, 4)


def test_an_unknown_calendar_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="CN, MON-FRI"):
        calendar("XX")


def test_an_override_wins_over_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(calendars.OVERRIDES, "CN", {date(2026, 6, 1): False, date(2026, 6, 6): True})
    plan = calendars.china.__wrapped__(2026)
    assert date(2026, 6, 1) in plan.days_off and date(2026, 6, 6) in plan.made_up


def test_a_made_up_day_beats_a_day_off() -> None:
    sunday = date(2026, 3, 1)
    both = WorkingCalendar("T", "Test", lambda year: YearPlan(frozenset({sunday}), frozenset({sunday})))
    assert both.is_working(sunday)


def test_an_empty_span_has_no_working_days() -> None:
    assert CN.count(date(2026, 3, 2), date(2026, 3, 1)) == 0


def test_zero_days_on_is_the_day_itself() -> None:
    saturday = date(2026, 6, 6)
    assert CN.add(saturday, 0) == saturday and CN.following(saturday) == date(2026, 6, 8)


@given(days, days, days)
def test_counts_of_adjacent_spans_add_up(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    assert CN.count(first, middle) + CN.count(middle + timedelta(days=1), last) == CN.count(first, last)


@given(st.dates(date(2022, 1, 1), date(2026, 6, 1)), st.integers(1, 120))
def test_adding_n_days_spans_n_working_days(day: date, n: int) -> None:
    reached = CN.add(day, n)
    assert CN.is_working(reached) and CN.count(day + timedelta(days=1), reached) == n


@given(st.dates(date(2022, 6, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_going_back_undoes_going_on(day: date, n: int) -> None:
    start = CN.following(day)
    assert CN.add(CN.add(start, n), -n) == start


@given(days, days)
def test_the_days_listed_are_the_days_counted(one: date, two: date) -> None:
    first, last = sorted((one, two))
    listed = list(CN.days(first, last))
    assert len(listed) == CN.count(first, last) and listed == sorted(set(listed))
