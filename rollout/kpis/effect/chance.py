"""Randomisation inference: the same figure computed for go-live dates dealt out at random, wave sizes kept.

Every aggregate is linear in the outcome, with weights per go-live group and month that depend only on the sizes of the groups.
So what each office would add, had it been in each group, is one matrix product, and a deal of the dates is a sum of look-ups in it.
Two-sided p = (1 + #{|dealt| ≥ |observed|}) / (R + 1) over R random deals; where no more than R different deals exist they are all counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rollout.kpis.effect.aggregates import Coefficients
from rollout.kpis.effect.cells import Estimates, comparison_groups
from rollout.kpis.effect.panel import NEVER, Floats, Ints, Panel

DEALS = 9_999
# Two figures that differ by rounding of the last bits only are a tie, and ties count against an effect.
TIE = 1e-9


@dataclass(frozen=True)
class Chance:
    """How the observed figure stands among the dealt ones. `low` and `high` bound the interval; ±inf where nothing bounds it.

    `band` is the range in which the figure lies in all but `level` of the deals when there is no effect at all: what lies outside it,
    and nothing else, has a p-value of at most `level`.
    The interval holds each constant effect that the test at `level` does not reject: an effect that differs between offices
    or grows with time is not constant, and the interval then speaks of its size only roughly.
    """

    observed: float
    p: float
    low: float
    high: float
    deals: int
    complete: bool
    level: float
    band: tuple[float, float] = (-math.inf, math.inf)

    @property
    def smallest_p(self) -> float:
        """The least p that this many deals can give."""
        return 1 / self.deals if self.complete else 1 / (self.deals + 1)


@dataclass(frozen=True)
class Deals:
    """Places in `groups` dealt to the offices, one row per deal; `complete` when they are all that exist, the observed one included."""

    groups: tuple[int, ...]
    places: Ints
    complete: bool

    @cached_property
    def by_office(self) -> Ints:
        """The places with one row per office, side by side in memory: each figure goes through them."""
        return np.ascontiguousarray(self.places.T)


def weights(estimates: Estimates, coefficients: Coefficients) -> Floats:
    """What one office adds to the figure per unit of its value: rows by group (as `group_order`), columns by month."""
    panel, order = estimates.panel, group_order(estimates.panel)
    row = {group: place for place, group in enumerate(order)}
    found = np.zeros((len(order), panel.months))
    for cell, share in zip(estimates.cells, coefficients, strict=True):
        if share:
            against = comparison_groups(panel, estimates.comparison, cell.group, cell.month)
            for group, part in [(cell.group, share / cell.treated), *((other, -share / cell.compared) for other in against)]:
                found[row[group], cell.month] += part
                found[row[group], cell.group - 1] -= part
    return found


def group_order(panel: Panel) -> tuple[int, ...]:
    """The go-live groups in order; the offices never live, if any, come first."""
    return tuple(sorted(panel.sizes))


def ways(panel: Panel) -> int:
    """How many different deals of the go-live dates exist: n! / Π n_g!."""
    return math.factorial(panel.offices) // math.prod(math.factorial(size) for size in panel.sizes.values())


def deal(panel: Panel, *, seed: int, deals: int = DEALS) -> Deals:
    """Go-live dates dealt out `deals` times from a seed, or every deal there is when these are no more."""
    order = group_order(panel)
    held = np.searchsorted(np.array(order), panel.live)
    if ways(panel) <= deals:
        return Deals(order, np.array(list(_arrangements(Counter(held.tolist()))), dtype=np.int64), complete=True)
    shuffled = np.random.default_rng(seed).permuted(np.tile(held.astype(np.int64), (deals, 1)), axis=1)
    return Deals(order, shuffled, complete=False)


def _arrangements(left: Counter[int]) -> Iterator[list[int]]:
    if not left:
        yield []
    for place in sorted(left):
        rest = left - Counter({place: 1})
        for tail in _arrangements(rest):
            yield [place, *tail]


def dealt(deals: Deals, added: Floats) -> Floats:
    """The figure under each deal; `added[i, k]` is what office i adds in group k."""
    figures: Floats = np.zeros(len(deals.places))
    for office, places in enumerate(deals.by_office):
        figures += added[office].take(places)
    return figures


def by_chance(
    estimates: Estimates, figures: Mapping[str, Coefficients], *, seed: int, deals: int = DEALS, level: float = 0.05
) -> dict[str, Chance]:
    """p-value and interval of each named figure, all from the same deals."""
    panel = estimates.panel
    drawn = deal(panel, seed=seed, deals=deals)
    live = treated(panel)
    found: dict[str, Chance] = {}
    for name, coefficients in figures.items():
        per_office = weights(estimates, coefficients).T
        observed = float(coefficients @ np.array([cell.att for cell in estimates.cells]))
        figure = dealt(drawn, panel.values @ per_office)
        slope = float(_held(panel, live @ per_office).sum())
        low, high = -math.inf, math.inf
        if abs(slope - 1) <= TIE:
            low, high = interval(observed, figure, dealt(drawn, live @ per_office), drawn.complete, level)
        p, reach = p_value(observed, figure, drawn.complete), band(figure, drawn.complete, level)
        found[name] = Chance(observed, p, low, high, len(figure), drawn.complete, level, reach)
    return found


def treated(panel: Panel) -> Floats:
    """1 in each month from go-live on, else 0: what a constant effect of one unit would add."""
    months = np.arange(panel.months)[None, :]
    on: Floats = ((panel.live[:, None] != NEVER) & (months >= panel.live[:, None])).astype(np.float64)
    return on


def _held(panel: Panel, added: Floats) -> Floats:
    places = np.searchsorted(np.array(group_order(panel)), panel.live)
    found: Floats = added[np.arange(panel.offices), places]
    return found


def p_value(observed: float, figures: Floats, complete: bool) -> float:
    """Two-sided. Every deal counted holds the observed one; a random draw adds it."""
    slack = TIE * max(1.0, abs(observed))
    extreme = int((np.abs(figures) >= abs(observed) - slack).sum())
    return extreme / len(figures) if complete else (1 + extreme) / (len(figures) + 1)


def band(figures: Floats, complete: bool, level: float) -> tuple[float, float]:
    """As wide as the test: so many of the deals as may be as large as a figure that is rejected lie on or beyond its edges."""
    random = 0 if complete else 1
    beyond = max(0, math.floor(level * (len(figures) + random)) - random)
    edge = float(np.partition(np.abs(figures), -beyond - 1)[-beyond - 1])
    return -edge, edge


def interval(observed: float, figures: Floats, slopes: Floats, complete: bool, level: float) -> tuple[float, float]:
    """The constant effects τ that the test does not reject, exactly: |a − τb| ≥ |o − τs| solved for τ in each deal.

    With s = 1 and |b| ≤ 1 each deal agrees on one stretch around τ = o, so the interval's ends are order statistics of the stretches' ends.
    A figure with s = 0 (before go-live) is not moved by the effect: it has no interval, and nobody asks for it here.
    """
    lows, highs = _stretches(observed, figures, slopes)
    random = 0 if complete else 1
    # Not rejected while (random + count) / (R + random) > level: the count may fall to the next whole number above.
    needed = math.floor(level * (len(figures) + random)) + 1 - random
    if needed <= 0:
        return -math.inf, math.inf
    return float(np.sort(lows)[needed - 1]), float(np.sort(highs)[::-1][needed - 1])


def _stretches(observed: float, figures: Floats, slopes: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (figures - observed) / (slopes - 1)
        other = (figures + observed) / (slopes + 1)
    same = np.abs(slopes - 1) <= TIE
    mirrored = np.abs(slopes + 1) <= TIE
    # Slope 1: |a − τ| ≥ |o − τ| holds on a half line, and everywhere when a = o. Slope −1 likewise.
    one = np.where(same, np.where(figures > observed + TIE, -np.inf, np.inf), one)
    other = np.where(mirrored, np.where(figures > -observed, np.inf, -np.inf), other)
    tied = (same & (np.abs(figures - observed) <= TIE)) | (mirrored & (np.abs(figures + observed) <= TIE))
    lows, highs = np.minimum(one, other), np.maximum(one, other)
    return np.where(tied, -np.inf, lows), np.where(tied, np.inf, highs)
