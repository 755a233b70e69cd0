"""What a trainer watches: who is taking a paper, how far, how it ended; what came late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from governance.core.actor import Actor
from governance.organisation.models import Membership
from governance.organisation.selectors import people_names
from training.testing.models import Answer, Attempt, AttemptItem
from training.testing.selectors.standings import percents


@dataclass(frozen=True)
class Watched:
    """One attempt in the list. `left` is the time left in seconds while it is in progress."""

    attempt: Attempt
    person: str
    office: str
    answered: int
    asked: int
    left: int | None
    percent: Decimal | None
    late: int

    @property
    def minutes_left(self) -> int | None:
        return None if self.left is None else -(-self.left // 60)


def watched(attempts: QuerySet[Attempt], actor: Actor, at: datetime) -> list[Watched]:
    """These attempts, those in progress first, then the newest. A fixed number of queries."""
    rows = list(attempts.select_related("version").order_by("-started_at", "-pk"))
    ids = [attempt.pk for attempt in rows]
    names = people_names((attempt.person_id for attempt in rows), actor)
    offices = offices_of({attempt.person_id for attempt in rows}, at)
    marks = percents(attempt.pk for attempt in rows if not attempt.is_open)
    asked = _counts(AttemptItem.objects.filter(attempt__in=ids).order_by().values_list("attempt_id").annotate(Count("pk")))
    given = Answer.objects.filter(item__attempt__in=ids).order_by()
    answered = _counts(given.filter(late=False).values_list("item__attempt_id").annotate(Count("item_id", distinct=True)))
    late = _counts(given.filter(late=True, decision__isnull=True).values_list("item__attempt_id").annotate(Count("pk")))
    found = [
        Watched(
            attempt,
            names.get(attempt.person_id, ""),
            offices.get(attempt.person_id, ""),
            answered.get(attempt.pk, 0),
            asked.get(attempt.pk, 0),
            max(0, int((attempt.due_at - at).total_seconds())) if attempt.is_open and attempt.due_at else None,
            marks.get(attempt.pk),
            late.get(attempt.pk, 0),
        )
        for attempt in rows
    ]
    return sorted(found, key=lambda row: not row.attempt.is_open)


def offices_of(person_ids: Iterable[int], at: datetime) -> dict[int, str]:
    """Person → the name of the office they belong to on that day."""
    held = Membership.objects.current().on(at.date()).filter(person__in=person_ids).select_related("office")
    return {row.person_id: str(row.office) for row in held.order_by("pk")}


def attempts_with_late() -> QuerySet[Attempt]:
    """Attempts with answers that came late and wait for a decision."""
    waiting = Q(items__answers__late=True, items__answers__decision__isnull=True)
    return Attempt.objects.filter(waiting, submitted_at__isnull=False).distinct()


def _counts(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)
