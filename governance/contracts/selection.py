"""Scoring vendors: weighted totals, and where the evaluators disagree. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

# Evaluators this many points apart (of 10) on one criterion should talk before they decide.
DISAGREEMENT = Decimal(4)


@dataclass(frozen=True)
class Mark:
    """One evaluator's points (0–10) for one candidate on one criterion."""

    candidate: int
    criterion: int
    evaluator: str
    points: Decimal


@dataclass(frozen=True)
class Line:
    """One candidate on one criterion: mean of the evaluators, and how far apart they are. None: nobody scored it."""

    criterion: int
    mean: Decimal | None
    spread: Decimal
    evaluators: int

    @property
    def disputed(self) -> bool:
        return self.spread >= DISAGREEMENT


@dataclass(frozen=True)
class Total:
    """A candidate's lines and weighted total on a scale of 100; None while a criterion has no points."""

    candidate: int
    lines: tuple[Line, ...]
    total: Decimal | None


def totals(marks: Sequence[Mark], weights: Mapping[int, Decimal], candidates: Sequence[int]) -> list[Total]:
    """Every candidate, the best first; those that cannot be compared yet come last."""
    found = []
    for candidate in candidates:
        lines = tuple(
            _line(criterion, [m.points for m in marks if (m.candidate, m.criterion) == (candidate, criterion)]) for criterion in weights
        )
        complete = all(line.mean is not None for line in lines)
        whole = sum(weights.values(), Decimal(0))
        points = sum((line.mean * weights[line.criterion] for line in lines if line.mean is not None), Decimal(0))
        found.append(Total(candidate, lines, points * 10 / whole if complete and whole else None))
    return sorted(found, key=lambda each: (each.total is None, -(each.total or 0), each.candidate))


def _line(criterion: int, points: Sequence[Decimal]) -> Line:
    if not points:
        return Line(criterion, None, Decimal(0), 0)
    return Line(criterion, sum(points, Decimal(0)) / len(points), max(points) - min(points), len(points))
