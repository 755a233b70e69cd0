"""p-values and intervals from go-live dates dealt out at random."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.kpis.effect import NEVER, Chance, Comparison, Kind, Panel, aggregate, by_chance, detectable, estimate
from rollout.kpis.effect.chance import deal, treated, ways
from rollout.kpis.effect.planner import Trial, least, rejects
from tests.rollout.kpis.panels import drawn, published, with_effect


def simple(panel: Panel, comparison: Comparison = Comparison.NOT_YET_LIVE, *, seed: int = 1, deals: int = 199) -> Chance:
    estimates = estimate(panel, comparison)
    overall = aggregate(estimates, Kind.SIMPLE).overall
    assert overall is not None
    return by_chance(estimates, {"simple": overall.coefficients}, seed=seed, deals=deals)["simple"]


def test_a_few_offices_are_dealt_in_every_way_there_is() -> None:
    panel = drawn(offices=6, never=2, waves=(3, 4))
    drawn_ways = deal(panel, seed=1)
    assert drawn_ways.complete
    assert len(drawn_ways.places) == ways(panel) == math.factorial(6) // 8
    assert len({tuple(row) for row in drawn_ways.places.tolist()}) == ways(panel)


def test_the_p_value_of_a_few_offices_is_the_share_counted_by_hand() -> None:
    panel = drawn(offices=6, never=2, waves=(3, 4), seed=4)
    chance = simple(panel)
    figures = []
    for order in set(itertools.permutations(panel.live.tolist())):
        estimates = estimate(Panel(panel.values, np.array(order)), Comparison.NOT_YET_LIVE)
        overall = aggregate(estimates, Kind.SIMPLE).overall
        figures.append(overall.att if overall else 0.0)
    assert chance.p == pytest.approx(np.mean([abs(figure) >= abs(chance.observed) - 1e-9 for figure in figures]))


def test_wave_sizes_are_kept_in_every_deal() -> None:
    panel = drawn(offices=30, never=5, waves=(2, 3, 5, 7))
    places = deal(panel, seed=3, deals=50).places
    assert all(np.bincount(row).tolist() == list(dict(sorted(panel.sizes.items())).values()) for row in places)


@settings(max_examples=25)
@given(st.integers(0, 1_000), st.floats(-5, 5))
def test_the_interval_holds_just_the_effects_that_the_test_does_not_reject(seed: int, effect: float) -> None:
    panel = with_effect(drawn(offices=14, never=3, waves=(3, 5), seed=seed), effect)
    chance = simple(panel)
    span = chance.high - chance.low
    for tau, inside in [(chance.low, False), (chance.low, True), (chance.high, True), (chance.high, False)]:
        step = span * 1e-6 * (1 if (tau == chance.low) == inside else -1)
        p = simple(Panel(panel.values - (tau + step) * treated(panel), panel.live)).p
        assert (p > 0.05) == inside


@given(st.integers(0, 1_000), st.floats(-9, 9))
@settings(max_examples=25)
def test_a_constant_effect_shifts_the_interval_by_just_that_much(seed: int, effect: float) -> None:
    panel = drawn(seed=seed, offices=14)
    before, after = simple(panel), simple(with_effect(panel, effect))
    assert [after.low - before.low, after.high - before.high] == pytest.approx([effect, effect], abs=1e-6)


def test_a_large_effect_is_found_and_none_is_not() -> None:
    panel = drawn(offices=20, never=4, seed=9)
    assert simple(with_effect(panel, 40)).p == pytest.approx(1 / 200)
    assert simple(drawn(offices=20, never=4, seed=9)).p > 0.05


def test_the_same_seed_gives_the_same_figures() -> None:
    panel = drawn(offices=20)
    assert simple(panel, seed=5) == simple(panel, seed=5) != simple(panel, seed=6)


def test_too_few_offices_bound_no_interval_and_say_the_least_p_there_can_be() -> None:
    chance = simple(Panel(np.array([[1.0, 2.0, 9.0], [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([2, NEVER, NEVER])))
    assert chance.complete
    assert chance.smallest_p == pytest.approx(1 / 3)
    assert (chance.low, chance.high) == (-math.inf, math.inf)


def test_months_before_go_live_have_a_p_value_and_no_interval() -> None:
    estimates = estimate(published(), Comparison.NEVER_LIVE)
    points = aggregate(estimates, Kind.DYNAMIC).points
    chance = by_chance(estimates, {"before": points[-2].coefficients}, seed=1, deals=99)["before"]
    assert 0 < chance.p <= 1
    assert (chance.low, chance.high) == (-math.inf, math.inf)


@settings(max_examples=40)
@given(st.integers(0, 1_000), st.floats(-6, 6), st.sampled_from([3, 4, 6, 14]), st.sampled_from([19, 40, 199]))
def test_what_lies_outside_the_band_is_just_what_the_test_rejects(seed: int, effect: float, offices: int, deals: int) -> None:
    panel = with_effect(drawn(offices=offices, never=1, waves=(3, 5), seed=seed), effect)
    estimates = estimate(panel, Comparison.NOT_YET_LIVE)
    points = aggregate(estimates, Kind.DYNAMIC).points
    found = by_chance(estimates, {str(since): point.coefficients for since, point in points.items()}, seed=seed, deals=deals)
    for chance in found.values():
        assert chance.band[0] == -chance.band[1]
        assert (abs(chance.observed) - 1e-9 * max(1, abs(chance.observed)) > chance.band[1]) == (chance.p <= chance.level)


def test_with_no_effect_the_test_rejects_about_one_time_in_twenty() -> None:
    rejected = sum(simple(drawn(offices=16, never=2, waves=(2, 3, 4, 5, 6, 7), seed=seed), seed=seed).p <= 0.05 for seed in range(300))
    assert 3 <= rejected <= 30, "a sound test lies outside this range less than once in 100,000 runs"


def test_the_usual_errors_reject_one_offices_effect_far_too_often_where_there_is_none() -> None:
    """Thirty offices, one a month: about 60 of 100 published for a test at 5 percent. That is why they are not shown."""
    rejected = 0
    for seed in range(40):
        values = np.random.default_rng(seed).normal(size=(30, 33))
        estimates = estimate(Panel(values, np.array([NEVER] * 3 + list(range(3, 30)))), Comparison.NOT_YET_LIVE)
        [cell] = [cell for cell in estimates.cells if (cell.group, cell.month) == (15, 15)]
        rejected += abs(cell.att) > 1.96 * cell.se
    assert 14 <= rejected <= 34


def test_a_plan_that_could_show_an_effect_says_how_large() -> None:
    past = np.random.default_rng(0).normal(size=(20, 24))
    live = np.array([2 + i // 2 for i in range(18)] + [NEVER, NEVER])
    found = detectable(past, live, comparison=Comparison.NOT_YET_LIVE, seed=1, trials=60)
    assert found.smallest is not None
    assert 0 < found.smallest < 3
    assert found.stretches == 24 - 12 + 1
    louder = detectable(past * 10, live, comparison=Comparison.NOT_YET_LIVE, seed=1, trials=60)
    assert louder.smallest == pytest.approx(found.smallest * 10)


FIGURES = st.lists(st.floats(-5, 5), min_size=40, max_size=60).map(np.array)


@given(st.floats(-20, 20), FIGURES, st.data())
def test_a_rise_is_found_from_the_least_effect_on_and_never_taken_for_found_while_the_figure_says_a_fall(
    observed: float, figures: np.ndarray, data: st.DataObject
) -> None:
    slopes = np.array(data.draw(st.lists(st.floats(-0.9, 0.9), min_size=len(figures), max_size=len(figures))))
    tried = Trial(observed, 1.0, figures, slopes, complete=False)
    found = least(tried)
    assert found >= max(0, -observed)
    for more in (1e-6, 1, 10, 1_000):
        assert rejects(tried, found + more)
    below = found - 1e-6
    assert below < max(0, -observed) or not rejects(tried, below)


def test_a_plan_that_could_show_nothing_says_so() -> None:
    past = np.random.default_rng(0).normal(size=(4, 24))
    assert detectable(past, np.array([2, 2, 3, 3]), comparison=Comparison.NEVER_LIVE, seed=1, trials=5).smallest is None


def test_a_past_shorter_than_the_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="spans 8 months"):
        detectable(np.zeros((3, 5)), np.array([2, 6, NEVER]), comparison=Comparison.NOT_YET_LIVE, seed=1)
