"""Item analysis of a test after the classical theory: how hard each question is and whether it tells the able from the rest. Pure.

Marks are points as Decimal, one row per candidate (the first attempt only), one column per slot of the blueprint. Sums are kept as exact
integers, so the order of the rows never matters and a zero is a zero. Facility, discrimination, efficiency, weight, consistency and error
ratio are per cent or shares as their field says; None where there is not enough data or nothing to divide by. A negative
reliability is given as it is. Source: Moodle's quiz report statistics, whose figures docs/algorithms/item-analysis.md explains.
Errors: ValueError for rows of unequal length, or maxima that are not positive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

PERCENT = 100


@dataclass(frozen=True)
class SlotFigures:
    """One slot of the paper. `facility` is a share of its maximum, `sd` in points, the others per cent."""

    facility: float | None
    sd: float | None
    discrimination: float | None
    efficiency: float | None
    weight: float | None


@dataclass(frozen=True)
class TestFigures:
    """The whole test: mean, median and sd in points, consistency and error ratio in per cent, standard error in points."""

    attempts: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True)
class Analysis:
    test: TestFigures
    slots: tuple[SlotFigures, ...]


@dataclass(frozen=True)
class Column:
    """Numbers as integers over one denominator: `values[i] / unit`."""

    values: tuple[int, ...]
    unit: int

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def mean(self) -> Fraction | None:
        return Fraction(sum(self.values), self.n * self.unit) if self.values else None

    def sorted(self) -> Column:
        return Column(tuple(sorted(self.values)), self.unit)

    def less(self, other: Column) -> Column:
        return Column(tuple(mine - theirs for mine, theirs in zip(self.values, other.values, strict=True)), self.unit)

    def moment(self, order: int) -> Fraction:
        """The central moment of that order, divided by n."""
        total, n = sum(self.values), self.n
        return Fraction(sum((n * value - total) ** order for value in self.values), n ** (order + 1) * self.unit**order)


def covariance(one: Column, other: Column) -> Fraction | None:
    """The sample covariance, divided by n − 1."""
    n = one.n
    if n < 2:
        return None
    products = sum(a * b for a, b in zip(one.values, other.values, strict=True))
    return Fraction(n * products - sum(one.values) * sum(other.values), n * (n - 1) * one.unit * other.unit)


def analyse(rows: Sequence[Sequence[Decimal]], maxima: Sequence[Decimal]) -> Analysis:
    """Every figure of the test and of its slots, from the points each candidate got in each slot."""
    columns = columns_of(rows, maxima)
    total = Column(tuple(sum(values) for values in zip(*(column.values for column in columns), strict=True)), columns[0].unit)
    weights = effective_weights(columns, total)
    slots = [
        slot_figures(column, total.less(column), maximum, weight) for column, maximum, weight in zip(columns, maxima, weights, strict=True)
    ]
    return Analysis(test_figures(columns, total), tuple(slots))


def columns_of(rows: Sequence[Sequence[Decimal]], maxima: Sequence[Decimal]) -> list[Column]:
    if not maxima or any(maximum <= 0 for maximum in maxima):
        raise ValueError("a test has at least one slot, and each has a positive maximum")
    if any(len(row) != len(maxima) for row in rows):
        raise ValueError("every row has one mark per slot")
    by_slot = [[row[place] for row in rows] for place in range(len(maxima))]
    unit = unit_of([mark for row in rows for mark in row])
    return [column_of(marks, unit) for marks in by_slot]


def unit_of(marks: Sequence[Decimal]) -> int:
    """The smallest power of ten in which all of them are whole numbers."""
    return int(10 ** max((-min(int(mark.as_tuple().exponent), 0) for mark in marks), default=0))


def column_of(marks: Sequence[Decimal], unit: int) -> Column:
    return Column(tuple(int(Fraction(mark) * unit) for mark in marks), unit)


def slot_figures(marks: Column, rest: Column, maximum: Decimal, weight: float | None) -> SlotFigures:
    """Figures of one slot; `rest` is each candidate's total without it."""
    variance = covariance(marks, marks)
    return SlotFigures(
        facility=None if marks.mean is None else float(marks.mean / Fraction(maximum)),
        sd=None if variance is None else sqrt(variance),
        discrimination=discrimination(marks, rest),
        efficiency=efficiency(marks, rest),
        weight=weight,
    )


def discrimination(marks: Column, rest: Column) -> float | None:
    """100 × the correlation of the mark with the rest of the test."""
    together, own, others = covariance(marks, rest), covariance(marks, marks), covariance(rest, rest)
    if together is None or not own or not others:
        return None
    size = PERCENT * sqrt(together * together / (own * others))
    return size if together >= 0 else -size


def efficiency(marks: Column, rest: Column) -> float | None:
    """100 × the covariance with the rest, over the largest that these marks could have had."""
    together, possible = covariance(marks, rest), covariance(marks.sorted(), rest.sorted())
    if together is None or not possible:
        return None
    return float(PERCENT * together / possible)


def effective_weights(columns: Sequence[Column], total: Column) -> list[float | None]:
    """How much each slot does to decide the order of the candidates; None where its covariance with the total is negative."""
    shares = [covariance(column, total) for column in columns]
    roots = [None if share is None or share < 0 else sqrt(share) for share in shares]
    whole = sum(root for root in roots if root is not None)
    return [None if root is None or not whole else PERCENT * root / whole for root in roots]


def test_figures(columns: Sequence[Column], total: Column) -> TestFigures:
    s = total.n
    k2 = total.moment(2) * s / (s - 1) if s > 1 else None
    sd = None if k2 is None else sqrt(k2)
    cic = consistency(columns, k2)
    ratio = None if cic is None else PERCENT * sqrt(1 - cic / PERCENT)
    return TestFigures(
        attempts=s,
        mean=None if total.mean is None else float(total.mean),
        median=median(total),
        sd=sd,
        skewness=skewness(total, k2),
        kurtosis=kurtosis(total, k2),
        consistency=None if cic is None else float(cic),
        error_ratio=ratio,
        standard_error=None if ratio is None or sd is None else ratio * sd / PERCENT,
    )


def median(total: Column) -> float | None:
    if not total.values:
        return None
    ordered, half = sorted(total.values), total.n // 2
    middle = ordered[half : half + 1] if total.n % 2 else ordered[half - 1 : half + 1]
    return float(Fraction(sum(middle), len(middle) * total.unit))


def skewness(total: Column, k2: Fraction | None) -> float | None:
    s = total.n
    if s < 3 or not k2:
        return None
    k3 = s**2 * total.moment(3) / ((s - 1) * (s - 2))
    return float(k3 / k2) / sqrt(k2)


def kurtosis(total: Column, k2: Fraction | None) -> float | None:
    s = total.n
    if s < 4 or not k2:
        return None
    k4 = s**2 * ((s + 1) * total.moment(4) - 3 * (s - 1) * total.moment(2) ** 2) / ((s - 1) * (s - 2) * (s - 3))
    return float(k4 / k2**2)


def consistency(columns: Sequence[Column], k2: Fraction | None) -> Fraction | None:
    """Cronbach's alpha in per cent. At most 100; negative where the slots contradict each other."""
    p = len(columns)
    variances = [covariance(column, column) for column in columns]
    if p < 2 or not k2:
        return None
    return Fraction(PERCENT * p, p - 1) * (1 - sum((variance or Fraction(0) for variance in variances), Fraction(0)) / k2)
