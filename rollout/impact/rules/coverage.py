"""Which check of the joined systems a week or day is answered by. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

# A list of customers tells of its period; two months later nobody knows whether it still holds.
LASTS = timedelta(days=62)


@dataclass(frozen=True)
class Checked:
    """One office's check: customers with an order or payment from first to last day, and how many of them are in the CRM."""

    office_id: int
    first_day: date
    last_day: date
    customers: int
    found: int
    recorded_at: datetime
    pk: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.found, self.customers) if self.customers else None

    @property
    def lacking(self) -> int:
        return self.customers - self.found


def answering(checks: Iterable[Checked], day: date) -> Checked | None:
    """The check whose period ended last on or before that day, and not more than two months before it."""
    ended = [one for one in checks if one.last_day <= day <= one.last_day + LASTS]
    return max(ended, key=lambda one: (one.last_day, one.first_day, one.recorded_at, one.pk), default=None)
