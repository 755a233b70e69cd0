"""Active users by office and week as the usage files tell them, before anybody is matched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncWeek

from rollout.adoption.models import MatchKind, OfficeMatch, SourceOffice, UsageDay, UserMatch

WEEKS_SHOWN = 13


@dataclass(frozen=True)
class OfficeWeeks:
    """One office label: active users of each shown week, and the actions of all of them."""

    pk: int | None
    label: str
    office_id: int | None
    office: str
    users: int
    actions: int
    weeks: dict[date, int]


def first_week(last: date, weeks: int = WEEKS_SHOWN) -> date:
    monday = last - timedelta(days=last.weekday())
    return monday - timedelta(weeks=weeks - 1)


def no_people(known_at: datetime | None = None) -> list[int]:
    """User names that are system accounts or ignored: never active."""
    rows = UserMatch.objects.known_at(known_at).exclude(kind=MatchKind.PERSON)
    return list(rows.values_list("source_user_id", flat=True).distinct())


def active_users(last: date, weeks: int = WEEKS_SHOWN, known_at: datetime | None = None) -> list[OfficeWeeks]:
    """By office label: how many user names did a counting action in each of the weeks that end with the week of `last`.

    A user seen in two offices is counted in both, and once in each. The busiest office comes first.
    """
    first = first_week(last, weeks)
    rows = UsageDay.objects.counting(known_at).filter(day__range=(first, first + timedelta(days=7 * weeks - 1)))
    rows = rows.exclude(source_user__in=no_people(known_at)).order_by()
    by_week: dict[int | None, dict[date, int]] = {}
    counted = rows.annotate(week=TruncWeek("day")).values("source_office", "week").annotate(n=Count("source_user", distinct=True))
    for office, week, n in counted.values_list("source_office", "week", "n"):
        by_week.setdefault(office, {})[week] = n
    totals = rows.values("source_office").annotate(n=Count("source_user", distinct=True), actions=Sum("actions"))
    labels = dict(SourceOffice.objects.values_list("pk", "label"))
    meant = {
        match.source_office_id: match.office
        for match in OfficeMatch.objects.known_at(known_at).filter(Q(office__isnull=False)).select_related("office").order_by("first_day")
    }
    found = [
        OfficeWeeks(
            pk=pk,
            label=labels.get(pk, ""),
            office_id=meant[pk].pk if pk in meant else None,
            office=str(meant[pk]) if pk in meant else "",
            users=users,
            actions=actions,
            weeks=by_week.get(pk, {}),
        )
        for pk, users, actions in totals.values_list("source_office", "n", "actions")
    ]
    return sorted(found, key=lambda each: (-each.actions, each.label))
