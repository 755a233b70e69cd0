"""What a question's figures mean for the trainer: one judgement per question, worst first, and who chose what. Pure.

Bounds after Moodle's quiz statistics report (facility 0.95 and above: nearly everybody knows it; discrimination under 20 per cent:
very weak; negative: probably invalid). A negative figure is called misleading only where chance is an unlikely explanation: the upper
bound of the one-sided 95 per cent interval of the correlation (Fisher's z) is below zero. docs/algorithms/item-analysis.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import atanh, sqrt

from training.testing.itemanalysis import PERCENT, SlotFigures, column_of, slot_figures, unit_of

MINIMUM = 10
TOO_EASY, TOO_HARD = 0.95, 0.20
WEAK = 20.0
ONE_SIDED_95 = 1.6448536269514722
NOTHING = SlotFigures(None, None, None, None, None)


class Judgement(StrEnum):
    MISLEADS = "misleads"
    DOUBTFUL = "doubtful"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    WEAK = "weak"
    GOOD = "good"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Taken:
    """One candidate's question: the share of its points that was given, and the points of all the other questions."""

    share: Decimal
    rest: Decimal


@dataclass(frozen=True)
class QuestionFigures:
    """`n` candidates got the question; the figures are None under the minimum."""

    n: int
    figures: SlotFigures
    judgement: Judgement


def question_figures(taken: Sequence[Taken], *, minimum: int = MINIMUM) -> QuestionFigures:
    """The question's own figures over those who got it, whatever slot drew it for them. `sd` is a share of the maximum."""
    n = len(taken)
    if n < minimum:
        return QuestionFigures(n, NOTHING, Judgement.UNKNOWN)
    unit = unit_of([number for one in taken for number in (one.share, one.rest)])
    marks, rest = column_of([one.share for one in taken], unit), column_of([one.rest for one in taken], unit)
    figures = slot_figures(marks, rest, Decimal(1), None)
    return QuestionFigures(n, figures, judge(figures.facility, figures.discrimination, n))


def judge(facility: float | None, discrimination: float | None, n: int) -> Judgement:
    """The one thing most worth saying. Without a discrimination (all got the same) only the facility speaks."""
    if facility is None:
        return Judgement.UNKNOWN
    if discrimination is not None and discrimination < 0:
        return Judgement.MISLEADS if beyond_chance(discrimination, n) else Judgement.DOUBTFUL
    if facility >= TOO_EASY:
        return Judgement.TOO_EASY
    if facility <= TOO_HARD:
        return Judgement.TOO_HARD
    if discrimination is None:
        return Judgement.UNKNOWN
    return Judgement.WEAK if discrimination < WEAK else Judgement.GOOD


def beyond_chance(discrimination: float, n: int) -> bool:
    """Whether a negative correlation of n pairs would hardly come about where there is none."""
    if n <= 3:
        return False
    correlation = max(discrimination / PERCENT, -1 + 1e-12)
    return atanh(correlation) + ONE_SIDED_95 / sqrt(n - 3) < 0


class Third(StrEnum):
    UPPER = "upper"
    MIDDLE = "middle"
    LOWER = "lower"


def thirds(totals: Sequence[Decimal]) -> list[Third]:
    """Each candidate's third of the group by total. Equal totals are never parted: their middle rank decides."""
    n = len(totals)
    found = []
    for total in totals:
        below = sum(1 for other in totals if other < total)
        equal = sum(1 for other in totals if other == total)
        rank = Fraction(2 * below + equal, 2 * n)
        found.append(Third.LOWER if rank < Fraction(1, 3) else Third.UPPER if rank > Fraction(2, 3) else Third.MIDDLE)
    return found


def chosen_by_third[K: Hashable](chosen: Sequence[Sequence[K]], third: Sequence[Third]) -> Mapping[K, Mapping[Third, int]]:
    """How many of each third chose each option; a candidate may choose several, or none."""
    counts: dict[K, dict[Third, int]] = {}
    for options, group in zip(chosen, third, strict=True):
        for option in options:
            row = counts.setdefault(option, dict.fromkeys(Third, 0))
            row[group] += 1
    return counts
