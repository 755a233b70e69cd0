"""Money is exact, rounded half up in one place, and written as its reader writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.core.money import CurrencyMismatch, Money, format_money, minor_unit, round_money

amounts = st.decimals(-(10**12), 10**12, places=6)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "CNY", "0.01"),
        ("0.004999", "CNY", "0.00"),
        ("-0.005", "CNY", "-0.01"),
        ("2.675", "USD", "2.68"),
        ("1.5", "JPY", "2"),
        ("2.5", "JPY", "3"),
        ("1.0005", "KWD", "1.001"),
        ("1234567890123.455", "CNY", "1234567890123.46"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_minor_unit(amount: str, currency: str, rounded: str) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


@given(amounts)
def test_rounding_twice_is_rounding_once(amount: Decimal) -> None:
    assert round_money(round_money(amount)) == round_money(amount)


@given(amounts)
def test_rounding_moves_by_half_a_unit_at_most(amount: Decimal) -> None:
    assert abs(round_money(amount) - amount) <= minor_unit("CNY") / 2


@given(amounts)
def test_rounding_knows_no_side(amount: Decimal) -> None:
    assert round_money(-amount) == -round_money(amount)


def test_sums_and_products_keep_every_digit() -> None:
    assert (Money(Decimal("0.1")) + Money(Decimal("0.2"))).amount == Decimal("0.3")
    assert (Money(Decimal("100")) * Decimal("0.00055")).amount == Decimal("0.05500")
    assert 3 * Money(Decimal("1.10")) - Money(Decimal("0.30")) == Money(Decimal("3.00"))


def test_two_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")
    with pytest.raises(CurrencyMismatch):
        assert Money(Decimal(1), "CNY") < Money(Decimal(1), "USD")


@pytest.mark.parametrize("amount", [0.1, 1])
def test_only_decimals_are_money(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount)


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_an_amount_is_a_finite_number(amount: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        Money(Decimal(amount))


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "CN¥1,234.50"), ("zh-hans", "¥1,234.50"), ("zh-hant", "CN¥1,234.50"), ("xx", "CN¥1,234.50")],
)
def test_money_is_written_as_its_reader_writes_it(language: str, written: str) -> None:
    assert format_money(Money(Decimal("1234.495")), language) == written
