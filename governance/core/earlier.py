"""Tracked rows with the values that their history held at an earlier instant.

What the history says first of a row answers for all time before it: whether the row counted then is for its own dates to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models


@cache
def history_of(model: type[models.Model]) -> type[models.Model]:
    """The table of a model's history; `model.history` itself is built anew each time it is asked for."""
    return model.history.model  # type: ignore[attr-defined, no-any-return]


def values_held(
    model: type[models.Model], fields: Sequence[str], known_at: datetime, *, only: Collection[int] | None = None
) -> dict[int, tuple[Any, ...]]:
    """These fields as they were, of the rows (of these, where named) that were written since; all others are as they stand. One query."""
    history = history_of(model)._default_manager
    since = history.filter(history_date__gt=known_at)
    since = since if only is None else since.filter(id__in=only)
    rows = history.filter(id__in=since.values("id")).order_by("history_date", "history_id")
    found: dict[int, tuple[Any, ...]] = {}
    for pk, when, *values in rows.values_list("id", "history_date", *fields):
        if pk not in found or when <= known_at:
            found[pk] = tuple(values)
    return found


def came_later(model: type[models.Model], known_at: datetime) -> models.QuerySet[Any, Any]:
    """Ids of the rows that the history saw made only after that instant: for a subquery."""
    return history_of(model)._default_manager.filter(history_type="+", history_date__gt=known_at).values("id")


def as_held[M: models.Model](rows: Iterable[M], known_at: datetime | None) -> list[M]:
    """These rows, all of one model, with the values they had at that instant (None: now). One query more, whatever their number.

    A related row that was another one then is read anew by whoever asks for it.
    """
    listed = list(rows)
    if known_at is None or not listed:
        return listed
    model = type(listed[0])
    names = [field.attname for field in history_of(model).tracked_fields if not field.primary_key]  # type: ignore[attr-defined]
    past: Mapping[int, tuple[Any, ...]] = values_held(model, names, known_at, only={row.pk for row in listed})
    for row in listed:
        for name, value in zip(names, past.get(row.pk, ()), strict=False):
            setattr(row, name, value)
    return listed
