"""From when until when somebody is reminded of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Reminded:
    """From the first day on, and no longer at the instant `until`."""

    first: date
    until: datetime


def reminded(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, at: datetime) -> Reminded | None:
    """From the day before at the session's own place, at once where that day has passed, until it ends. Afterwards never."""
    if at >= ends_at:
        return None
    day_before = starts_at.astimezone(zone).date() - timedelta(days=1)
    return Reminded(max(day_before, at.astimezone(zone).date()), ends_at)
