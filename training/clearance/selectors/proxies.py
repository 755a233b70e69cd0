"""Who may type for whom: the permits on record, and those that hold on a day of their office."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from governance.organisation.models import Office
from training.clearance.models import ProxyPermit
from training.clearance.proxies import Permit, Step, allowed_on


def permits(known_at: datetime | None = None) -> list[Permit]:
    """All permits that were on record then, with their limits and withdrawals. One query."""
    rows = ProxyPermit.objects.select_related("withdrawal").order_by("pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return [as_permit(row, known_at) for row in rows]


def as_permit(row: ProxyPermit, known_at: datetime | None = None) -> Permit:
    ended = getattr(row, "withdrawal", None)
    if ended is not None and known_at is not None and ended.recorded_at > known_at:
        ended = None
    steps = tuple(Step(date.fromisoformat(step["first_day"]), int(step["percent"])) for step in row.steps)
    days = (row.first_day, row.last_day)
    return Permit(row.pk, row.clerk_id, row.person_id, row.office_id, *days, steps, ended.on if ended else None)


def proxy_permitted(day: date, known_at: datetime | None = None) -> dict[tuple[int, int], Permit]:
    """(clerk, person) → the permit under which the clerk may type for the person that day; `limit(day)` is the share in per cent.

    The day is the office's own: what was entered at an instant belongs to `local_day(office, instant)`. An entry without a permit is a
    breach.
    """
    return allowed_on(permits(known_at), day)


def local_day(office: Office, instant: datetime) -> date:
    """The day it was in that office."""
    return instant.astimezone(ZoneInfo(office.time_zone)).date()
