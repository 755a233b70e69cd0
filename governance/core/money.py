"""Money: exact decimals with their currency, rounded in one place. Pure.

Rounding is half up (away from zero on the half) to the currency's minor unit, as Chinese and European invoices do.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import format_currency, get_currency_precision

LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}


class CurrencyMismatch(ValueError):
    """Two currencies were added or compared: a fault in our code, never converted silently."""


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for CNY, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


def round_money(amount: Decimal, currency: str = "CNY") -> Decimal:
    """The amount in whole minor units, half up. The only rounding of money in the product."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Money:
    """An exact amount of one currency. Arithmetic keeps every digit; `rounded()` is asked for where a sum is due."""

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("money is counted in Decimal, never in float")
        if not self.amount.is_finite():
            raise ValueError("an amount of money is a finite number")

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} with {other.currency}")
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def rounded(self) -> Money:
        """In whole minor units, half up."""
        return Money(round_money(self.amount, self.currency), self.currency)


def format_money(money: Money, language: str = "en") -> str:
    """The rounded amount with its currency, as readers of the language write it."""
    return str(format_currency(money.rounded().amount, money.currency, locale=LOCALES.get(language.lower(), "en")))


def format_whole(money: Money, language: str = "en") -> str:
    """The amount in whole units with its currency, for a sentence: rows and records keep every digit."""
    whole = money.amount.quantize(Decimal(1), ROUND_HALF_UP)
    locale = LOCALES.get(language.lower(), "en")
    return str(format_currency(whole, money.currency, "¤#,##0", locale=locale, currency_digits=False)).replace("-", "−")
