"""What must hold for any panel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.kpis.effect import NEVER, Comparison, Kind, Panel, aggregate, aggregates, estimate, observed
from rollout.kpis.effect.chance import group_order, weights
from tests.rollout.kpis.panels import drawn, with_effect

SEEDS = st.integers(0, 10_000)
BOTH = st.sampled_from(list(Comparison))


def overall(panel: Panel, comparison: Comparison) -> dict[Kind, float]:
    return {kind: found.overall.att for kind, found in aggregates(estimate(panel, comparison)).items() if found.overall}


@given(SEEDS, BOTH, st.floats(-50, 50))
def test_a_constant_effect_moves_each_aggregate_by_just_that_much(seed: int, comparison: Comparison, effect: float) -> None:
    panel = drawn(seed=seed)
    before, after = overall(panel, comparison), overall(with_effect(panel, effect), comparison)
    assert all(after[kind] - before[kind] == pytest.approx(effect, abs=1e-8) for kind in Kind)


@given(SEEDS, BOTH)
def test_what_all_offices_share_in_a_month_and_what_one_office_always_has_change_nothing(seed: int, comparison: Comparison) -> None:
    panel, random = drawn(seed=seed), np.random.default_rng(seed)
    shifted = panel.values + random.normal(size=(1, panel.months)) * 9 + random.normal(size=(panel.offices, 1)) * 9
    assert overall(Panel(shifted, panel.live), comparison) == pytest.approx(overall(panel, comparison), abs=1e-8)


@given(SEEDS, BOTH)
def test_the_order_of_the_offices_does_not_matter(seed: int, comparison: Comparison) -> None:
    panel = drawn(seed=seed)
    order = np.random.default_rng(seed).permutation(panel.offices)
    assert overall(Panel(panel.values[order], panel.live[order]), comparison) == pytest.approx(overall(panel, comparison))


@given(SEEDS, BOTH, st.sampled_from(list(Kind)))
def test_each_aggregate_is_a_weighted_sum_of_the_values(seed: int, comparison: Comparison, kind: Kind) -> None:
    panel = drawn(seed=seed)
    estimates = estimate(panel, comparison)
    found = aggregate(estimates, kind).overall
    assert found is not None
    per_office = weights(estimates, found.coefficients).T
    places = np.searchsorted(np.array(group_order(panel)), panel.live)
    assert (panel.values @ per_office)[np.arange(panel.offices), places].sum() == pytest.approx(found.att, abs=1e-9)


def test_offices_never_live_are_compared_throughout_and_the_others_until_they_go_live() -> None:
    panel = drawn(waves=(3, 6), never=2, offices=8)
    cells = {(cell.group, cell.month): cell.compared for cell in estimate(panel, Comparison.NOT_YET_LIVE).cells}
    assert cells[3, 4] == 2 + panel.sizes[6]
    assert cells[3, 7] == 2
    assert cells[6, 1] == 2, "an earlier group was live before the base month"


def test_months_with_nobody_left_to_compare_with_are_told_apart() -> None:
    panel = drawn(never=0, waves=(3, 6), offices=6, months=9)
    estimates = estimate(panel, Comparison.NOT_YET_LIVE)
    assert {(gap.group, gap.month) for gap in estimates.untold} >= {(3, 6), (3, 7), (3, 8), (6, 6), (6, 7), (6, 8)}
    assert all(cell.month < 6 for cell in estimates.cells if cell.after)


def test_without_any_office_to_compare_with_there_is_no_figure() -> None:
    panel = drawn(never=0, waves=(3, 6), offices=6)
    found = aggregates(estimate(panel, Comparison.NEVER_LIVE))
    assert all(kind.overall is None for kind in found.values())


def test_offices_that_cannot_take_part_are_left_out_by_name_of_their_row() -> None:
    held = observed([[1, 2, 3], [1, None, 3], [4, 5, 6], [7, 8, 9]], [2, 1, 0, 9])
    assert (held.kept, held.incomplete, held.live_before) == ((0, 3), (1,), (2,))
    assert held.panel.live.tolist() == [2, NEVER]


@pytest.mark.parametrize(("values", "live"), [([[1.0, np.nan]], [1]), ([[1.0, 2.0]], [0]), ([[1.0, 2.0]], [2]), ([[1.0, 2.0]], [1, 1])])
def test_a_panel_that_cannot_be_is_refused(values: list[list[float]], live: list[int]) -> None:
    with pytest.raises(ValueError, match="must be|missing|live"):
        Panel(np.array(values), np.array(live))
