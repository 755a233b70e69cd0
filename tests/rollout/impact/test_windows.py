"""A window lies outside the business hours of every office it touches."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.core.calendars import calendar
from rollout.impact.rules.windows import Opening, against_start, against_window, clashes

SHANGHAI, URUMQI = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Urumqi")
EAST = Opening("East", "Asia/Shanghai", calendar("CN"), time(8, 30), time(18))
WEST = Opening("West", "Asia/Urumqi", calendar("CN"), time(10), time(19))


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(1, 20), at(2, 6), []),  # Monday night
        (at(1, 18), at(2, 8, 30), []),  # to the minute
        (at(1, 17, 59), at(2, 6), ["2026-06-01"]),
        (at(1, 20), at(2, 8, 31), ["2026-06-02"]),
        (at(6, 0), at(8, 0), []),  # a weekend
        (at(5, 9), at(9, 9), ["2026-06-05", "2026-06-08", "2026-06-09"]),
        (at(19, 8), at(19, 20), []),  # Dragon Boat festival
        (at(10, 9, month=10), at(10, 12, month=10), ["2026-10-10"]),  # a Saturday that is worked instead
    ],
)
def test_business_hours_are_those_of_the_offices_calendar(start, end, days):
    assert [f"{clash.first:%Y-%m-%d}" for clash in clashes(start, end, [EAST])] == days


def test_each_office_counts_by_its_own_clock():
    # 18:30 in Shanghai is 16:30 in Urumqi, where the office is open until 19:00.
    reasons = [str(reason) for reason in against_window(at(1, 18, 30), at(2, 6), [EAST, WEST])]
    assert reasons == ["West is open on 1 Jun 2026 from 10:00 to 19:00 by its clock; the window reaches into that."]


def test_a_year_without_published_calendar_is_refused_and_says_so():
    far = datetime(2031, 6, 1, 20, tzinfo=SHANGHAI)
    assert "not published" in str(against_window(far, far + timedelta(hours=4), [EAST])[0])


def test_a_window_backwards_or_without_end_is_refused():
    assert against_window(at(2, 6), at(1, 20), [EAST])
    assert against_window(at(1, 20), at(1, 20), [EAST])
    assert "10 days" in str(against_window(at(1, 20), at(30, 20), [EAST])[0])


def test_a_run_begins_inside_its_window():
    assert against_start(at(1, 20), at(2, 6), at(1, 19, 59)) and against_start(at(1, 20), at(2, 6), at(2, 6))
    assert not against_start(at(1, 20), at(2, 6), at(1, 20))


@given(some.integers(0, 60 * 24 * 20), some.integers(1, 60 * 48), some.integers(0, 60 * 48))
def test_no_minute_of_an_allowed_window_is_a_business_minute(begin, length, inside):
    start = at(1, 0) + timedelta(minutes=begin)
    if not against_window(start, start + timedelta(minutes=length), [EAST]):
        minute = (start + timedelta(minutes=inside % length)).astimezone(SHANGHAI)
        assert not (calendar("CN").is_working(minute.date()) and EAST.opens <= minute.time() < EAST.closes)


def test_instants_of_any_zone_mean_the_same():
    utc = datetime(2026, 6, 1, 2, tzinfo=UTC)
    assert len(clashes(utc, utc + timedelta(hours=1), [EAST])) == 1
