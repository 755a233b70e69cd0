"""Reads of counted usage: by person once user names are matched, by the file's own office before that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from rollout.adoption.models import MatchKind, SourceUser, UsageDay, UserMatch


@dataclass(frozen=True, slots=True)
class PersonDay:
    """What one matched person did on one day with one feature, over all sources and user names of the person."""

    person_id: int
    day: date
    feature: str
    actions: int
    entries: int
    self_entries: int
    proxy_entries: int
    dated_entries: int
    timely_entries: int
    month_end_entries: int


COUNTS = ("actions", "entries", "self_entries", "proxy_entries", "dated_entries", "timely_entries", "month_end_entries")


def matched(first: date, last: date, known_at: datetime | None = None) -> QuerySet[Any]:
    """Usage rows of first..last whose user name is a person on that day, annotated with `person_id`."""
    known = Q(source_user__matches__recorded_at__lte=known_at) if known_at else Q()
    still = Q(source_user__matches__superseded_at__isnull=True)
    if known_at:
        still |= Q(source_user__matches__superseded_at__gt=known_at)
    begun = Q(source_user__matches__first_day__lte=F("day"))
    lasting = Q(source_user__matches__last_day__isnull=True) | Q(source_user__matches__last_day__gte=F("day"))
    return (
        UsageDay.objects.known_at(known_at)
        .filter(day__range=(first, last))
        .filter(known & still & begun & lasting & Q(source_user__matches__kind=MatchKind.PERSON))
        .annotate(person_id=F("source_user__matches__person_id"))
    )


def person_days(first: date, last: date, *, known_at: datetime | None = None, person_ids: Collection[int] | None = None) -> list[PersonDay]:
    """Counted usage per person, day and feature between two days, as known at an instant (None: now), in that order."""
    rows = matched(first, last, known_at)
    if person_ids is not None:
        rows = rows.filter(Q(person_id__in=person_ids))
    keys = ("person_id", "day", "feature")
    sums = rows.order_by().values(*keys).annotate(**{f"sum_{name}": Sum(name) for name in COUNTS})
    return [PersonDay(*row) for row in sums.order_by(*keys).values_list(*keys, *(f"sum_{name}" for name in COUNTS))]


def last_usage_day(known_at: datetime | None = None) -> date | None:
    """The youngest day with counted usage."""
    return UsageDay.objects.counting(known_at).order_by("-day").values_list("day", flat=True).first()


def unmatched_users(known_at: datetime | None = None) -> int:
    """How many user names are neither a person, nor a system account, nor ignored."""
    known = UserMatch.objects.known_at(known_at).values("source_user_id")
    return SourceUser.objects.exclude(pk__in=known).count()
