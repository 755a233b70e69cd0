"""The one calendar of the programme: what it is made of, and the seam where rooms add theirs.

    register(Source("window", _("Migration windows"), "database-import", entries, what="migration"))

`entries(asked)` yields what falls into the days asked for and may be seen by the reader; a source whose `what` the reader may not
view is not asked. Lower rooms are read in `sources`; higher ones register when they are ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.functional import Promise

from governance.core.actor import Actor
from governance.core.permissions import Verb, allows

Text = str | Promise


@dataclass(frozen=True)
class Asked:
    """The days wanted, both included, by whom; `today` for what is late."""

    first: date
    last: date
    actor: Actor
    today: date


@dataclass(frozen=True)
class Entry:
    """One thing on the calendar. `status`: good, watch, bad, info or none; with a word for it in `note`."""

    kind: str
    title: str
    first: date
    last: date
    office_id: int | None = None
    url: str = ""
    note: str = ""
    status: str = "none"
    at: datetime | None = None
    icon: str = ""
    also: frozenset[int] = frozenset()

    def concerns(self, office_id: int | None) -> bool:
        """Whether it belongs to this office; `also` names the offices of an entry that has several."""
        return office_id in (None, self.office_id) or office_id in self.also


@dataclass(frozen=True)
class Source:
    """A kind of entry. `what`: the permission object whose readers see it."""

    code: str
    label: Text
    icon: str
    entries: Callable[[Asked], Iterable[Entry]]
    what: str = "plan"


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind of entry; a code registered twice is a fault in our code."""
    if source.code in _sources and _sources[source.code] != source:
        raise ValueError(f"calendar source {source.code} is registered twice")
    _sources[source.code] = source


def sources(actor: Actor) -> list[Source]:
    """The kinds of entries that this reader may see."""
    return [source for source in _sources.values() if allows(actor, Verb.VIEW, source.what)]


def entries(asked: Asked, *, kinds: Iterable[str] = (), office_id: int | None = None) -> list[Entry]:
    """All entries of these kinds (none named: of all) that touch the days asked for, in order."""
    wanted = set(kinds)
    found = [
        replace(entry, icon=source.icon)
        for source in sources(asked.actor)
        if not wanted or source.code in wanted
        for entry in source.entries(asked)
        if entry.first <= asked.last and entry.last >= asked.first and entry.concerns(office_id)
    ]
    return sorted(found, key=lambda entry: (entry.first, entry.at is not None, entry.at and entry.at.timestamp(), entry.kind, entry.title))


@dataclass(frozen=True)
class Day:
    """One day of the month shown, or of the weeks around it."""

    day: date
    inside: bool
    today: bool
    entries: tuple[Entry, ...]


def weeks_of(month: date) -> list[list[date]]:
    """The weeks, from Monday, that the month touches."""
    day = month - timedelta(days=month.weekday())
    weeks = []
    while day <= last_of(month):
        weeks.append([day + timedelta(days=number) for number in range(7)])
        day += timedelta(days=7)
    return weeks


def last_of(month: date) -> date:
    return following(month) - timedelta(days=1)


def following(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def on_days(found: Iterable[Entry], days: Iterable[date]) -> dict[date, list[Entry]]:
    """Day → what is on it; what lasts longer is on each of its days."""
    by_day: dict[date, list[Entry]] = {day: [] for day in days}
    for entry in found:
        for number in range((entry.last - entry.first).days + 1):
            by_day.get(entry.first + timedelta(days=number), []).append(entry)
    return by_day


def weeks_with(found: Iterable[Entry], month: date, today: date) -> list[list[Day]]:
    """The month as a grid of weeks with what is on each day."""
    weeks = weeks_of(month)
    by_day = on_days(found, (day for week in weeks for day in week))
    inside = (month.year, month.month)
    return [[Day(day, (day.year, day.month) == inside, day == today, tuple(by_day[day])) for day in week] for week in weeks]
