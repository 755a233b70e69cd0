"""What may happen next to a penalty, and by whose authority. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.states import FIXING, PENALTY_MOVES, PenaltyAction, PenaltyState
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sums:
    """The sums of one penalty. `owed` is what is still to be settled, `refundable` what was taken too much."""

    assessed: Decimal
    waived: Decimal = ZERO
    settled: Decimal = ZERO
    refunded: Decimal = ZERO

    @property
    def forgone(self) -> Decimal:
        """What of the waiver counts: at most what was assessed."""
        return min(self.waived, self.assessed)

    @property
    def due(self) -> Decimal:
        return self.assessed - self.forgone

    @property
    def taken(self) -> Decimal:
        """Set off or paid, less what was refunded: the only place where one is subtracted from the other."""
        return self.settled - self.refunded

    @property
    def owed(self) -> Decimal:
        return max(self.due - self.taken, ZERO)

    @property
    def refundable(self) -> Decimal:
        return max(self.taken - self.due, ZERO)


@dataclass(frozen=True)
class Account:
    """Some penalties together: assessed, less what was waived and what was set off or paid and kept, is open."""

    assessed: Decimal = ZERO
    waived: Decimal = ZERO
    taken: Decimal = ZERO
    open: Decimal = ZERO


def account(penalties: Iterable[Sums]) -> Account:
    """The account of penalties in one currency."""
    mine = list(penalties)
    columns = ([one.assessed for one in mine], [one.forgone for one in mine], [one.taken for one in mine], [one.owed for one in mine])
    return Account(*(sum(column, ZERO) for column in columns))


@dataclass(frozen=True)
class Authority:
    """Who acts: whether the sponsor (or the sponsor's deputy within `limit`), and the contract's limit for others."""

    is_sponsor: bool
    limit: Decimal


def next_state(state: PenaltyState, action: PenaltyAction) -> PenaltyState:
    """The state after the action; Conflict where the table does not allow it from here."""
    allowed, after = PENALTY_MOVES[action]
    if state not in allowed:
        raise Conflict(_("This penalty is %(state)s, so it cannot be %(action)s now.") % {"state": state.label, "action": action.label})
    return after or state


def after_waiver(sums: Sums, amount: Decimal, authority: Authority) -> tuple[Sums, bool]:
    """The sums after waiving, and whether nothing is left. Above the limit only the sponsor may waive."""
    if amount <= 0 or amount > sums.owed:
        raise InvalidInput(_("Waive more than zero and at most what is still owed."), fields={"amount": _("Between 0 and %s.") % sums.owed})
    _within(sums.waived + amount, authority)
    waived = replace(sums, waived=sums.waived + amount)
    return waived, waived.due == 0


def after_reduction(sums: Sums, to: Decimal, authority: Authority) -> Decimal:
    """What a dispute that ends in a reduction takes off: the difference, booked as a waiver and under the same limit."""
    if to < 0 or to >= sums.due:
        raise InvalidInput(_("A reduction ends below what was asked."), fields={"reduce_to": _("Less than %s.") % sums.due})
    _within(sums.waived + sums.due - to, authority)
    return sums.due - to


def _within(forgone: Decimal, authority: Authority) -> None:
    """All that was ever let go of one penalty counts against the limit, in one piece or in many."""
    if not authority.is_sponsor and forgone > authority.limit:
        raise NotAllowed(_("Waivers above %(limit)s are the sponsor's.") % {"limit": authority.limit})


@dataclass(frozen=True)
class Past:
    """One step that was: what it was, its sum, and whether its letter has been served."""

    action: PenaltyAction
    amount: Decimal
    served: bool = False


# What a step adds to which sum of its penalty; those that fix a sum put another in its place.
BOOKED: dict[PenaltyAction, tuple[str, int]] = {
    PenaltyAction.WAIVE: ("waived", 1),
    PenaltyAction.REDUCE: ("waived", 1),
    PenaltyAction.SET_OFF: ("settled", 1),
    PenaltyAction.PAY: ("settled", 1),
    PenaltyAction.REFUND: ("refunded", 1),
    PenaltyAction.UNREFUND: ("refunded", -1),
}


def after_step(sums: Sums, action: PenaltyAction, amount: Decimal) -> Sums:
    """The sums once a step is booked."""
    if action in FIXING:
        return replace(sums, assessed=amount)
    if action not in BOOKED:
        return sums
    name, sign = BOOKED[action]
    return replace(sums, **{name: getattr(sums, name) + sign * amount})


def told_by_served_notice(steps: Iterable[Past]) -> Decimal:
    """What may still be set off: the most a served letter named, less what was settled and not refunded since the beginning."""
    told, sums = ZERO, Sums(ZERO)
    for step in steps:
        if step.action == PenaltyAction.NOTIFY and step.served:
            told = max(told, sums.taken + step.amount)
        sums = after_step(sums, step.action, step.amount)
    return max(told - sums.taken, ZERO)


def after_settlement(sums: Sums, amount: Decimal, room: Decimal | None, *, told: Decimal | None) -> Sums:
    """The sums after paying, or setting off against a payment with `room` left: at most what a served notice told of (None: no matter)."""
    if told is not None and told < min(amount, sums.owed):
        if told <= 0:
            raise Refused(_("Set-off waits for its notice to be served."))
        raise Refused(_("The notice that was served names less than this. Serve one that names the whole sum first."))
    most = sums.owed if room is None else min(sums.owed, room)
    if amount <= 0 or amount > most:
        raise InvalidInput(
            _("Settle more than zero and at most what is owed and left on the payment."), fields={"amount": _("At most %s.") % most}
        )
    return replace(sums, settled=sums.settled + amount)
