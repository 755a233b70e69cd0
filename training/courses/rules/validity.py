"""How long attendance holds."""

from __future__ import annotations

import calendar
from datetime import date


def valid_until(attended_on: date, months: int | None) -> date | None:
    """The last day on which it is valid: the day before the same day so many months on (30 Jan + 1 → 27 Feb); None for ever."""
    if months is None:
        return None
    years, month = divmod(attended_on.year * 12 + attended_on.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    same = date(years, month + 1, min(attended_on.day, last))
    return date.fromordinal(same.toordinal() - 1)


def valid_on(attended_on: date, months: int | None, day: date) -> bool:
    until = valid_until(attended_on, months)
    return attended_on <= day and (until is None or day <= until)
