"""How long stages last: a law drawn from finished and unfinished stays. Pure. Days.

Product-limit estimate: E. L. Kaplan and P. Meier, “Nonparametric estimation from incomplete observations”, JASA 53 (1958) 457–481.
Last observation: B. Efron, “The two sample problem with censored data”, Proc. 5th Berkeley Symposium 4 (1967) 831–853.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rollout.staging.plan.reckoning.dates import OfficeDates
from rollout.staging.stages import WALK, Stage

# The stages whose length matters for a go-live; the last only where others wait for a pilot to be stabilised.
TIMED = (Stage.PREPARING, Stage.TRAINING, Stage.TRIAL, Stage.LIVE)


@dataclass(frozen=True)
class Stay:
    """An office stayed so many days in a stage; unfinished: so many until now, and longer."""

    stage: Stage
    days: int
    finished: bool


def stays(office: OfficeDates, today: date) -> Iterator[Stay]:
    """What one office tells. Holds and roll-backs are part of the time a stage took. Stages without both dates tell nothing."""
    for stage, following in pairwise(WALK):
        if stage not in TIMED or stage not in office.actual:
            continue
        if following in office.actual:
            yield Stay(stage, (office.actual[following] - office.actual[stage]).days, finished=True)
        elif office.reached == stage:
            yield Stay(stage, max((today - office.actual[stage]).days, 0), finished=False)


@dataclass(frozen=True)
class Law:
    """Days a stage can last, ascending, and the chance of each; the chances add up to 1."""

    days: NDArray[np.int64]
    chances: NDArray[np.float64]

    def draw(self, uniform: NDArray[np.float64], *, beyond: int = -1) -> NDArray[np.int64]:
        """A length per uniform number, given that it is more than `beyond` days. Beyond everything seen: one day more."""
        kept = self.days > beyond
        if not kept.any():
            return np.full(uniform.shape, beyond + 1, dtype=np.int64)
        days, chances = self.days[kept], np.cumsum(self.chances[kept])
        places = np.searchsorted(chances / chances[-1], uniform, side="right")
        return days[np.minimum(places, len(days) - 1)]


def survival(observed: Iterable[Stay]) -> list[tuple[int, float]]:
    """(days, share still there after so many days) at each length at which somebody finished."""
    listed = list(observed)
    finished = Counter(stay.days for stay in listed if stay.finished)
    left, curve = 1.0, []
    for days in sorted(finished):
        at_risk = sum(1 for stay in listed if stay.days >= days)
        left *= 1 - finished[days] / at_risk
        curve.append((days, left))
    return curve


def law(observed: Iterable[Stay]) -> Law:
    """The law of one stage. What no finished stay reached is laid on the longest unfinished one, as if it ended now."""
    listed = list(observed)
    curve = survival(listed)
    before, days, chances = 1.0, [], []
    for length, left in curve:
        days.append(length)
        chances.append(before - left)
        before = left
    if before > 1e-12:
        days.append(max((stay.days for stay in listed), default=0))
        chances.append(before)
    return Law(np.array(days, dtype=np.int64), np.array(chances))
