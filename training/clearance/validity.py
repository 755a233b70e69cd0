"""How long something earned counts. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def last_valid_day(on: date, months: int | None) -> date | None:
    """The last day of so many months: earned on 31 January for one month it counts until 27 February. None: for good."""
    if months is None:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, longest)) - timedelta(days=1)
