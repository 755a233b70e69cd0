"""The running bill: the payment that was next due when something happened. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Bill:
    """One payment of the contract: when it falls due and what it comes to. Advances and retention sums are no bills."""

    due: date
    amount: Decimal


def running_bill(bills: Sequence[Bill], day: date) -> Bill | None:
    """The bill that runs on `day`: the first due on or after it, payments due together as one; None where none is planned."""
    due = min((bill.due for bill in bills if bill.due >= day), default=None)
    if due is None:
        return None
    return Bill(due, sum((bill.amount for bill in bills if bill.due == due), Decimal(0)))
