"""The mark of a practical test from its observed checklist. Pure.

Each row has a weight. Done counts whole, partly half, not done nothing. A row that is required and not done wholly fails the test:
the mark is then 0, and says which row. Nothing stands until every row has been looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

PLACES = Decimal("0.000001")


class Seen(StrEnum):
    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"


SHARE = {Seen.DONE: Decimal(1), Seen.PARTLY: Decimal("0.5"), Seen.NOT_DONE: Decimal(0)}


@dataclass(frozen=True)
class Row:
    """One thing to be observed."""

    weight: Decimal
    required: bool = False


@dataclass(frozen=True)
class Observed:
    """`share` is None while rows are open; `failed` lists the required rows that were not done wholly."""

    share: Decimal | None
    open: tuple[int, ...]
    failed: tuple[int, ...]


def observed(rows: Sequence[Row], seen: Mapping[int, Seen]) -> Observed:
    """The mark so far, rows numbered from 0. ValueError without rows or weight, or for a row there is not."""
    whole = sum((row.weight for row in rows), Decimal(0))
    if whole <= 0 or any(row.weight < 0 for row in rows):
        raise ValueError("a checklist has weights to give")
    if any(not 0 <= place < len(rows) for place in seen):
        raise ValueError("there is no such row")
    open_rows = tuple(place for place in range(len(rows)) if place not in seen)
    failed = tuple(place for place, row in enumerate(rows) if row.required and seen.get(place) in (Seen.PARTLY, Seen.NOT_DONE))
    if open_rows:
        return Observed(None, open_rows, failed)
    points = sum((rows[place].weight * SHARE[found] for place, found in seen.items()), Decimal(0))
    share = Decimal(0) if failed else (points / whole).quantize(PLACES, ROUND_HALF_UP)
    return Observed(share, (), failed)
