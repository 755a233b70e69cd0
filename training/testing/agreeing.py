"""When two markers read the same answer: what mark stands, or that the lead of the trainers must decide. Pure.

Marks are shares of the maximum, 0 to 1. One marker is enough unless the paper asks for two or the candidate disputes. Two that lie
within the tolerance give their average, rounded half up to the hundredth of the maximum. Where they lie wider apart, or an average of
two is disputed, nothing new stands until a third person decides, and that decision is final. The house's own rule:
docs/algorithms/re-marking.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

TOLERANCE = Decimal("0.10")
STEP = Decimal("0.01")


class Agreement(StrEnum):
    WAITS_FOR_FIRST = "first"
    WAITS_FOR_SECOND = "second"
    WAITS_FOR_LEAD = "lead"
    SINGLE = "single"
    AVERAGE = "average"
    DECIDED = "decided"


@dataclass(frozen=True)
class Outcome:
    """What stands now; `share` is None while somebody must still mark."""

    agreement: Agreement
    share: Decimal | None

    @property
    def waits(self) -> bool:
        return self.share is None


def agree(
    first: Decimal | None,
    second: Decimal | None = None,
    lead: Decimal | None = None,
    *,
    two_wanted: bool = False,
    disputed: bool = False,
    tolerance: Decimal = TOLERANCE,
) -> Outcome:
    """The mark of an answer from what its markers gave. ValueError for a mark outside 0 to 1, or one that skips a round."""
    for share in (first, second, lead):
        if share is not None and not 0 <= share <= 1:
            raise ValueError("a mark is a share from 0 to 1")
    if first is None:
        if second is not None or lead is not None:
            raise ValueError("there is no second mark before the first")
        return Outcome(Agreement.WAITS_FOR_FIRST, None)
    if lead is not None:
        if second is None:
            raise ValueError("the lead decides between two marks")
        return Outcome(Agreement.DECIDED, lead)
    if second is None:
        return Outcome(Agreement.WAITS_FOR_SECOND, None) if two_wanted or disputed else Outcome(Agreement.SINGLE, first)
    if abs(first - second) > tolerance or (two_wanted and disputed):
        return Outcome(Agreement.WAITS_FOR_LEAD, None)
    return Outcome(Agreement.AVERAGE, ((first + second) / 2).quantize(STEP, ROUND_HALF_UP))


def share_of(given: list[Decimal], possible: list[Decimal]) -> Decimal:
    """Points of the rubric's rows as a share of their maximum, to six places. ValueError outside a row's bounds, or without points."""
    if len(given) != len(possible) or not possible or sum(possible) <= 0:
        raise ValueError("one mark per row of the rubric, and points to give")
    if any(not points.is_finite() or not 0 <= points <= most for points, most in zip(given, possible, strict=True)):
        raise ValueError("a row's mark lies between 0 and its points")
    return (sum(given, Decimal(0)) / sum(possible, Decimal(0))).quantize(Decimal("0.000001"), ROUND_HALF_UP)
