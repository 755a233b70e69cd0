"""Group-time effects: what changed for the offices that went live in month g, by month t, against the comparison.

ATT(g, t) = mean change since month g − 1 of group g, less that of the comparison.
Source: Callaway and Sant'Anna, Difference-in-differences with multiple time periods, Journal of Econometrics 225 (2021).
The base is always g − 1, before go-live as after it, so the effect one month before go-live is 0 by definition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rollout.kpis.effect.panel import NEVER, Comparison, Floats, Panel


@dataclass(frozen=True)
class Cell:
    """One estimate: `att` and `se` in the KPI's unit, `psi` each office's share in the error, counts of offices on both sides.

    `share` is p_g, the part of all offices that belongs to group g.
    """

    group: int
    month: int
    att: float
    se: float
    psi: Floats
    treated: int
    compared: int
    share: float

    @property
    def since(self) -> int:
        """Months since go-live; negative before it."""
        return self.month - self.group

    @property
    def after(self) -> bool:
        return self.month >= self.group


@dataclass(frozen=True)
class Untold:
    """A month in which nobody was left to compare group g with."""

    group: int
    month: int


@dataclass(frozen=True)
class Estimates:
    """Every cell that can be told, and those that cannot."""

    panel: Panel
    comparison: Comparison
    cells: tuple[Cell, ...]
    untold: tuple[Untold, ...]


def comparison_groups(panel: Panel, comparison: Comparison, group: int, month: int) -> list[int]:
    """The groups that `group` is compared with in `month`: never live, or not live yet then (nor in the base month)."""
    groups = [NEVER] if NEVER in panel.sizes else []
    if comparison == Comparison.NOT_YET_LIVE:
        groups += [other for other in panel.groups if other > max(month, group - 1) and other != group]
    return groups


def estimate(panel: Panel, comparison: Comparison) -> Estimates:
    """All group-time effects with their standard errors."""
    cells: list[Cell] = []
    untold: list[Untold] = []
    for group in panel.groups:
        for month in range(panel.months):
            if month == group - 1:
                continue
            against = comparison_groups(panel, comparison, group, month)
            if against:
                cells.append(_cell(panel, group, month, np.isin(panel.live, against)))
            else:
                untold.append(Untold(group, month))
    return Estimates(panel, comparison, tuple(cells), tuple(untold))


def _cell(panel: Panel, group: int, month: int, compared: np.ndarray) -> Cell:
    """ψ = n/n_g·(Δ − mean_g) for the group, −n/n_c·(Δ − mean_c) for the comparison; SE = √(Σψ²)/n."""
    n, treated = panel.offices, panel.live == group
    change = panel.values[:, month] - panel.values[:, group - 1]
    many, few = int(treated.sum()), int(compared.sum())
    mean_treated, mean_compared = change[treated].mean(), change[compared].mean()
    psi = np.zeros(n)
    psi[treated] = n / many * (change[treated] - mean_treated)
    psi[compared] = -n / few * (change[compared] - mean_compared)
    return Cell(group, month, float(mean_treated - mean_compared), standard_error(psi), psi, many, few, many / n)


def standard_error(psi: Floats) -> float:
    return float(np.sqrt((psi**2).sum()) / len(psi))
