"""From when until when somebody is reminded of a session: pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.courses.rules.reminding import Reminded, reminded

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
START = datetime(2026, 6, 10, 1, tzinfo=UTC)
END = START + timedelta(hours=3)


@pytest.mark.parametrize(
    ("zone", "at", "first"),
    [
        (SHANGHAI, START - timedelta(days=5), date(2026, 6, 9)),
        (NEW_YORK, START - timedelta(days=5), date(2026, 6, 8)),
        (SHANGHAI, START - timedelta(hours=2), date(2026, 6, 10)),
        (SHANGHAI, END - timedelta(seconds=1), date(2026, 6, 10)),
    ],
)
def test_from_the_day_before_at_its_own_place_or_at_once(zone: ZoneInfo, at: datetime, first: date) -> None:
    assert reminded(START, END, zone, at) == Reminded(first, END)


@given(st.integers(0, 10_000), st.sampled_from([SHANGHAI, NEW_YORK]))
def test_never_once_it_is_over(minutes: int, zone: ZoneInfo) -> None:
    assert reminded(START, END, zone, END + timedelta(minutes=minutes)) is None
