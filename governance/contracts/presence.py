"""Promised people against present ones. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Seen:
    """One entry of the presence record, in the order it was recorded; no last day means until further notice."""

    first: date
    last: date | None
    present: bool
    removed: bool = False


@dataclass(frozen=True)
class Attendance:
    """Absent spans within the promised days up to `today`, days absent of days promised so far, and whether present now."""

    absent: tuple[tuple[date, date], ...]
    absent_days: int
    promised_days: int
    here: bool
    left: bool


def attendance(first: date, last: date, entries: Sequence[Seen], today: date) -> Attendance:
    """What the record amounts to. Nobody is absent until somebody recorded it; for each day the latest entry decides."""
    end = min(last, today)
    promised = max((end - first).days + 1, 0)
    marked: dict[date, bool] = {}
    left = False
    for entry in entries:
        stop = end if entry.removed or entry.last is None else min(entry.last, end)
        day = max(entry.first, first)
        while day <= stop:
            marked[day] = entry.present
            day += timedelta(days=1)
        left = entry.removed and not entry.present if entry.first <= today else left
    gone = sorted(day for day, present in marked.items() if not present)
    return Attendance(tuple(_spans(gone)), len(gone), promised, first <= today <= last and marked.get(today, True), left)


def _spans(days: Sequence[date]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day == spans[-1][1] + timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
