"""Rows of a tracked model as the record held them: from their history."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone


class Versions:
    """Every version of every row of a model, by the instant it was written. One query."""

    def __init__(self, model: type[models.Model], fields: Sequence[str], known_at: datetime | None = None) -> None:
        rows = model.history.order_by("history_date", "history_id")  # type: ignore[attr-defined]
        if known_at is not None:
            rows = rows.filter(history_date__lte=known_at)
        self.written: dict[int, list[datetime]] = {}
        self.values: dict[int, list[dict[str, Any] | None]] = {}
        for pk, when, kind, *rest in rows.values_list("id", "history_date", "history_type", *fields):
            self.written.setdefault(pk, []).append(when)
            self.values.setdefault(pk, []).append(None if kind == "-" else dict(zip(fields, rest, strict=True)))

    def at(self, instant: datetime) -> dict[int, dict[str, Any]]:
        """Each row's fields at that instant, for rows that were there."""
        found = {}
        for pk, written in self.written.items():
            place = bisect_right(written, instant)
            values = self.values[pk][place - 1] if place else None
            if values is not None:
                found[pk] = values
        return found

    def youngest(self) -> datetime | None:
        """When anything was last written."""
        return max((written[-1] for written in self.written.values()), default=None)


def end_of(day: date) -> datetime:
    """The last instant of a day in the product's zone."""
    return timezone.make_aware(datetime.combine(day, time.max))
