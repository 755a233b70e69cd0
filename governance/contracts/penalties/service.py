"""Service credits: the worst band missed, and only that, of the period's charge."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import Band, RateUnit
from governance.contracts.penalties.derivation import Assessment, Ledger, Value
from governance.contracts.penalties.refusal import CannotEvaluate
from governance.core.money import round_money


def service_credit(
    bands: Sequence[Band], measured: Decimal | None, charge: Decimal | None, *, currency: str = "CNY", limit: Decimal | None = None
) -> Assessment:
    """The credit for one period, at most `limit`. Raises CannotEvaluate when nothing was measured: a missing figure is not a pass."""
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
    if charge is None and worst.rate.unit != RateUnit.SUM:
        raise CannotEvaluate("charge", _("The charge of this period is not known."))
    facts: dict[str, Value] = {"rate": worst.rate.value, "rate_unit": worst.rate.unit.value, "charge": charge or Decimal(0)}
    ledger.add("service_band", worst.rate.amount(charge), measured=measured, below=worst.below, **facts)
    uncapped = round_money(ledger.running, currency)
    capped = limit is not None and ledger.running >= limit
    if limit is not None and ledger.running > limit:
        ledger.add("cap", limit - ledger.running, limit=limit)
    amount = round_money(ledger.running, currency)
    if amount != ledger.running:
        ledger.add("rounding", amount - ledger.running, currency=currency)
    return Assessment(amount, uncapped, Decimal(0), Decimal(1), None, capped, False, True, tuple(ledger.lines))
