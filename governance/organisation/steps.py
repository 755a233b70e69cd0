"""What was done lately, step by step: by whom, when, why, and to how many records of which kind. One query over every history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Value
from django.db.models.fields import CharField

from governance.organisation.trail import in_our_words, tracked_models


@dataclass(frozen=True)
class Touched:
    """Records of one kind that a step changed; `first` is one of them."""

    key: str
    count: int
    first: int

    @property
    def label(self) -> str:
        return str(tracked_models()[self.key]._meta.verbose_name)


@dataclass(frozen=True)
class Step:
    """Everything that one operation changed for one reason: what a person did at once."""

    operation: str
    when: datetime
    username: str
    reason: str
    touched: tuple[Touched, ...]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.touched)


def steps(since: datetime, until: datetime | None = None) -> list[Step]:
    """Every step that changed a tracked record between two instants, the latest first. One query."""
    parts = []
    for key, model in sorted(tracked_models().items()):
        rows = model.history.filter(history_date__gt=since)  # type: ignore[attr-defined]
        if until is not None:
            rows = rows.filter(history_date__lte=until)
        grouped = rows.order_by().values_list("history_operation", "history_username", "history_change_reason")
        pk = model._meta.pk.attname  # type: ignore[union-attr]
        parts.append(grouped.annotate(key=Value(key, output_field=CharField()), last=Max("history_date"), n=Count(pk), one=Min(pk)))
    touched: dict[tuple[str, str, str], list[Touched]] = defaultdict(list)
    last_of: dict[tuple[str, str, str], datetime] = {}
    for operation, username, reason, key, last, count, one in parts[0].union(*parts[1:], all=True).order_by("last"):
        touched[operation, username, reason].append(Touched(key, count, one))
        last_of[operation, username, reason] = last
    found = [
        Step(operation, last, username, in_our_words(reason), most_first(touched[operation, username, reason]))
        for (operation, username, reason), last in last_of.items()
    ]
    return sorted(found, key=lambda step: (step.when, step.operation, step.reason), reverse=True)


def most_first(touched: list[Touched]) -> tuple[Touched, ...]:
    return tuple(sorted(touched, key=lambda each: (-each.count, each.key)))
