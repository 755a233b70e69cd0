"""How old the newest day of every usage source and of every list of what was due is, against its limit, as known at any instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.core.earlier import as_held
from governance.organisation.selectors import merged_offices
from rollout.adoption.models import DueFile, DueList, SourceOffice, UsageSource
from rollout.adoption.selectors.facts import applied_files, offices_of_labels


@dataclass(frozen=True)
class Freshness:
    """One source on one day: the newest day its counted files tell of, and when the last of them was applied.

    `is_list`: it is a list of what was due, and `source_id` is the list's.
    """

    source_id: int
    name: str
    limit: int
    files: int = 0
    newest: date | None = None
    applied_at: datetime | None = None
    age: int | None = None
    is_list: bool = False

    @property
    def is_stale(self) -> bool:
        return self.age is not None and self.age > self.limit


@dataclass(frozen=True)
class Told:
    """The days one file tells of."""

    first: date
    last: date
    applied_at: datetime | None


def freshness(days: Collection[date], known_at: datetime | None = None) -> dict[date, list[Freshness]]:
    """Day → every source, by name. A file that ends after the day tells of it. Two queries."""
    sources = sorted(as_held(UsageSource.objects.all(), known_at), key=lambda source: (source.name, source.pk))
    files: dict[int, list[Told]] = {}
    told = applied_files(known_at).filter(first_day__isnull=False, last_day__isnull=False).order_by("applied_at", "pk")
    for source, first, last, applied_at in told.values_list("source_id", "first_day", "last_day", "applied_at"):
        if first and last:
            files.setdefault(source, []).append(Told(first, last, applied_at))
    empty = [Freshness(each.pk, each.name, each.stale_after_days) for each in sources]
    return {day: [one(each, files.get(each.source_id, ()), day) for each in empty] for day in days}


def freshness_of_lists(days: Collection[date], known_at: datetime | None = None) -> dict[date, list[Freshness]]:
    """Day → every list of what was due, by name, against the limit of its CRM. Five queries at most.

    Of what was done after a file was sent in the file knows nothing, whatever days it names.
    """
    lists = sorted(as_held(DueList.objects.all(), known_at), key=lambda each: (each.name, each.pk))
    limits = {source.pk: source.stale_after_days for source in as_held(UsageSource.objects.all(), known_at)} if lists else {}
    rows = DueFile.objects.order_by("recorded_at", "pk")
    rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
    files: dict[int, list[Told]] = {}
    for due_list, first, last, read_on, recorded_at in rows.values_list("due_list_id", "first_day", "last_day", "read_on", "recorded_at"):
        if first <= read_on:
            files.setdefault(due_list, []).append(Told(first, min(last, read_on), recorded_at))
    empty = [Freshness(each.pk, each.name, limits[each.source_id], is_list=True) for each in lists]
    return {day: [one(each, files.get(each.source_id, ()), day) for each in empty] for day in days}


def one(empty: Freshness, files: Iterable[Told], day: date) -> Freshness:
    """A source with what its files tell by that day."""
    begun = [replace(file, last=min(file.last, day)) for file in files if file.first <= day]
    newest = max((file.last for file in begun), default=None)
    applied = max((file.applied_at for file in begun if file.applied_at), default=None)
    age = None if newest is None else (day - newest).days
    return replace(empty, files=len(begun), newest=newest, applied_at=applied, age=age)


def stalest(found: Iterable[Freshness]) -> Freshness | None:
    """The source whose data is oldest; sources that never told anything are not in use."""
    told = [each for each in found if each.age is not None]
    return max(told, key=lambda each: (each.age or 0, each.name), default=None)


def sources_of_offices(known_at: datetime | None = None) -> dict[int, set[int]]:
    """Office → the sources whose labels mean it. Three queries."""
    places, merged = offices_of_labels(known_at), merged_offices(known_at)
    found: dict[int, set[int]] = {}
    for label, source in SourceOffice.objects.order_by("pk").values_list("pk", "source_id"):
        for named in places.get(label, ()):
            if named.what is not None:
                found.setdefault(merged.get(named.what, named.what), set()).add(source)
    return found
