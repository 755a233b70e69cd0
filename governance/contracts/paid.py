"""What was asked of vendors, set off, paid and is due, per contract, up to a day as the record held it at any instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from governance.contracts.models import Payment, PenaltyStep
from governance.contracts.states import PenaltyAction

ZERO = Decimal(0)


@dataclass(frozen=True)
class Settled:
    """Of one contract. `notified`: as the vendor was last told; `set_off`: withheld; `due_unpaid`: payments past their day."""

    notified: Decimal = ZERO
    set_off: Decimal = ZERO
    paid_by_vendor: Decimal = ZERO
    refunded: Decimal = ZERO
    paid: Decimal = ZERO
    due_unpaid: Decimal = ZERO


def settled(contracts: Sequence[int], day: date, known_at: datetime | None = None) -> dict[int, Settled]:
    """Contract → its sums. Two queries."""
    end = timezone.make_aware(datetime.combine(day, time.max))
    rows = PenaltyStep.objects.filter(penalty__clause__contract__in=contracts, recorded_at__lte=min(end, known_at or end))
    sums: dict[int, dict[str, Decimal]] = {contract: defaultdict(Decimal) for contract in contracts}
    told: dict[int, tuple[int, Decimal]] = {}
    fields = rows.order_by("recorded_at", "pk").values_list("penalty_id", "penalty__clause__contract_id", "action", "amount")
    for penalty, contract, action, amount in fields:
        if action == PenaltyAction.NOTIFY:
            told[penalty] = contract, amount
        elif action in NAMES:
            sums[contract][NAMES[action]] += amount
        elif action == PenaltyAction.UNREFUND:
            sums[contract]["refunded"] -= amount
    for contract, amount in told.values():
        sums[contract]["notified"] += amount
    for payment in payments(contracts, known_at):
        if payment.paid_on is not None and payment.paid_on <= day:
            sums[payment.contract_id]["paid"] += payment.paid_amount or ZERO
        elif payment.due is not None and payment.due <= day:
            sums[payment.contract_id]["due_unpaid"] += payment.amount
    return {contract: Settled(**of_contract) for contract, of_contract in sums.items()}


NAMES: dict[str, str] = {PenaltyAction.SET_OFF: "set_off", PenaltyAction.PAY: "paid_by_vendor", PenaltyAction.REFUND: "refunded"}


def payments(contracts: Sequence[int], known_at: datetime | None) -> Iterator[Any]:
    """The payments of these contracts as the record held them."""
    rows = Payment.objects.all() if known_at is None else Payment.history.as_of(known_at)
    yield from rows.filter(contract_id__in=contracts)
