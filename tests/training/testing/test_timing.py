"""When a test ends, by the server's clock alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.timing import NOTHING, Extra, Window, due_at, late, reckoned, time_given, together, widened

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("limit", "extra", "minutes"),
    [(30, NOTHING, 30), (30, Extra(percent=25), 38), (30, Extra(percent=50, minutes=5), 50), (1, Extra(percent=1), 2)],
)
def test_extra_time_adds_to_the_limit(limit: int, extra: Extra, minutes: int) -> None:
    assert time_given(limit, extra) == minutes * MINUTE


def test_without_limit_and_close_there_is_no_end() -> None:
    assert due_at(AT, None, Window()) is None
    assert due_at(AT, None, Window(closes_at=AT + DAY)) == AT + DAY
    assert due_at(AT, 30, Window(closes_at=AT + 10 * MINUTE)) == AT + 10 * MINUTE
    assert due_at(AT, 30, Window(closes_at=AT + 10 * MINUTE), Extra(closes_at=AT + DAY)) == AT + 30 * MINUTE


EXTRAS = st.builds(
    Extra,
    percent=st.integers(0, 300),
    minutes=st.integers(0, 600),
    attempts=st.integers(0, 20),
    opens_at=st.one_of(st.none(), st.integers(-100, 100).map(lambda n: AT + n * DAY)),
    closes_at=st.one_of(st.none(), st.integers(-100, 100).map(lambda n: AT + n * DAY)),
)
WINDOWS = st.builds(
    Window,
    opens_at=st.one_of(st.none(), st.integers(-100, 0).map(lambda n: AT + n * DAY)),
    closes_at=st.one_of(st.none(), st.integers(1, 100).map(lambda n: AT + n * DAY)),
)


@given(st.lists(EXTRAS, max_size=4), EXTRAS, WINDOWS, st.one_of(st.none(), st.integers(1, 600)))
def test_one_allowance_more_never_ends_a_test_earlier_nor_narrows_its_window(
    held: list[Extra], another: Extra, window: Window, limit: int | None
) -> None:
    before, after = together(held), together([*held, another])
    old, new = due_at(AT, limit, window, before), due_at(AT, limit, window, after)
    assert (old is None) == (new is None)
    assert old is None or (new is not None and new >= old)
    narrow, wide = widened(window, before), widened(window, after)
    assert narrow.opens_at is None or (wide.opens_at is not None and wide.opens_at <= narrow.opens_at)
    assert narrow.closes_at is None or (wide.closes_at is not None and wide.closes_at >= narrow.closes_at)


def test_late_is_from_the_very_instant_of_the_end() -> None:
    assert not late(AT - timedelta(microseconds=1), AT, None)
    assert late(AT, AT, None)
    assert late(AT - MINUTE, AT, AT - DAY)
    assert not late(AT, None, None)


INSTANTS = st.datetimes(timezones=st.just(UTC))


@given(INSTANTS, INSTANTS, st.integers(0, 10_000))
def test_whatever_a_device_says_an_answer_was_given_between_start_and_arrival(given_: datetime, sent: datetime, seconds: int) -> None:
    arrived = AT + timedelta(seconds=seconds)
    assert AT <= reckoned(arrived, AT, given_, sent) <= arrived


@given(st.integers(-400, 400), st.integers(0, 3600))
def test_a_clock_that_is_wrong_by_days_reckons_as_a_right_one(off: int, kept: int) -> None:
    arrived = AT + timedelta(seconds=3600)
    device = arrived + off * DAY
    assert reckoned(arrived, AT, device - timedelta(seconds=kept), device) == arrived - timedelta(seconds=kept)
