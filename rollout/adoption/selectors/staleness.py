"""How old the newest day of every usage source is, against its limit, as known at any instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from governance.core.earlier import as_held
from governance.organisation.selectors import merged_offices
from rollout.adoption.models import SourceOffice, UsageSource
from rollout.adoption.selectors.facts import applied_files, offices_of_labels


@dataclass(frozen=True)
class Freshness:
    """One source on one day: the newest day its counted files tell of, and when the last of them was applied."""

    source_id: int
    name: str
    limit: int
    files: int
    newest: date | None
    applied_at: datetime | None
    age: int | None

    @property
    def is_stale(self) -> bool:
        return self.age is not None and self.age > self.limit


def freshness(days: Collection[date], known_at: datetime | None = None) -> dict[date, list[Freshness]]:
    """Day → every source, by name. A file that ends after the day tells of it. Two queries."""
    sources = sorted(as_held(UsageSource.objects.all(), known_at), key=lambda source: (source.name, source.pk))
    files: dict[int, list[tuple[date, date, datetime | None]]] = {}
    told = applied_files(known_at).filter(first_day__isnull=False, last_day__isnull=False).order_by("applied_at", "pk")
    for source, first, last, applied_at in told.values_list("source_id", "first_day", "last_day", "applied_at"):
        if first and last:
            files.setdefault(source, []).append((first, last, applied_at))
    return {day: [one(source, files.get(source.pk, []), day) for source in sources] for day in days}


def one(source: UsageSource, files: Iterable[tuple[date, date, datetime | None]], day: date) -> Freshness:
    begun = [(min(last, day), applied_at) for first, last, applied_at in files if first <= day]
    newest = max((last for last, _applied in begun), default=None)
    applied = max((applied_at for _last, applied_at in begun if applied_at), default=None)
    age = None if newest is None else (day - newest).days
    return Freshness(source.pk, source.name, source.stale_after_days, len(begun), newest, applied, age)


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
