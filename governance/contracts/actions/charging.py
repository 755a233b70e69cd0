"""The life of a penalty once assessed: notified, disputed, upheld or reduced, waived, set off, paid, refunded."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.stepping import advance, step
from governance.contracts.models import NoticeLetter, Payment, Penalty, PenaltyStep
from governance.contracts.penalty_life import (
    Authority,
    Past,
    after_reduction,
    after_settlement,
    after_waiver,
    next_state,
    told_by_served_notice,
)
from governance.contracts.selectors import never_due
from governance.contracts.states import ENDED, PenaltyAction, PenaltyState
from governance.contracts.time_bars import require_in_time
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require, require_other
from governance.core.roles import Role

ZERO = Decimal(0)


def notify(penalty: Penalty, *, notice: NoticeLetter | None = None, actor: Actor, at: datetime, reason: str = "") -> None:
    """Tell the vendor. From now on it sees the penalty with its derivation and may dispute it."""
    _require(penalty, actor, Verb.CHANGE, "penalty", at)
    if not penalty.steps.filter(action=PenaltyAction.NOTIFY).exists():
        require_in_time(penalty.clause.clause, penalty.accrues_from, penalty.clause.contract.day_of(at))
    last = penalty.steps.exclude(derivation=[]).order_by("-pk").first()
    with transaction.atomic(), audit.because(actor, reason):
        advance(penalty, penalty.version, state=next_state(PenaltyState(penalty.state), PenaltyAction.NOTIFY))
        step(penalty, PenaltyAction.NOTIFY, penalty.sums.owed, at, derivation=last.derivation if last else [], notice=notice)


def dispute(penalty: Penalty, *, actor: Actor, at: datetime, reason: str) -> None:
    """The vendor disputes what was notified, and says why."""
    _require(penalty, actor, Verb.CHANGE, "dispute", at)
    if not reason.strip():
        raise InvalidInput(_("A dispute says why."), fields={"reason": _("Enter the reason.")})
    with transaction.atomic(), audit.because(actor, reason):
        advance(penalty, penalty.version, state=next_state(PenaltyState(penalty.state), PenaltyAction.DISPUTE))
        step(penalty, PenaltyAction.DISPUTE, penalty.sums.owed, at)


def resolve_dispute(penalty: Penalty, *, reduce_to: Decimal | None, actor: Actor, at: datetime, reason: str) -> None:
    """Uphold a disputed penalty, or reduce it within one's limit. Not by the person who filed the dispute."""
    _require(penalty, actor, Verb.APPROVE, "penalty", at)
    filed = penalty.steps.filter(action=PenaltyAction.DISPUTE).order_by("-pk").first()
    require_other(actor, filed.username if filed else "")
    action = PenaltyAction.UPHOLD if reduce_to is None else PenaltyAction.REDUCE
    state = next_state(PenaltyState(penalty.state), action)
    sums = penalty.sums
    taken_off = ZERO if reduce_to is None else after_reduction(sums, reduce_to, _authority(penalty, actor))
    with transaction.atomic(), audit.because(actor, reason):
        advance(penalty, penalty.version, state=state, waived=penalty.waived + taken_off)
        step(penalty, action, taken_off or sums.owed, at)


def waive(penalty: Penalty, *, amount: Decimal, authority: str = "", actor: Actor, at: datetime, reason: str) -> None:
    """Waive in whole or part. Above the contract's limit only the sponsor; a deputy within the delegation's limit."""
    _require(penalty, actor, Verb.APPROVE, "penalty", at)
    if not reason.strip():
        raise InvalidInput(_("A waiver says why."), fields={"reason": _("Enter the reason.")})
    state = next_state(PenaltyState(penalty.state), PenaltyAction.WAIVE)
    sums, nothing_left = after_waiver(penalty.sums, amount, _authority(penalty, actor))
    with transaction.atomic(), audit.because(actor, reason):
        advance(penalty, penalty.version, state=PenaltyState.WAIVED if nothing_left else state, waived=sums.waived)
        step(penalty, PenaltyAction.WAIVE, amount, at, authority=authority or actor.username)


def set_off(penalty: Penalty, payment: Payment, *, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> None:
    """Set off against a payment of the same contract, at most what a served notice told the vendor of."""
    _require(penalty, actor, Verb.APPROVE, "payment", at)
    if payment.contract_id != penalty.clause.contract_id:
        raise InvalidInput(_("The payment belongs to another contract."), fields={"payment": _("Another contract.")})
    with transaction.atomic(), audit.because(actor, reason):
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        if held.paid_on is not None:
            raise Conflict(_("This payment is already made."))
        if payment.contract.state in ENDED and held.pk in never_due(payment.contract, payment.contract.day_of(at)):
            raise Refused(_("This payment never falls due: its milestone was not accepted before the contract ended."))
        used = sum(PenaltyStep.objects.filter(payment=held, action=PenaltyAction.SET_OFF).values_list("amount", flat=True), ZERO)
        _settle(penalty, PenaltyAction.SET_OFF, amount, held.amount - used, at, payment=held)


def pay(penalty: Penalty, *, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> None:
    """Record that the vendor paid."""
    _require(penalty, actor, Verb.APPROVE, "payment", at)
    with transaction.atomic(), audit.because(actor, reason):
        _settle(penalty, PenaltyAction.PAY, amount, None, at)


def _settle(penalty: Penalty, action: PenaltyAction, amount: Decimal, room: Decimal | None, at: datetime, **links: Any) -> None:
    state = next_state(PenaltyState(penalty.state), action)
    told = told_by_served_notice(past_of(penalty, at)) if action == PenaltyAction.SET_OFF else None
    sums = after_settlement(penalty.sums, amount, room, told=told)
    advance(penalty, penalty.version, state=state if sums.owed == 0 else penalty.state, settled=sums.settled)
    step(penalty, action, amount, at, **links)


def past_of(penalty: Penalty, at: datetime) -> list[Past]:
    """The steps so far, each with whether its letter has arrived by now."""
    today = penalty.clause.contract.day_of(at)
    arrived = Q(notice__services__served_on__lte=today) | Q(notice__services__deemed_served_on__lte=today)
    served = set(penalty.steps.filter(arrived).values_list("pk", flat=True))
    rows = penalty.steps.order_by("recorded_at", "pk").values_list("pk", "action", "amount")
    return [Past(PenaltyAction(action), amount, pk in served) for pk, action, amount in rows]


def tell_again(penalty: Penalty, notice: NoticeLetter, *, at: datetime) -> None:
    """A letter about a penalty that the vendor knows of: the step that the letter's service counts for. Inside the letter's operation."""
    last = penalty.steps.exclude(derivation=[]).order_by("-pk").first()
    step(penalty, PenaltyAction.NOTIFY, penalty.sums.owed, at, derivation=last.derivation if last else [], notice=notice)


def _authority(penalty: Penalty, actor: Actor) -> Authority:
    sponsors = [grant for grant in actor.grants if grant.role == Role.SPONSOR]
    contract_limit = penalty.clause.contract.waiver_limit
    lent = [grant.limit for grant in sponsors if grant.limit is not None]
    unlimited = any(grant.limit is None for grant in sponsors)
    return Authority(unlimited, max([contract_limit, *lent]))


def _require(penalty: Penalty, actor: Actor, verb: Verb, what: str, at: datetime) -> None:
    require(actor, verb, what)
    require_on(actor, verb, what, penalty.clause.contract, penalty.clause.contract.day_of(at))
