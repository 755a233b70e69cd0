"""Milestones draw on the contract's cap in order of accrual date, then number; the order is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Claim:
    """What one milestone asks of the contract's cap, after its own cap; `waived` (or refunded) sums free room."""

    number: str
    accrues_from: date
    amount: Decimal
    waived: Decimal = Decimal(0)

    @property
    def asked(self) -> Decimal:
        return max(self.amount - self.waived, Decimal(0))


@dataclass(frozen=True)
class Share:
    """What a milestone gets of the cap, and the room left after it (None: no cap)."""

    claim: Claim
    granted: Decimal
    room: Decimal | None


def draw_on_cap(claims: Iterable[Claim], cap: Decimal | None) -> list[Share]:
    """Grant the claims in order until the cap is used up."""
    room, shares = cap, []
    for claim in sorted(claims, key=lambda claim: (claim.accrues_from, claim.number)):
        granted = claim.asked if room is None else min(claim.asked, room)
        room = None if room is None else room - granted
        shares.append(Share(claim, granted, room))
    return shares
