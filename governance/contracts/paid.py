"""What was asked of vendors, set off, paid and is due, per contract, up to a day as the record held it at any instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from governance.contracts.exposure import Record, records
from governance.contracts.models import Milestone, Payment, PaymentKind, PenaltyStep
from governance.contracts.penalty_life import Account, Sums, account, after_step
from governance.contracts.selectors import accepted_days, set_off_against
from governance.contracts.states import ENDED, PenaltyAction

ZERO = Decimal(0)


@dataclass(frozen=True)
class Settled:
    """Of one contract. `account`: of what was assessed; `notified`: as the vendor was last told; `due_unpaid`: payments past their day."""

    account: Account = Account()
    notified: Decimal = ZERO
    set_off: Decimal = ZERO
    paid_by_vendor: Decimal = ZERO
    refunded: Decimal = ZERO
    paid: Decimal = ZERO
    due_unpaid: Decimal = ZERO


@dataclass
class _Booked:
    """One penalty's steps, added up."""

    contract: int
    sums: Sums = Sums(ZERO)
    told: Decimal = ZERO


def settled(
    contracts: Sequence[int], day: date, known_at: datetime | None = None, *, held: Sequence[Record] | None = None
) -> dict[int, Settled]:
    """Contract → its sums. A fixed number of queries. `held`: the milestones’ records of that day, where they are read already."""
    found = records(Milestone.objects.filter(contract__in=contracts), day, known_at) if held is None else held
    accepted = {record.milestone.pk: record.standing.accepted for record in found}
    end = timezone.make_aware(datetime.combine(day, time.max))
    rows = PenaltyStep.objects.filter(penalty__clause__contract__in=contracts, recorded_at__lte=min(end, known_at or end))
    sums: dict[int, dict[str, Decimal]] = {contract: defaultdict(Decimal) for contract in contracts}
    booked: dict[int, _Booked] = {}
    withheld: dict[int, Decimal] = defaultdict(Decimal)
    fields = rows.order_by("recorded_at", "pk").values_list("penalty_id", "penalty__clause__contract_id", "action", "amount", "payment_id")
    for penalty, contract, name, amount, payment in fields:
        action, mine = PenaltyAction(name), booked.setdefault(penalty, _Booked(contract))
        mine.sums = after_step(mine.sums, action, amount)
        if action == PenaltyAction.NOTIFY:
            mine.told = amount
        elif action == PenaltyAction.SET_OFF:
            withheld[payment] += amount
        if action in NAMES:
            key, sign = NAMES[action]
            sums[contract][key] += sign * amount
    for one in payments(contracts, known_at):
        if one.paid_on is not None and one.paid_on <= day:
            sums[one.contract_id]["paid"] += one.paid_amount or ZERO
        elif (since := due_since(one, accepted)) is not None and since <= day:
            sums[one.contract_id]["due_unpaid"] += one.amount - withheld[one.pk]
    for one in booked.values():
        sums[one.contract]["notified"] += one.told
    return {pk: Settled(account(one.sums for one in booked.values() if one.contract == pk), **found) for pk, found in sums.items()}


# What a step adds to, and whether it takes off.
NAMES: dict[PenaltyAction, tuple[str, int]] = {
    PenaltyAction.SET_OFF: ("set_off", 1),
    PenaltyAction.PAY: ("paid_by_vendor", 1),
    PenaltyAction.REFUND: ("refunded", 1),
    PenaltyAction.UNREFUND: ("refunded", -1),
}


def due_since(payment: Payment, accepted: Mapping[int, date] | Mapping[int, date | None]) -> date | None:
    """From when a payment is due: on its day, and never before the acceptance of its milestone; an advance waits for none."""
    if payment.milestone_id is None or payment.kind == PaymentKind.ADVANCE:
        return payment.due
    accepted_on = accepted.get(payment.milestone_id)
    return accepted_on and max(accepted_on, payment.due or accepted_on)


@dataclass(frozen=True)
class ToPay:
    """A payment that is not made yet. `since`: from when it is due; none while its milestone waits for acceptance."""

    payment: Payment
    since: date | None
    set_off: Decimal

    @property
    def left(self) -> Decimal:
        return self.payment.amount - self.set_off


def to_pay(contracts: Sequence[int], day: date, until: date) -> list[ToPay]:
    """What falls due by `until`, then what was planned by then and waits for acceptance; what an ended contract never owes is left out.

    A fixed number of queries.
    """
    rows = Payment.objects.filter(contract__in=contracts, paid_on__isnull=True).select_related("contract__vendor", "milestone")
    unpaid = list(rows.order_by("due", "pk"))
    accepted = accepted_days(Milestone.objects.filter(pk__in={one.milestone_id for one in unpaid if one.milestone_id}), day)
    taken = set_off_against(*{one.contract_id for one in unpaid}) if unpaid else {}
    found = [ToPay(one, due_since(one, accepted), taken.get(one.pk, ZERO)) for one in unpaid]
    due = [one for one in found if one.since is not None and one.since <= until]
    waiting = [one for one in found if one.since is None and one.payment.contract.state not in ENDED]
    planned = [one for one in waiting if one.payment.due is not None and one.payment.due <= until]
    return sorted(due, key=lambda one: (one.since, one.payment.pk)) + planned


def payments(contracts: Sequence[int], known_at: datetime | None) -> Iterator[Any]:
    """The payments of these contracts as the record held them."""
    rows = Payment.objects.all() if known_at is None else Payment.history.as_of(known_at)
    yield from rows.filter(contract_id__in=contracts)
