"""Laws of item analysis that hold for any table of marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.testing.itemanalysis import Analysis, analyse

ONE = Decimal(1)
MARK = st.sampled_from([Decimal(text) for text in ("0", "0.25", "0.3333333", "0.5", "1")])
Rows = list[list[Decimal]]


@st.composite
def tables(draw: st.DrawFn, *, least: int = 0) -> Rows:
    slots = draw(st.integers(2, 6))
    return draw(st.lists(st.lists(MARK, min_size=slots, max_size=slots), min_size=least, max_size=20))


def of(rows: Rows, maxima: list[Decimal] | None = None) -> Analysis:
    return analyse(rows, maxima or [ONE] * (len(rows[0]) if rows else 2))


@given(tables(least=1), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(rows: Rows, chance: object) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(shuffled) == of(rows)


@given(tables(least=1))
def test_the_order_of_the_slots_changes_the_order_of_the_figures_and_nothing_else(rows: Rows) -> None:
    turned = of([row[::-1] for row in rows])
    plain = of(rows)
    assert turned.test == plain.test
    for mine, theirs in zip(turned.slots, plain.slots[::-1], strict=True):
        assert (mine.facility, mine.sd, mine.discrimination, mine.efficiency) == (
            theirs.facility, theirs.sd, theirs.discrimination, theirs.efficiency,
        )  # fmt: skip


@given(tables(least=2), st.sampled_from([Decimal(2), Decimal("0.5"), Decimal(10)]))
def test_a_slot_worth_more_keeps_its_facility_and_discrimination(rows: Rows, factor: Decimal) -> None:
    scaled = of([[row[0] * factor, *row[1:]] for row in rows], [factor, *[ONE] * (len(rows[0]) - 1)])
    plain = of(rows)
    assert scaled.slots[0].facility == plain.slots[0].facility
    for figure in ("discrimination", "efficiency"):
        same(getattr(scaled.slots[0], figure), getattr(plain.slots[0], figure))


@given(tables(least=2), st.sampled_from([Decimal(2), Decimal("0.5"), Decimal(10)]))
def test_a_test_on_another_scale_keeps_every_figure_without_a_unit(rows: Rows, factor: Decimal) -> None:
    scaled = of([[mark * factor for mark in row] for row in rows], [factor] * len(rows[0]))
    plain = of(rows)
    for figure in ("skewness", "kurtosis", "consistency", "error_ratio"):
        same(getattr(scaled.test, figure), getattr(plain.test, figure))
    same(scaled.test.sd, None if plain.test.sd is None else plain.test.sd * float(factor))
    for mine, theirs in zip(scaled.slots, plain.slots, strict=True):
        same(mine.weight, theirs.weight)


@given(tables(least=2))
def test_points_that_everybody_gets_move_the_mean_and_nothing_else(rows: Rows) -> None:
    lifted = of([[row[0] + 1, *row[1:]] for row in rows])
    plain = of(rows)
    same(lifted.test.mean, None if plain.test.mean is None else plain.test.mean + 1)
    assert (lifted.test.sd, lifted.test.skewness, lifted.test.kurtosis, lifted.test.consistency) == (
        plain.test.sd, plain.test.skewness, plain.test.kurtosis, plain.test.consistency,
    )  # fmt: skip
    for mine, theirs in zip(lifted.slots, plain.slots, strict=True):
        assert (mine.sd, mine.discrimination, mine.efficiency, mine.weight) == (
            theirs.sd,
            theirs.discrimination,
            theirs.efficiency,
            theirs.weight,
        )


@given(tables(least=2))
def test_a_key_turned_round_turns_the_discrimination_round(rows: Rows) -> None:
    turned = of([[ONE - row[0], *row[1:]] for row in rows]).slots[0]
    plain = of(rows).slots[0]
    assert turned.facility == pytest.approx(1 - (plain.facility or 0))
    same(turned.discrimination, None if plain.discrimination is None else -plain.discrimination)


@given(tables())
def test_figures_keep_within_their_bounds(rows: Rows) -> None:
    found = of(rows)
    for slot in found.slots:
        assert slot.facility is None or 0 <= slot.facility <= 1
        assert slot.discrimination is None or -100 - 1e-9 <= slot.discrimination <= 100 + 1e-9
        assert slot.efficiency is None or slot.efficiency <= 100 + 1e-9
        assert slot.weight is None or 0 <= slot.weight <= 100 + 1e-9
    assert found.test.consistency is None or found.test.consistency <= 100
    assert (found.test.consistency is None) == (found.test.error_ratio is None) == (found.test.standard_error is None)


@given(tables(least=2))
def test_effective_weights_share_out_the_whole(rows: Rows) -> None:
    weights = [slot.weight for slot in of(rows).slots if slot.weight is not None]
    assert not weights or sum(weights) == pytest.approx(100)


def same(mine: float | None, theirs: float | None) -> None:
    assert (mine is None) == (theirs is None)
    assert mine is None or mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)
