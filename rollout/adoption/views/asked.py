"""What a page of figures is asked for: which week, as known when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.known import known_at
from governance.core.pages import Request
from rollout.adoption.expected import WEEK, last_complete_week, monday
from rollout.adoption.selectors.figures import last_told_week


@dataclass(frozen=True)
class Asked:
    """The week (its Monday) and the instant. `day` is the Sunday, for which the registry answers with this week."""

    week: date
    known_at: datetime | None
    newest: date

    @property
    def day(self) -> date:
        return self.week + timedelta(days=WEEK - 1)

    @property
    def days(self) -> list[date]:
        """The Sundays of this week and the 25 before, in order."""
        return [self.day - timedelta(weeks=back) for back in range(25, -1, -1)]

    @property
    def before(self) -> str:
        return self.link(self.week - timedelta(days=WEEK))

    @property
    def after(self) -> str:
        """The address of the next week; empty on the newest."""
        return self.link(self.week + timedelta(days=WEEK)) if self.week < self.newest else ""

    @property
    def query(self) -> str:
        return self.link(self.week)

    def link(self, week: date) -> str:
        values = {"week": week.isoformat()}
        if self.known_at:
            values["known_at"] = self.known_at.isoformat()
        return "?" + urlencode(values)


def asked(request: Request) -> Asked:
    """The week asked for; by default the last for which a figure can be told, else the last complete one."""
    instant = known_at(request)
    newest = last_told_week(instant) or last_complete_week(timezone.localdate(instant or request.now))
    text = request.GET.get("week", "").strip()
    if not text:
        return Asked(newest, instant, newest)
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise InvalidInput(_("“%(text)s” is no day that can be asked for. Write it as 2026-06-30.") % {"text": text[:40]})
    return Asked(monday(day), instant, newest)
