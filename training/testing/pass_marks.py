"""How a pass mark follows from judges' ratings (Angoff). Pure; see docs/algorithms/standing.md.

Each judge says of each kind of question how many of 100 candidates who are only just good enough get it right. The pass mark is the
mean over judges of the points such a candidate would get, as a percentage of the points of the paper.
Source: W. H. Angoff, Scales, norms, and equivalent scores (1971), modified form with percentages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
FEWEST_JUDGES = 2
Kind = tuple[int, int]


@dataclass(frozen=True)
class Judged:
    """The pass mark in percent, and how far the judges' own marks lie apart (largest less smallest)."""

    percent: Decimal
    judges: int
    spread: Decimal


def angoff(ratings: Mapping[str, Mapping[Kind, Decimal]], points: Mapping[Kind, Decimal]) -> Judged | None:
    """The pass mark from judge → (topic, difficulty) → percent; None with fewer than two judges who rated every kind."""
    total = sum(points.values(), Decimal())
    complete = [rated for rated in ratings.values() if all(kind in rated for kind in points)]
    if len(complete) < FEWEST_JUDGES or not total:
        return None
    own = [sum((points[kind] * rated[kind] for kind in points), Decimal()) / total for rated in complete]
    mean = (sum(own, Decimal()) / len(own)).quantize(CENT, ROUND_HALF_UP)
    return Judged(mean, len(own), (max(own) - min(own)).quantize(CENT, ROUND_HALF_UP))
