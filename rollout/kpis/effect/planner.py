"""What a wave plan could show: the smallest constant effect that the test would find, tried out on the KPI's own past.

The past holds no go-live, so any figure it gives is chance. Each trial deals the plan's dates to the offices in a stretch of the
past, adds a constant effect after go-live, and tests it as the real one would be tested.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rollout.kpis.effect.aggregates import Kind, aggregate
from rollout.kpis.effect.cells import estimate
from rollout.kpis.effect.chance import deal, dealt, group_order, treated, weights
from rollout.kpis.effect.panel import Comparison, Floats, Ints, Panel

TRIALS, DEALS = 200, 499
POWER, LEVEL = 0.8, 0.05


@dataclass(frozen=True)
class Detectable:
    """`smallest` effect in the KPI's unit that is found in `power` of the trials at `level`; None when no size is.

    `false_alarms` is the share of trials that find an effect where none was added: about `level` when the test is sound.
    """

    smallest: float | None
    power: float
    level: float
    trials: int
    false_alarms: float
    stretches: int


def detectable(
    past: Floats, live: Ints, *, comparison: Comparison, seed: int, kind: Kind = Kind.SIMPLE, trials: int = TRIALS, power: float = POWER
) -> Detectable:
    """The smallest effect for a plan: `past` is offices × months before any go-live, `live` the plan's month per office.

    The plan's months run from the first month of a stretch to the last; a past shorter than the plan raises ValueError.
    """
    horizon = int(live.max()) + 2
    if past.shape[1] < horizon:
        raise ValueError(f"the plan spans {horizon} months, the past holds {past.shape[1]}")
    generator = np.random.default_rng(seed)
    starts = past.shape[1] - horizon + 1
    rule = _rule(Panel(past[:, :horizon], live), comparison, kind)
    needed, alarms = np.full(trials, np.inf), 0
    for trial in range(trials):
        if rule is None:
            break
        start = int(generator.integers(starts))
        panel = Panel(past[:, start : start + horizon], generator.permutation(live))
        tried = trial_of(panel, rule, seed=seed + 1 + trial)
        needed[trial] = least(tried)
        alarms += rejects(tried, 0.0)
    found = np.sort(needed)
    smallest = float(found[int(np.ceil(power * trials)) - 1])
    return Detectable(smallest if np.isfinite(smallest) else None, power, LEVEL, trials, alarms / trials, starts)


def _rule(panel: Panel, comparison: Comparison, kind: Kind) -> Floats | None:
    """Weights of the figure by month and group. They rest on the sizes of the groups alone, so one answer serves every trial."""
    estimates = estimate(panel, comparison)
    overall = aggregate(estimates, kind).overall
    return None if overall is None else weights(estimates, overall.coefficients).T


@dataclass(frozen=True)
class Trial:
    """The figure of one trial without an effect and what an effect of one unit adds to it, as observed and in each deal."""

    observed: float
    slope: float
    figures: Floats
    slopes: Floats
    complete: bool


def trial_of(panel: Panel, rule: Floats, *, seed: int) -> Trial:
    drawn = deal(panel, seed=seed, deals=DEALS)
    values, live = panel.values @ rule, treated(panel) @ rule
    places = (np.arange(panel.offices), np.searchsorted(np.array(group_order(panel)), panel.live))
    return Trial(float(values[places].sum()), float(live[places].sum()), dealt(drawn, values), dealt(drawn, live), drawn.complete)


def rejects(tried: Trial, effect: float) -> bool:
    """Whether the test finds something once this effect is added."""
    extreme = int((np.abs(tried.figures + effect * tried.slopes) >= abs(tried.observed + effect * tried.slope) - 1e-12).sum())
    p = extreme / len(tried.figures) if tried.complete else (1 + extreme) / (len(tried.figures) + 1)
    return p <= LEVEL


def least(tried: Trial) -> float:
    """The least effect δ ≥ 0 from which on the test finds it as what it is, a rise; ∞ when it never does.

    Chance that speaks against the effect has to be made up for first: a figure that is rejected for a fall finds no rise. From where the
    figure is no longer below 0 the test, once it rejects, rejects for good, since the effect moves the figure most.
    """
    low = max(0.0, -tried.observed / tried.slope)
    if rejects(tried, low):
        return low
    high = low + max(float(np.abs(tried.figures).max()), 1e-12)
    for _doubling in range(40):
        if rejects(tried, high):
            break
        low, high = high, high * 2
    else:
        return float(np.inf)
    for _halving in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if rejects(tried, middle) else (middle, high)
    return high
