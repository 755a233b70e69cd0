"""Until when a claim must be notified: the day it began to accrue, plus the clause's days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties import Clause
from governance.core import written
from governance.core.errors import Refused


@dataclass(frozen=True)
class TimeBar:
    """The last day on which the vendor may be told, seen from today."""

    last_day: date
    passed: bool


def time_bar(terms: Clause, accrues_from: date | None, today: date) -> TimeBar | None:
    """None where the clause sets no bar, or nothing accrues yet."""
    days = terms.notice.time_bar_days
    if days is None or accrues_from is None:
        return None
    last_day = accrues_from + timedelta(days=days)
    return TimeBar(last_day, today > last_day)


def require_in_time(terms: Clause, accrues_from: date | None, today: date) -> None:
    """Refused, with the dates, when the claim was not notified in time."""
    bar = time_bar(terms, accrues_from, today)
    if bar is not None and bar.passed and accrues_from is not None:
        dates = {
            "began": written.day(accrues_from),
            "days": terms.notice.time_bar_days,
            "last": written.day(bar.last_day),
        }
        raise Refused(
            _("The claim is lost: it accrues from %(began)s, and the clause asks for notice within %(days)s days, by %(last)s.") % dates
        )
