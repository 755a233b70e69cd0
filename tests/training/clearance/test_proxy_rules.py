"""On which days a clerk may type for somebody, and how much."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.clearance.proxies import Permit, Step, allowed_on, shrinking

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
STEPS = (Step(date(2026, 5, 1), 50), Step(date(2026, 6, 15), 0))
PERMIT = Permit(1, 10, 20, 5, FIRST, LAST, STEPS)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2026, 3, 31), 0),
        (date(2026, 4, 1), 100),
        (date(2026, 4, 30), 100),
        (date(2026, 5, 1), 50),
        (date(2026, 6, 14), 50),
        (date(2026, 6, 15), 0),
        (date(2026, 7, 1), 0),
    ],
)
def test_the_share_shrinks_on_its_days(day: date, percent: int) -> None:
    assert PERMIT.limit(day) == percent


def test_the_last_day_is_in_and_the_next_is_out() -> None:
    plain = Permit(1, 10, 20, 5, FIRST, LAST)
    assert (plain.limit(LAST), plain.limit(LAST + timedelta(days=1))) == (100, 0)


def test_a_withdrawn_permit_ends_the_day_before() -> None:
    ended = Permit(1, 10, 20, 5, FIRST, LAST, withdrawn_on=date(2026, 5, 10))
    assert (ended.limit(date(2026, 5, 9)), ended.limit(date(2026, 5, 10)), ended.ends) == (100, 0, date(2026, 5, 9))


def test_steps_must_shrink_and_lie_within_the_permit() -> None:
    assert shrinking(FIRST, LAST, STEPS)
    assert not shrinking(FIRST, LAST, (Step(date(2026, 5, 1), 50), Step(date(2026, 6, 1), 60)))
    assert not shrinking(FIRST, LAST, (Step(date(2026, 6, 1), 50), Step(date(2026, 5, 1), 20)))
    assert not shrinking(FIRST, LAST, (Step(date(2026, 7, 1), 50),))
    assert not shrinking(FIRST, LAST, (Step(date(2026, 5, 1), 120),))


def test_of_two_permits_the_one_that_lets_more_through_holds() -> None:
    other = Permit(2, 10, 20, 5, date(2026, 6, 1), date(2026, 7, 31))
    assert allowed_on([PERMIT, other], date(2026, 6, 20)) == {(10, 20): other}
    assert allowed_on([PERMIT], date(2026, 6, 20)) == {}


@given(st.integers(-30, 150), st.integers(0, 60))
def test_the_share_never_grows_within_a_permit(offset: int, later: int) -> None:
    day = FIRST + timedelta(days=offset)
    if PERMIT.in_force(day):
        assert PERMIT.limit(day + timedelta(days=later)) <= PERMIT.limit(day)
