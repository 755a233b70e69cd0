"""What was due, by owner and day, and which files tell of which weeks; as known at any instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from rollout.adoption.expected import WEEK, monday
from rollout.adoption.facts import Interval
from rollout.adoption.following import DueDay, DueRead, Reads, is_told
from rollout.adoption.models import Due, DueFile, DueList, UserMatch

Sums = dict[int, tuple[int, int]]


def due_days(first: date, last: date, known_at: datetime | None = None) -> list[DueDay]:
    """Owner, day and list → how many were due and how many followed up."""
    rows = Due.objects.known_at(known_at).filter(due_on__range=(first, last)).order_by().values("owner_id", "due_on", "due_list_id")
    counted = rows.annotate(n=Count("pk"), d=Count("pk", filter=Q(done=True))).order_by("due_on", "owner_id", "due_list_id")
    return [DueDay(*row) for row in counted.values_list("owner_id", "due_on", "due_list_id", "n", "d")]


def due_reads(known_at: datetime | None = None) -> Reads:
    """List → its files."""
    rows = DueFile.objects.order_by("recorded_at", "pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found: dict[int, list[DueRead]] = {}
    for due_list, *read in rows.values_list("due_list_id", "first_day", "last_day", "read_on"):
        found.setdefault(due_list, []).append(DueRead(*read))
    return found


def due_of_people(
    first: date, last: date, people: Mapping[int, list[Interval]], known_at: datetime | None = None
) -> dict[tuple[int, date], Sums]:
    """(person, week) → weekday → (due, followed up), of weeks that a file sent in afterwards tells of. `people`: user name → person."""
    reads = due_reads(known_at)
    told: dict[tuple[int, date], bool] = {}
    found: dict[tuple[int, date], Sums] = {}
    for row in due_days(first, last, known_at) if reads else ():
        week = monday(row.day)
        if (row.due_list, week) not in told:
            told[row.due_list, week] = is_told(reads.get(row.due_list, ()), week)
        person = next((match.what for match in reversed(people.get(row.user, ())) if match.first <= row.day <= match.last), None)
        if person is not None and told[row.due_list, week]:
            held = found.setdefault((person, week), {})
            due, done = held.get(row.day.weekday(), (0, 0))
            held[row.day.weekday()] = (due + row.due, done + row.done)
    return found


def week_sums(found: Mapping[tuple[int, date], Sums], person: int, week: date, days: int = (1 << WEEK) - 1) -> tuple[int, int]:
    """Due and followed up in a person's week, on these days of it (as bits)."""
    held = [sums for weekday, sums in found.get((person, week), {}).items() if days >> weekday & 1]
    return sum(due for due, _done in held), sum(done for _due, done in held)


@dataclass(frozen=True)
class ListFacts:
    """One list on its page: how far its files tell, what they hold, and owners whom nobody has matched yet."""

    due_list: DueList
    newest: date | None
    read_on: date | None
    due: int
    done: int
    unknown: int


def list_facts() -> list[ListFacts]:
    """Every list, by name. Four queries."""
    files = {row[0]: row[1:] for row in DueFile.objects.order_by().values_list("due_list").annotate(n=Max("last_day"), r=Max("read_on"))}
    counted = Due.objects.current().order_by().values_list("due_list").annotate(n=Count("pk"), d=Count("pk", filter=Q(done=True)))
    sums = {row[0]: row[1:] for row in counted}
    matched = UserMatch.objects.current().values("source_user")
    waiting = Due.objects.current().exclude(owner__in=matched).order_by().values_list("due_list").annotate(n=Count("owner", distinct=True))
    unknown = dict(waiting)
    found = []
    for each in DueList.objects.select_related("source").order_by("name"):
        newest, read_on = files.get(each.pk, (None, None))
        due, done = sums.get(each.pk, (0, 0))
        found.append(ListFacts(each, newest, read_on, due, done, unknown.get(each.pk, 0)))
    return found
