"""From what was recorded to present, late, left early, excused or absent; and whether it counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.courses.rules.attending import Line, attended, enough
from training.courses.rules.states import Seen, Standing

START = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=3)


def clock(text: str) -> datetime:
    hour, minute = text.split(":")
    return START.replace(hour=int(hour), minute=int(minute))


def came(text: str) -> Line:
    return Line(Seen.ARRIVED, clock(text))


def went(text: str) -> Line:
    return Line(Seen.LEFT, clock(text))


def by_hand(standing: Standing, minutes: int | None = None) -> Line:
    return Line(Seen.SET, clock("12:30"), standing, minutes)


NOT_SEEN = Line(Seen.NOT_SEEN, END)

# What was recorded → word, minutes of 180, whether it counts at 80 % (144 minutes).
TABLE = [
    ([], Standing.EXPECTED, 0, False),
    ([came("08:45")], Standing.PRESENT, 180, True),
    ([came("09:10")], Standing.PRESENT, 180, True),
    ([came("09:11")], Standing.LATE, 169, True),
    ([came("09:36")], Standing.LATE, 144, True),
    ([came("09:37")], Standing.LATE, 143, False),
    ([came("09:00"), went("11:50")], Standing.PRESENT, 180, True),
    ([came("09:00"), went("11:49")], Standing.LEFT_EARLY, 169, True),
    ([came("09:00"), went("11:24")], Standing.LEFT_EARLY, 144, True),
    ([came("09:00"), went("11:23")], Standing.LEFT_EARLY, 143, False),
    ([came("09:30"), went("11:30")], Standing.LEFT_EARLY, 120, False),
    ([came("09:00"), went("10:00"), came("11:00")], Standing.PRESENT, 120, False),
    ([came("09:00"), came("09:05")], Standing.PRESENT, 180, True),
    ([came("09:00"), went("09:05"), came("09:08")], Standing.PRESENT, 177, True),
    ([came("09:00"), went("11:52"), came("11:55")], Standing.PRESENT, 177, True),
    ([went("09:30")], Standing.EXPECTED, 0, False),
    ([NOT_SEEN], Standing.ABSENT, 0, False),
    ([came("09:00"), NOT_SEEN], Standing.PRESENT, 180, True),
    ([by_hand(Standing.EXCUSED), NOT_SEEN], Standing.EXCUSED, 0, False),
    ([came("09:00"), by_hand(Standing.ABSENT)], Standing.ABSENT, 0, False),
    ([NOT_SEEN, by_hand(Standing.PRESENT)], Standing.PRESENT, 180, True),
    ([by_hand(Standing.LATE, 100)], Standing.LATE, 100, False),
    ([by_hand(Standing.LATE, 150)], Standing.LATE, 150, True),
    ([by_hand(Standing.PRESENT, 999)], Standing.PRESENT, 180, True),
    ([by_hand(Standing.ABSENT), came("09:00")], Standing.PRESENT, 180, True),
    ([came("12:30")], Standing.LATE, 0, False),
]


@pytest.mark.parametrize(("lines", "standing", "minutes", "counts"), TABLE)
def test_the_table(lines: list[Line], standing: Standing, minutes: int, counts: bool) -> None:
    found = attended(lines, START, END, 80)
    assert (found.standing, found.minutes, found.complete) == (standing, minutes, counts)


LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from([Seen.ARRIVED, Seen.LEFT, Seen.NOT_SEEN]),
        st.integers(-60, 300).map(lambda minutes: START + timedelta(minutes=minutes)),
    ).flatmap(lambda line: st.one_of(st.just(line), st.sampled_from([by_hand(one) for one in Standing if one != Standing.EXPECTED]))),
    max_size=8,
)


@given(LINES, st.integers(1, 100))
def test_minutes_never_exceed_the_session_when_times_are_in_order(lines: list[Line], needed: int) -> None:
    found = attended(sorted(lines, key=lambda line: line.moment), START, END, needed)
    assert 0 <= found.minutes <= 180
    assert not found.complete or (found.minutes * 100 >= needed * 180 and found.standing not in (Standing.ABSENT, Standing.EXCUSED))


@given(LINES)
def test_signing_in_a_second_time_changes_nothing(lines: list[Line]) -> None:
    once = attended([*lines, came("09:00")], START, END, 80)
    assert attended([*lines, came("09:00"), came("09:20")], START, END, 80) == once


@given(LINES, st.sampled_from([Standing.EXCUSED, Standing.ABSENT, Standing.PRESENT]))
def test_a_correction_outweighs_all_before_it(lines: list[Line], standing: Standing) -> None:
    assert attended([*lines, by_hand(standing)], START, END, 80).standing == standing


@given(st.integers(0, 600), st.integers(1, 600), st.integers(1, 100))
def test_enough_is_a_share_without_rounding(minutes: int, length: int, percent: int) -> None:
    assert enough(minutes, length, percent) == (minutes / length >= percent / 100 or minutes * 100 == percent * length)
