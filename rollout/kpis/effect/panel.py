"""The facts of an estimate: offices × months of one KPI, and the month in which each office went live.

Arrays hold one row per office and one column per month; months are numbered from 0 within the panel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER = -1


class Comparison(StrEnum):
    """Whom the offices that went live are compared with."""

    NEVER_LIVE = "never"
    NOT_YET_LIVE = "not_yet"


@dataclass(frozen=True)
class Panel:
    """`values[i, t]` is the KPI of office i in month t; `live[i]` the month in which it went live, NEVER if not within the panel.

    Raises ValueError when the shapes differ, a value is missing, or an office was live in the first month already
    (it has no month before, so it can tell nothing: `observed` leaves such offices out).
    """

    values: Floats
    live: Ints

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.live.shape != (self.values.shape[0],):
            raise ValueError("values must be offices × months, with one go-live month per office")
        if not np.isfinite(self.values).all():
            raise ValueError("a value is missing")
        if ((self.live != NEVER) & ((self.live < 1) | (self.live >= self.months))).any():
            raise ValueError("an office went live outside the panel's second to last month")

    @property
    def offices(self) -> int:
        return int(self.values.shape[0])

    @property
    def months(self) -> int:
        return int(self.values.shape[1])

    @cached_property
    def groups(self) -> list[int]:
        """The months in which some office went live, in order."""
        return [int(month) for month in np.unique(self.live) if month != NEVER]

    @cached_property
    def sizes(self) -> dict[int, int]:
        """How many offices went live in each of these months; NEVER counts those that did not."""
        months, counts = np.unique(self.live, return_counts=True)
        return {int(month): int(count) for month, count in zip(months, counts, strict=True)}


@dataclass(frozen=True)
class Observed:
    """A panel with the rows it was made from: `kept` are their places, `left_out` those that cannot take part, with the reason."""

    panel: Panel
    kept: tuple[int, ...]
    incomplete: tuple[int, ...]
    live_before: tuple[int, ...]


def observed(values: Sequence[Sequence[float | None]], live: Sequence[int | None]) -> Observed:
    """The largest panel these rows allow: offices with a missing month, or live before the second month, are left out and named.

    `live` counts from the first month of `values`; None or a month after the last means not live within the panel.
    """
    table = np.array([[np.nan if value is None else value for value in row] for row in values], dtype=np.float64)
    months = table.shape[1] if table.ndim == 2 else 0
    incomplete = tuple(i for i in range(len(live)) if not np.isfinite(table[i]).all())
    early = tuple(i for i, month in enumerate(live) if month is not None and month < 1 and i not in incomplete)
    kept = tuple(i for i in range(len(live)) if i not in incomplete and i not in early)
    dates = [NEVER if (month := live[i]) is None or month >= months else month for i in kept]
    rows = table[list(kept)] if kept else np.empty((0, months))
    return Observed(Panel(rows, np.array(dates, dtype=np.int64)), kept, incomplete, early)
