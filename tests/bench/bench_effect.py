"""The effect of going live: four aggregates under 9,999 deals of the go-live dates, and the test where there is no effect."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import numpy as np

from rollout.kpis.effect import NEVER, Comparison, Panel, aggregates, by_chance, estimate
from tests.bench import Row, Scale, bench

OFFICES, MONTHS, DEALS = 33, 60, 9_999
MIDDLE = 18


@bench("effect")
def effect(scale: Scale) -> Iterator[Row]:
    for comparison, said in ((Comparison.NOT_YET_LIVE, "not yet live"), (Comparison.NEVER_LIVE, "never live")):
        panel = chance_panel(OFFICES, MONTHS, never=3, seed=1)
        started = time.perf_counter()
        estimates = estimate(panel, comparison)
        figures = {kind.value: found.overall.coefficients for kind, found in aggregates(estimates).items() if found.overall}
        by_chance(estimates, figures, seed=1, deals=scale(DEALS, quick=999))
        took = time.perf_counter() - started
        yield Row(
            f"four aggregates with p and interval, {OFFICES} offices × {MONTHS} months, against {said}", ours=took, limit=1.5, unit="s"
        )
    trials = scale(2_000, quick=100)
    by_deals, by_errors = rejected(trials)
    for kind, share in by_deals.items():
        yield Row(f"no effect, one office a month: share rejected at 5 % ({kind}, {trials:,} runs)", ours=100 * share, limit=6.5, unit="%")
    for kind, share in by_errors.items():
        yield Row(f"the same by the usual standard errors, which are therefore not shown ({kind})", ours=100 * share, unit="%")


def chance_panel(offices: int, months: int, *, never: int, seed: int) -> Panel:
    """Offices of different size and drift, one going live each month, and no effect at all."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(offices, 1)) * 5 + random.normal(size=(offices, months)).cumsum(axis=1) * 0.3
    first = (months - offices) // 2 + 1
    live = [NEVER if i < never else first + i for i in range(offices)]
    return Panel(values + random.normal(size=(offices, months)), np.array(live))


def rejected(trials: int) -> tuple[dict[str, float], dict[str, float]]:
    """How often the printed p-value is at most 0.05, of so many panels without an effect, and how often |figure| is over 1.96 errors."""
    by_deals: Counter[str] = Counter()
    by_errors: Counter[str] = Counter()
    for seed in range(trials):
        estimates = estimate(chance_panel(30, 36, never=3, seed=seed), Comparison.NOT_YET_LIVE)
        sums = {kind.value: found.overall for kind, found in aggregates(estimates).items() if found.overall}
        for kind, chance in by_chance(estimates, {kind: one.coefficients for kind, one in sums.items()}, seed=seed, deals=199).items():
            by_deals[kind] += chance.p <= 0.05
        first = next(cell for cell in estimates.cells if cell.since == 0 and cell.group == MIDDLE)
        for kind, one in {**sums, "one office, first month": first}.items():
            by_errors[kind] += abs(one.att) > 1.96 * one.se
    shares = [{kind: count / trials for kind, count in counted.items()} for counted in (by_deals, by_errors)]
    return shares[0], shares[1]
