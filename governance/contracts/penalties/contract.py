"""Every claim of a contract draws on its one cap, by the day it accrues from, then by number; the order is printed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from governance.contracts.penalties.derivation import Ledger, Line, Value

ZERO = Decimal(0)
# So many claims before one's own are printed one by one; what came before them is printed as one sum.
PRINTED = 40


@dataclass(frozen=True)
class ContractCap:
    """The most all claims of the contract may come to; `share`, where it is one: so many percent of which value."""

    limit: Decimal
    share: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class Claim:
    """What one clause asks for one milestone, person, period or request, after its own cap; `waived` sums free room."""

    number: str
    accrues_from: date
    amount: Decimal
    waived: Decimal = ZERO

    @property
    def asked(self) -> Decimal:
        return max(self.amount - self.waived, ZERO)

    @property
    def forgone(self) -> Decimal:
        """What of the waiver counts: at most the amount itself."""
        return min(self.waived, self.amount)


@dataclass(frozen=True)
class Share:
    """What a claim gets of the cap as the `place`th in order; `before` was left when its turn came, `room` is left after it."""

    claim: Claim
    granted: Decimal
    room: Decimal | None
    before: Decimal | None = None
    place: int = 1

    @property
    def covered(self) -> Decimal:
        """What the cap leaves of the amount before the waiver: granted, and what was waived."""
        return self.granted + self.claim.forgone

    @property
    def cut(self) -> bool:
        return self.granted < self.claim.asked


def order(claim: Claim) -> tuple[date, list[tuple[int, int, str]]]:
    """By accrual date, then number as people read it: M2 before M10."""
    parts = re.findall(r"\d+|\D+", claim.number)
    return claim.accrues_from, [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def draw_on_cap(claims: Iterable[Claim], cap: Decimal | None) -> list[Share]:
    """Grant the claims in order until the cap is used up."""
    room, shares = cap, []
    for place, claim in enumerate(sorted(claims, key=order), start=1):
        granted, before = claim.asked if room is None else min(claim.asked, room), room
        room = None if room is None else room - granted
        shares.append(Share(claim, granted, room, before, place))
    return shares


def explained(share: Share, shares: Sequence[Share], cap: ContractCap | None, *, waiver: bool) -> tuple[Line, ...]:
    """The lines that lead from the claim's own amount to its share; with `waiver` to what is left of it after what was waived.

    `shares` is the contract's whole order. The sums begin at the amount, where the clause's own derivation ends.
    """
    ledger = Ledger()
    ledger.running = share.claim.amount
    if cap is not None:
        if cap.share is None:
            ledger.say("contract_cap_sum", limit=cap.limit)
        else:
            ledger.say("contract_cap", limit=cap.limit, percent=cap.share[0], value=cap.share[1])
        _before(ledger, shares[: share.place - 1])
        own: dict[str, Value] = {"place": share.place, "number": share.claim.number, "since": share.claim.accrues_from}
        ledger.add("contract_share", share.covered - share.claim.amount, **own, room=share.before or ZERO, granted=share.granted)
    if waiver and share.claim.forgone:
        ledger.add("waived", -share.claim.forgone, waived=share.claim.forgone)
    return tuple(ledger.lines)


def _before(ledger: Ledger, shares: Sequence[Share]) -> None:
    """The claims whose turn comes first: the nearest one by one, all before those as one sum."""
    summed, printed = shares[:-PRINTED], shares[-PRINTED:]
    if summed:
        total = sum((share.granted for share in summed), ZERO)
        ledger.say("drawn_together", last=summed[-1].place, granted=total, room=summed[-1].room or ZERO)
    for share in printed:
        claim = share.claim
        facts: dict[str, Value] = {"place": share.place, "number": claim.number, "since": claim.accrues_from}
        ledger.say("drawn", **facts, granted=share.granted, room=share.room or ZERO)
