"""Compute the components of these weeks anew, and keep what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict
from governance.core.permissions import Verb, require
from rollout.adoption.components import Reckoning
from rollout.adoption.expected import WEEK, last_complete_week, monday
from rollout.adoption.models import ComponentValue, Recomputed
from rollout.adoption.scoring import Cell
from rollout.adoption.selectors.facts import data_span, facts

# Weeks after the last usage are kept with their reason for this long; later ones say so without a row.
STALE_WEEKS = 8
BATCH = 2000
Key = tuple[int, date, str]
Say = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """How many weeks and offices were computed, and how many values were new or changed."""

    weeks: int = 0
    offices: int = 0
    changed: int = 0


def recompute(
    weeks: Iterable[date] | None, *, actor: Actor, at: datetime, reason: str = "", say: Say = lambda done, total: None
) -> Outcome:
    """Recompute these weeks (any day names its week) and their neighbours; None: all there are.

    A value is written only where it changed and supersedes the old one, all in one transaction. Values that
    another recompute wrote after `at` stay: it has read later facts.
    """
    require(actor, Verb.CHANGE, "adoption")
    wanted = to_compute(weeks, timezone.localdate(at))
    if not wanted:
        return Outcome()
    reckoning = Reckoning(facts(wanted))
    say(1, 3)
    fresh = {(office, week, component.value): cell for office, week, cells in reckoning.all() for component, cell in cells.items()}
    say(2, 3)
    offices = len({office for office, _week, _component in fresh})
    try:
        with transaction.atomic(), audit.because(actor, reason):
            changed = keep(fresh, wanted, reckoning.used.latest, at)
            Recomputed(first_week=wanted[0], last_week=wanted[-1], offices=offices, changed=changed, recorded_at=at).save()
    except IntegrityError as error:
        raise Conflict(_("Another recompute of these weeks finished just now. Nothing of this one was kept.")) from error
    return Outcome(len(wanted), offices, changed)


def to_compute(asked: Iterable[date] | None, today: date) -> list[date]:
    """The weeks to compute, in order: those asked for and one on either side, whose edges the new data may complete."""
    first, last = data_span()
    if asked is None:
        kept = set(ComponentValue.objects.current().order_by().values_list("week", flat=True).distinct())
        end = max(last, min(last_complete_week(today), last + timedelta(weeks=STALE_WEEKS))) if last else None
        return sorted(kept | set(between(first, end)))
    mondays = {monday(day) for day in asked}
    return sorted({week + timedelta(weeks=step) for week in mondays for step in (-1, 0, 1)} & set(between(first, last)) | mondays)


def between(first: date | None, last: date | None) -> Iterator[date]:
    """Mondays of the weeks that hold these days and all between."""
    if first is None or last is None:
        return
    week = monday(first)
    while week <= last:
        yield week
        week += timedelta(days=WEEK)


def keep(fresh: dict[Key, Cell], weeks: list[date], latest: dict[date, date], at: datetime) -> int:
    """Write the cells that differ from the record, supersede theirs. Returns how many differ."""
    gone: list[int] = []
    dropped = 0
    current = ComponentValue.objects.current().filter(week__in=weeks).order_by()
    fields = ("pk", "recorded_at", "office_id", "week", "component", "numerator", "denominator", "sample", "missing")
    for pk, recorded_at, office, week, component, *held in current.values_list(*fields).iterator(chunk_size=10_000):
        key = (office, week, component)
        if recorded_at > at or fresh.get(key) == Cell(*held):
            fresh.pop(key, None)
        else:
            gone.append(pk)
            dropped += key not in fresh
    for start in range(0, len(gone), BATCH):
        ComponentValue.objects.filter(pk__in=gone[start : start + BATCH]).update(superseded_at=at)
    rows = (
        ComponentValue(
            office_id=office,
            week=week,
            component=component,
            numerator=cell.numerator,
            denominator=cell.denominator,
            sample=cell.sample,
            missing=cell.missing,
            data_on=latest.get(week),
            recorded_at=at,
        )
        for (office, week, component), cell in fresh.items()
    )
    ComponentValue.objects.bulk_create(rows, batch_size=BATCH)
    return len(fresh) + dropped
