"""Clocks that run by themselves: a warranty from its acceptance, a security to its expiry. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from governance.contracts.penalties.counting import anniversary

SECURITY_WARNING = timedelta(days=60)


@dataclass(frozen=True)
class WarrantyClock:
    """From acceptance to the same day so many months later; not started while nothing is accepted."""

    begins: date | None
    ends: date | None
    days_left: int | None

    @property
    def over(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def warranty_clock(accepted: date | None, months: int, today: date) -> WarrantyClock:
    if accepted is None:
        return WarrantyClock(None, None, None)
    ends = anniversary(accepted, months)
    return WarrantyClock(accepted, ends, (ends - today).days)


def runs_out(expires_on: date, today: date) -> bool:
    """Whether a security needs attention: within 60 days of its expiry, or past it."""
    return expires_on <= today + SECURITY_WARNING
