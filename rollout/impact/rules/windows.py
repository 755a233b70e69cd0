"""When a migration batch may run: only while every office it touches is closed. Pure.

An office is open on the working days of its calendar, from opening to closing by its own clock. An office whose calendar is not
published for a year cannot be told, so a window in that year is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.errors import CalendarNotPublished
from governance.core.workdays import WorkingCalendar

LONGEST = timedelta(days=10)
Text = str | Promise


@dataclass(frozen=True)
class Opening:
    """One office's business hours: its zone, working calendar, and from when to when it is open."""

    office: str
    zone: str
    calendar: WorkingCalendar
    opens: time
    closes: time


@dataclass(frozen=True)
class Clash:
    """Business hours of an office that a window reaches into."""

    office: str
    first: datetime
    last: datetime


def openings(of: Opening, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """From opening to closing on each working day, as instants; CalendarNotPublished where that cannot be told."""
    zone = ZoneInfo(of.zone)
    for day in of.calendar.days(first, last):
        yield datetime.combine(day, of.opens, zone), datetime.combine(day, of.closes, zone)


def clashes(start: datetime, end: datetime, offices: Iterable[Opening]) -> list[Clash]:
    """Every stretch of business hours that [start, end) reaches into, by office."""
    found = []
    for of in offices:
        zone = ZoneInfo(of.zone)
        for opens, closes in openings(of, start.astimezone(zone).date(), end.astimezone(zone).date()):
            if start < closes and opens < end:
                found.append(Clash(of.office, opens, closes))
    return found


def against_window(start: datetime, end: datetime, offices: Iterable[Opening]) -> list[Text]:
    """Why a batch may not be planned for [start, end); empty when it may."""
    if end <= start:
        return [_("The window ends before it begins.")]
    if end - start > LONGEST:
        return [_("A window lasts at most %(days)s days. Plan several batches.") % {"days": LONGEST.days}]
    reasons: list[Text] = []
    for of in offices:
        try:
            reasons += [told(clash) for clash in clashes(start, end, [of])]
        except CalendarNotPublished as unknown:
            reasons.append(_("%(office)s: %(why)s") % {"office": of.office, "why": unknown.message})
    return reasons


def told(clash: Clash) -> Text:
    return _("%(office)s is open on %(day)s from %(opens)s to %(closes)s by its clock; the window reaches into that.") % {
        "office": clash.office,
        "day": written.day(clash.first.date()),
        "opens": f"{clash.first:%H:%M}",
        "closes": f"{clash.last:%H:%M}",
    }


def against_start(start: datetime, end: datetime, started: datetime) -> list[Text]:
    """Why the run may not begin at that instant."""
    if started < start:
        return [_("The window has not begun yet.")]
    if started >= end:
        return [_("The window is over. Plan the batch for another one.")]
    return []
