"""Gaps in a clause that a lawyer would find: saved with a named warning, never silently."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import DIVISORS, Clause, PeriodUnit, RateUnit
from governance.core.errors import Text

# China: an agreed sum more than 30 % above the loss may be reduced (Civil Code art. 585 and its 2023 interpretation, art. 65).
ABOVE_LOSS = Decimal("1.3")
DAYS = {PeriodUnit.DAY: 1, PeriodUnit.WEEK: 7, PeriodUnit.MONTH: 30}
HIGH_DAILY_SHARE = Decimal("0.001")


@dataclass(frozen=True)
class Gap:
    """`code` names the gap, `parameter` the field it concerns, `message` says why it matters."""

    code: str
    parameter: str
    message: Text

    def __str__(self) -> str:
        return str(self.message)


def lint(clause: Clause) -> list[Gap]:
    """Every gap of the clause, in the order of its parameters."""
    found: list[Gap] = []
    if clause.takes_share_of(None) and not clause.bands:
        found.append(Gap("no_base", "base", _("The rate is a share: say of what.")))
    # The worst band is a cap of its own.
    if clause.cap is None and clause.contract_cap is None and not clause.bands:
        found.append(Gap("no_cap", "cap", _("There is no cap: a court may cut the sum, and the vendor cannot price the risk.")))
        if daily_share(clause) > HIGH_DAILY_SHARE:
            found.append(Gap("high_uncapped", "rate", _("The rate is over 0.1 % a day and has no cap.")))
    if clause.estimated_loss is None:
        found.append(Gap("no_estimate", "estimated_loss", _("No estimate of the loss is recorded: the sum is hard to defend.")))
    elif clause.agreed_sum is not None and clause.agreed_sum > clause.estimated_loss * ABOVE_LOSS:
        found.append(Gap("above_loss", "agreed_sum", _("The sum is over 30 % above the estimated loss: a Chinese court may reduce it.")))
    return found


def daily_share(clause: Clause) -> Decimal:
    """The highest rate, tiers included, as a share of its base per day; 0 for fixed sums and events."""
    if clause.period.unit == PeriodUnit.EVENT:
        return Decimal(0)
    shares = [rate.value / DIVISORS[rate.unit] for rate in clause.rates if rate.unit != RateUnit.SUM]
    return max(shares, default=Decimal(0)) / (DAYS[clause.period.unit] * clause.period.length)
