"""Points of an appraisal sheet: what was attained, on a stated scale, weighted. Pure.

A line without data is left out and the others weigh more, as long as they hold at least 70 % of the weight; below that there is no total.
Points are exact fractions of decimals, rounded half up to one place where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

LEAST_SHARE = Fraction(7, 10)
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Band:
    """From this percentage attained on, so many points."""

    attained: Decimal
    points: Decimal


@dataclass(frozen=True)
class Scale:
    """Bands in steps, or joined by straight lines (`joined`). Below the first band there are no points, above the last no more."""

    bands: tuple[Band, ...]
    joined: bool = False

    def points(self, attained: Decimal) -> Fraction:
        """Points for a percentage attained."""
        reached = [band for band in self.bands if band.attained <= attained]
        if not reached:
            return Fraction(0)
        last = reached[-1]
        after = self.bands[len(reached)] if len(reached) < len(self.bands) else None
        if after is None or not self.joined:
            return Fraction(last.points)
        part = Fraction(attained - last.attained) / Fraction(after.attained - last.attained)
        return Fraction(last.points) + part * Fraction(after.points - last.points)


def scale_flaws(scale: Scale) -> list[str]:
    """What keeps a scale from being used."""
    found = []
    if not scale.bands:
        found.append(_("The scale has no band."))
    pairs = list(zip(scale.bands, scale.bands[1:], strict=False))
    if any(one.attained >= other.attained for one, other in pairs):
        found.append(_("The bands of the scale rise from one to the next."))
    if any(one.points > other.points for one, other in pairs):
        found.append(_("More attained never gives fewer points."))
    if any(band.points < 0 for band in scale.bands):
        found.append(_("Points are not negative."))
    return found


@dataclass(frozen=True)
class Line:
    """One line of a scheme: its weight in percent and its scale. `code` names the KPI, or the adoption score."""

    code: str
    weight: Decimal
    scale: Scale


@dataclass(frozen=True)
class Attained:
    """What was reached: percent of the plan (or the score itself); None with the reason where it cannot be told."""

    percent: Decimal | None
    absent: str = ""


@dataclass(frozen=True)
class Marked:
    """One line of a sheet. `counted` is what it adds to the total, on the weight that has data."""

    line: Line
    attained: Attained
    points: Fraction | None
    counted: Fraction | None


@dataclass(frozen=True)
class Sheet:
    """`total` None when less than 70 % of the weight has data; `share` is that part of the weight."""

    lines: tuple[Marked, ...]
    share: Fraction
    total: Fraction | None


def appraise(lines: Sequence[Line], attained: dict[str, Attained]) -> Sheet:
    """Σ weight × points ÷ Σ weight, over the lines that have data."""
    told = [line for line in lines if _percent(attained, line.code) is not None]
    weight = sum((Fraction(line.weight) for line in told), Fraction(0))
    whole = sum((Fraction(line.weight) for line in lines), Fraction(0))
    share = weight / whole if whole else Fraction(0)
    enough = bool(told) and share >= LEAST_SHARE
    marked = []
    for line in lines:
        percent = _percent(attained, line.code)
        points = None if percent is None else line.scale.points(percent)
        counted = points * Fraction(line.weight) / weight if points is not None and enough else None
        marked.append(Marked(line, attained.get(line.code, Attained(None)), points, counted))
    total = sum((one.counted for one in marked if one.counted is not None), Fraction(0)) if enough else None
    return Sheet(tuple(marked), share, total)


def _percent(attained: dict[str, Attained], code: str) -> Decimal | None:
    found = attained.get(code)
    return found.percent if found else None


def flaws(lines: Iterable[Line]) -> list[str]:
    """What keeps a scheme from being approved."""
    held = list(lines)
    found = [message for line in held for message in scale_flaws(line.scale)]
    if not held:
        found.append(_("The scheme has no line."))
    if any(line.weight <= 0 for line in held):
        found.append(_("Each weight is above 0."))
    if held and sum((line.weight for line in held), Decimal(0)) != WHOLE:
        found.append(_("The weights add up to 100."))
    if len({line.code for line in held}) < len(held):
        found.append(_("Each figure may come once."))
    return list(dict.fromkeys(found))


def rounded(points: Fraction | None) -> Decimal | None:
    """To one place, half up: how points are shown and frozen."""
    if points is None:
        return None
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
