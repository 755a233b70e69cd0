"""What waits, as pictures: every row is told in words and in the table twin, and many do not crowd the page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from reports.dashboards.telling.timelines import MOST_ROWS, Open, Taken, Wanted, by_when, decisions_by_day
from rollout.staging.status.rules import Light

DAY = date(2026, 6, 29)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def open_thing(days: int, name: str = "Arles") -> Open:
    return Open(name, Light.RED if days < 0 else Light.AMBER, None, DAY + timedelta(days=days))


def test_what_is_past_its_day_and_what_comes_next_stand_in_the_message() -> None:
    chart = by_when([open_thing(-4), open_thing(-1), open_thing(9)], DAY, "en")
    assert str(chart.message) == "2 things are past their day; the next day to keep is 8 Jul 2026."


def test_a_hold_has_no_day_to_keep_and_is_drawn_to_today() -> None:
    chart = by_when([Open("Brest · On hold", Light.AMBER, DAY - WEEK, None)], DAY, "en")
    assert str(chart.message) == "Nothing is past its day; no other day is set."
    (bars, marks) = chart.figure.data
    assert bars.base == ("2026-06-22",) and list(bars.x) == [7 * 86_400_000]
    assert list(marks.x) == ["2026-06-29"]


def test_of_many_the_first_are_drawn_and_all_are_listed() -> None:
    chart = by_when([open_thing(day, f"Office {day}") for day in range(MOST_ROWS + 5)], DAY, "en")
    assert len(chart.rows) == MOST_ROWS + 5
    assert sum(len(trace.x) for trace in chart.figure.data[1:]) == MOST_ROWS
    assert str(chart.message).endswith(f"The picture shows the first {MOST_ROWS}.")


def test_decisions_are_drawn_by_their_kind() -> None:
    wanted = [Wanted("Votes", DAY - 2 * WEEK, DAY + WEEK), Wanted("Gates", None, None)]
    chart = decisions_by_day(wanted, [Taken("Gates", DAY - WEEK)], DAY, "en")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Votes", "Gates"]
    assert str(chart.message) == "The oldest question has waited 14 days. 1 was taken in the month before."
    assert [row[0] for row in chart.rows] == ["Votes", "Gates", "Gates"]


def test_what_was_asked_today_has_not_waited() -> None:
    chart = decisions_by_day([Wanted("Gates", None, None)], [], DAY, "en")
    assert str(chart.message) == "All that is asked for is new. 0 were taken in the month before."


@given(some.lists(some.tuples(some.integers(-60, 60), some.booleans()), min_size=1, max_size=20))
def test_every_mark_lies_within_the_axis(days: list[tuple[int, bool]]) -> None:
    found = [
        Open(str(place), Light.AMBER, DAY + timedelta(days=at) if since else None, None if since else DAY + timedelta(days=at))
        for place, (at, since) in enumerate(days)
    ]
    with translation.override("en"):
        chart = by_when(found, DAY, "en")
    first, last = chart.figure.layout.xaxis.range
    assert all(first <= on <= last for trace in chart.figure.data[1:] for on in trace.x)
