"""Which version holds on a day, and which signatures count: literal days, then laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.rules import signing
from governance.policies.rules.signing import Issue, Standing

JUNE = date(2026, 6, 1)


def day(number: int) -> date:
    return date(2026, 6, number)


def issue(number: int, first: int, by: int = 28, *, material: bool = True, gone: int | None = None) -> Issue:
    return Issue(1, number, number, material, day(first), day(by), day(gone) if gone else None)


ONE, TWO = issue(1, 3, 10), issue(2, 15, 20)
EDITED = issue(2, 15, 20, material=False)


@pytest.mark.parametrize(
    ("on", "number"),
    [(2, None), (3, 1), (14, 1), (15, 2), (28, 2)],
)
def test_a_version_holds_from_its_first_day_until_the_next_one(on, number):
    found = signing.in_force([ONE, TWO], day(on))
    assert (found.number if found else None) == number


def test_a_withdrawn_version_leaves_nothing_in_force():
    gone = issue(2, 15, 20, gone=18)
    assert signing.in_force([ONE, gone], day(17)) == gone
    assert signing.in_force([ONE, gone], day(18)) is None
    assert signing.need([ONE, gone], day(18)) is None


def test_a_version_withdrawn_before_its_day_never_held_and_the_one_before_goes_on():
    never = issue(2, 15, 20, gone=14)
    assert signing.in_force([ONE, never], day(16)) == ONE
    assert signing.upcoming([ONE, issue(2, 15, 20, gone=15)], day(10)) == []


def test_a_published_version_is_to_come_until_its_day():
    assert signing.upcoming([ONE, TWO], day(14)) == [TWO]
    assert signing.upcoming([ONE, TWO], day(15)) == []


@pytest.mark.parametrize(
    ("versions", "on", "numbers", "carried"),
    [
        ([ONE], 5, {1}, {}),
        ([ONE, TWO], 14, {1}, {}),
        ([ONE, TWO], 15, {2}, {1: day(20)}),
        ([ONE, TWO], 20, {2}, {1: day(20)}),
        ([ONE, TWO], 21, {2}, {}),
        ([ONE, EDITED], 15, {1, 2}, {}),
        ([ONE, EDITED], 28, {1, 2}, {}),
        ([ONE, TWO, issue(3, 18, 25)], 19, {3}, {2: day(25), 1: day(20)}),
        ([ONE, TWO, issue(3, 18, 25)], 21, {3}, {2: day(25)}),
        ([ONE, TWO, issue(3, 18, 25, material=False)], 19, {2, 3}, {1: day(20)}),
        ([issue(1, 3, 10, material=False)], 5, {1}, {}),
    ],
)
def test_which_signatures_count(versions, on, numbers, carried):
    needed = signing.need(versions, day(on))
    assert needed is not None
    assert (needed.numbers, needed.carried) == (numbers, carried)


def test_the_day_from_which_a_signature_counts():
    needed = signing.need([ONE, TWO], day(18))
    assert needed is not None
    assert signing.counted(needed, {1: day(4)}, day(18)) == day(4)
    assert signing.counted(needed, {1: day(4), 2: day(16)}, day(18)) == day(16)
    assert signing.counted(needed, {2: day(19)}, day(18)) is None
    assert signing.counted(needed, {}, day(18)) is None


def test_who_signed_only_the_old_wording_is_covered_until_the_sign_by_day():
    needed = signing.need([ONE, TWO], day(18))
    assert needed is not None
    assert signing.counts_until(needed, {1: day(4)}, day(18)) == day(20)
    assert signing.counts_until(needed, {1: day(4), 2: day(16)}, day(18)) is None
    assert signing.counts_until(needed, {}, day(18)) is None


def test_who_came_later_has_a_week():
    assert signing.due(ONE, date(2020, 1, 1)) == day(10)
    assert signing.due(ONE, day(8)) == day(15)


@pytest.mark.parametrize(
    ("signed_on", "today", "away", "standing"),
    [
        (day(5), 28, False, Standing.SIGNED),
        (None, 10, False, Standing.OPEN),
        (None, 11, False, Standing.OVERDUE),
        (None, 11, True, Standing.OPEN),
    ],
)
def test_open_until_the_last_day_overdue_after_it_and_never_while_away(signed_on, today, away, standing):
    assert signing.standing(signed_on, day(10), day(today), away=away) == standing


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (3, {"first": day(3), "soon": day(7), "late": day(11)}),
        (7, {"soon": day(7), "late": day(11)}),
        (11, {"late": day(11)}),
    ],
)
def test_one_reminder_stands_at_a_time(today, days):
    assert signing.reminder_days(day(3), day(10), day(today)) == days


@st.composite
def chains(draw):
    """Versions of one policy in order, some editorial, some withdrawn."""
    first, found = JUNE, []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        first += timedelta(days=draw(st.integers(1, 20)))
        by = first + timedelta(days=draw(st.integers(0, 15)))
        gone = first + timedelta(days=draw(st.integers(-5, 15))) if draw(st.integers(0, 4)) == 0 else None
        found.append(Issue(1, number, number, number == 1 or draw(st.booleans()), first, by, gone))
    return found


days = st.integers(-5, 130).map(lambda offset: JUNE + timedelta(days=offset))


@given(chains(), days)
def test_a_signature_of_the_version_in_force_always_counts(versions, on):
    needed = signing.need(versions, on)
    if needed is None:
        assert signing.in_force(versions, on) is None
    else:
        assert needed.issue == signing.in_force(versions, on)
        assert signing.counted(needed, {needed.issue.number: on}, on) == on


@given(chains(), days)
def test_no_version_counts_twice_and_none_before_it_took_effect(versions, on):
    needed = signing.need(versions, on)
    if needed is not None:
        counting = needed.numbers | set(needed.carried)
        begun = {one.number for one in signing.took_effect(versions, on)}
        assert needed.numbers.isdisjoint(needed.carried)
        assert counting <= begun
        assert all(until >= on for until in needed.carried.values())


@given(chains(), days)
def test_an_editorial_version_never_asks_for_a_new_signature(versions, on):
    needed = signing.need(versions, on)
    if needed is not None and not needed.issue.material and needed.issue.number > 1:
        begun = signing.took_effect(versions, on)
        before = signing.need(begun[:-1], on) if len(begun) > 1 and not begun[-2].gone(on) else None
        if before is not None:
            assert before.numbers <= needed.numbers


@given(chains(), days)
def test_what_is_to_come_does_not_hold_yet(versions, on):
    held = signing.in_force(versions, on)
    assert held not in signing.upcoming(versions, on)
