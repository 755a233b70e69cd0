"""Panels for the tests of the effect engine."""

from __future__ import annotations

import numpy as np

from rollout.kpis.effect import NEVER, Panel
from rollout.kpis.effect.chance import treated

# Twelve offices, six months; go-live month counted from 1, 0 = never.
PUBLISHED = """
3: 55 57 66 72 69 73 | 40 43 50 51 54 57 | 51 53 58 63 63 66
4: 46 47 52 57 61 61 | 27 33 36 44 46 50 | 24 23 27 30 34 39
5: 33 37 36 41 42 48 | 48 53 53 56 63 65
0: 53 49 51 54 56 59 | 35 37 40 44 47 48 | 27 29 32 30 32 33 | 50 51 56 57 59 59
"""


def published() -> Panel:
    values, live = [], []
    for line in PUBLISHED.strip().splitlines():
        month, _, rows = line.partition(":")
        for row in rows.split("|"):
            values.append([float(value) for value in row.split()])
            live.append(int(month) - 1 if int(month) else NEVER)
    return Panel(np.array(values), np.array(live))


def drawn(*, offices: int = 12, months: int = 10, waves: tuple[int, ...] = (3, 4, 6), never: int = 3, seed: int = 0) -> Panel:
    """Offices of different size and drift, with no effect at all."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(offices, 1)) * 5 + random.normal(size=(offices, months)).cumsum(axis=1)
    live = np.array([waves[i % len(waves)] if i >= never else NEVER for i in range(offices)])
    return Panel(values, live)


def with_effect(panel: Panel, effect: float) -> Panel:
    return Panel(panel.values + effect * treated(panel), panel.live)
