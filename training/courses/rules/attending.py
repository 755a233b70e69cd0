"""How somebody attended: what was recorded, in order, to minutes and a word. See docs/algorithms/attendance.md.

Minutes are whole minutes of the session, rounded down; a share of the session's length decides whether it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from training.courses.rules.states import Seen, Standing

# Coming this late, or going this early, is not remarked on and costs no minutes.
TOLERANCE = timedelta(minutes=10)
PRESENCE = (Standing.PRESENT, Standing.LATE, Standing.LEFT_EARLY)


@dataclass(frozen=True)
class Line:
    """One line of the record: what was seen and when; `standing` and `minutes` where somebody set them by hand."""

    kind: str
    moment: datetime
    standing: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Attended:
    """The outcome. `here` while somebody is in the room; `complete` when enough of the session was attended."""

    standing: Standing
    minutes: int
    complete: bool
    arrived: datetime | None = None
    here: bool = False


def attended(lines: Iterable[Line], starts_at: datetime, ends_at: datetime, needed_percent: int) -> Attended:
    """The outcome of all lines in the order they were recorded. A line set by hand replaces everything before it."""
    stays: list[tuple[datetime, datetime | None]] = []
    fixed: tuple[Standing, int] | None = None
    for line in lines:
        if line.kind == Seen.ARRIVED and (not stays or stays[-1][1] is not None):
            fixed, stays = None, [*stays, (line.moment, None)]
        elif line.kind == Seen.LEFT and stays and stays[-1][1] is None:
            stays[-1] = (stays[-1][0], max(line.moment, stays[-1][0]))
        elif line.kind == Seen.SET:
            fixed, stays = set_by_hand(line, starts_at, ends_at), []
        elif line.kind == Seen.NOT_SEEN and not stays and fixed is None:
            fixed = (Standing.ABSENT, 0)
    length = whole_minutes(ends_at - starts_at)
    if stays:
        minutes = min(minutes_of(stays, starts_at, ends_at), length)
        standing = word(stays, starts_at, ends_at)
        return Attended(standing, minutes, enough(minutes, length, needed_percent), stays[0][0], stays[-1][1] is None)
    standing, minutes = fixed or (Standing.EXPECTED, 0)
    return Attended(standing, minutes, standing in PRESENCE and enough(minutes, length, needed_percent), None, standing in PRESENCE)


def set_by_hand(line: Line, starts_at: datetime, ends_at: datetime) -> tuple[Standing, int]:
    """What a correction or a list says: absent and excused have no minutes, present without minutes has all of them."""
    standing = Standing(line.standing)
    length = whole_minutes(ends_at - starts_at)
    if standing not in PRESENCE:
        return standing, 0
    return standing, length if line.minutes is None else min(line.minutes, length)


def word(stays: Sequence[tuple[datetime, datetime | None]], starts_at: datetime, ends_at: datetime) -> Standing:
    """Leaving early outweighs coming late."""
    gone = stays[-1][1]
    if gone is not None and gone < ends_at - TOLERANCE:
        return Standing.LEFT_EARLY
    return Standing.LATE if stays[0][0] > starts_at + TOLERANCE else Standing.PRESENT


def minutes_of(stays: Sequence[tuple[datetime, datetime | None]], starts_at: datetime, ends_at: datetime) -> int:
    """Minutes of all stays within the session. Within the tolerance the first coming is the begin, the last going the end."""
    total = 0
    for place, (come, gone) in enumerate(stays):
        first, last = place == 0, place == len(stays) - 1
        begin = starts_at if first and come <= starts_at + TOLERANCE else max(come, starts_at)
        end = ends_at if gone is None or (last and gone >= ends_at - TOLERANCE) else min(gone, ends_at)
        total += max(0, whole_minutes(end - begin))
    return total


def enough(minutes: int, length: int, needed_percent: int) -> bool:
    return minutes * 100 >= needed_percent * length


def whole_minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
