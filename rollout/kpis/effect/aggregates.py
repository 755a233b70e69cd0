"""Four ways to sum the group-time effects up, each with its points and one overall figure.

Cells are weighted by p_g, the part of all offices in group g, and these weights are estimated too, which ψ accounts for:
with S = Σp_k, ATT = Σp_k·ATT_k/S and ψ = Σ(p_k/S)·ψ_k + Σ_k ATT_k·[(1{G=g_k} − p_k)/S − p_k·Σ_m(1{G=g_m} − p_m)/S²].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rollout.kpis.effect.cells import Cell, Estimates, standard_error
from rollout.kpis.effect.panel import Floats, Panel

# Coefficients of an aggregate over the cells of the estimates, in their order.
Coefficients = Floats


class Kind(StrEnum):
    SIMPLE = "simple"
    GROUP = "group"
    DYNAMIC = "dynamic"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Summed:
    """An effect summed over cells: in the KPI's unit, with its standard error and each office's share in it."""

    att: float
    se: float
    psi: Floats
    coefficients: Coefficients


@dataclass(frozen=True)
class Aggregate:
    """`points` by group, by months since go-live or by calendar month (none for the simple one); `overall` None when no cell is left."""

    kind: Kind
    points: dict[int, Summed]
    overall: Summed | None


def aggregates(estimates: Estimates) -> dict[Kind, Aggregate]:
    """All four."""
    return {kind: aggregate(estimates, kind) for kind in Kind}


def aggregate(estimates: Estimates, kind: Kind) -> Aggregate:
    after = [index for index, cell in enumerate(estimates.cells) if cell.after]
    if kind == Kind.SIMPLE:
        return Aggregate(kind, {}, by_share(estimates, after) if after else None)
    if kind == Kind.GROUP:
        points = _points(estimates, after, lambda cell: cell.group, plain)
        return Aggregate(kind, points, _over_groups(estimates.panel, points) if points else None)
    if kind == Kind.CALENDAR:
        points = _points(estimates, after, lambda cell: cell.month, by_share)
        return Aggregate(kind, points, mean_of(points.values()) if points else None)
    points = _points(estimates, range(len(estimates.cells)), lambda cell: cell.since, by_share)
    later = [point for since, point in points.items() if since >= 0]
    return Aggregate(kind, points, mean_of(later) if later else None)


def _points(
    estimates: Estimates, among: Iterable[int], key: Callable[[Cell], int], how: Callable[[Estimates, Sequence[int]], Summed]
) -> dict[int, Summed]:
    held: dict[int, list[int]] = {}
    for index in among:
        held.setdefault(key(estimates.cells[index]), []).append(index)
    return {at: how(estimates, indices) for at, indices in sorted(held.items())}


def by_share(estimates: Estimates, indices: Sequence[int]) -> Summed:
    """Cells weighted by their group's part of the offices."""
    chosen = [estimates.cells[index] for index in indices]
    coefficients = np.zeros(len(estimates.cells))
    shares = np.array([cell.share for cell in chosen])
    coefficients[list(indices)] = shares / shares.sum()
    effects = np.array([cell.att for cell in chosen])
    psi = np.sum([cell.psi * share for cell, share in zip(chosen, shares / shares.sum(), strict=True)], axis=0)
    psi = psi + weights_error(estimates.panel, [cell.group for cell in chosen], effects)
    return Summed(float(effects @ shares / shares.sum()), standard_error(psi), psi, coefficients)


def weights_error(panel: Panel, groups: Sequence[int], effects: Floats) -> Floats:
    """What each office adds to the error because the weights p_g are themselves shares of the offices seen."""
    member = np.stack([(panel.live == group).astype(float) for group in groups])
    shares = member.mean(axis=1)
    total, off = shares.sum(), member - shares[:, None]
    return np.asarray(effects @ (off / total) - (effects @ shares) * off.sum(axis=0) / total**2)


def plain(estimates: Estimates, indices: Sequence[int]) -> Summed:
    """The plain mean over cells of one group."""
    coefficients = np.zeros(len(estimates.cells))
    coefficients[list(indices)] = 1 / len(indices)
    psi = np.mean([estimates.cells[index].psi for index in indices], axis=0)
    att = float(np.mean([estimates.cells[index].att for index in indices]))
    return Summed(att, standard_error(psi), psi, coefficients)


def mean_of(points: Iterable[Summed]) -> Summed:
    """The plain mean of points."""
    held = list(points)
    psi = np.mean([point.psi for point in held], axis=0)
    coefficients = np.mean([point.coefficients for point in held], axis=0)
    return Summed(float(np.mean([point.att for point in held])), standard_error(psi), psi, coefficients)


def _over_groups(panel: Panel, points: dict[int, Summed]) -> Summed:
    """The groups' own means, weighted by their part of the offices."""
    shares = np.array([panel.sizes[group] / panel.offices for group in points])
    shares = shares / shares.sum()
    effects = np.array([point.att for point in points.values()])
    psi = np.sum([point.psi * share for point, share in zip(points.values(), shares, strict=True)], axis=0)
    psi = psi + weights_error(panel, list(points), effects)
    coefficients = np.sum([point.coefficients * share for point, share in zip(points.values(), shares, strict=True)], axis=0)
    return Summed(float(effects @ shares), standard_error(psi), psi, coefficients)
