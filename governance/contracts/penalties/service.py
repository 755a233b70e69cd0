"""Service credits: the worst band missed, and only that, of the period's charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import Rate
from governance.contracts.penalties.derivation import Assessment, Ledger
from governance.contracts.penalties.refusal import CannotEvaluate
from governance.core.money import round_money


@dataclass(frozen=True)
class Band:
    """Strictly below this level, this share of the period's charge."""

    below: Decimal
    rate: Rate


def service_credit(bands: Sequence[Band], measured: Decimal | None, charge: Decimal, *, currency: str = "CNY") -> Assessment:
    """The credit for one period. Raises CannotEvaluate when nothing was measured: a missing figure is not a pass."""
    if measured is None:
        raise CannotEvaluate("measured", _("The service level of this period was not measured."))
    if not bands:
        raise CannotEvaluate("bands", _("The clause has no service levels."))
    ledger = Ledger()
    missed = [band for band in bands if measured < band.below]
    if not missed:
        ledger.say("service_met", measured=measured)
        return Assessment(Decimal(0), Decimal(0), Decimal(0), Decimal(0), None, False, False, False, tuple(ledger.lines))
    worst = min(missed, key=lambda band: band.below)
    ledger.add("service_band", worst.rate.amount(charge), measured=measured, below=worst.below, rate=worst.rate.value, charge=charge)
    amount = round_money(ledger.running, currency)
    if amount != ledger.running:
        ledger.add("rounding", amount - ledger.running, currency=currency)
    return Assessment(amount, amount, Decimal(0), Decimal(1), None, False, False, True, tuple(ledger.lines))
