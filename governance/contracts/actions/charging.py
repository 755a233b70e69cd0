"""The life of a penalty: assessed, notified, disputed, upheld or reduced, waived, set off, paid, refunded."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.exposure import Exposure, exposures
from governance.contracts.models import Contract, Milestone, NoticeLetter, Payment, Penalty, PenaltyClause, PenaltyStep
from governance.contracts.occurrences import Occurrence, occurrences
from governance.contracts.penalties import Assessment
from governance.contracts.penalty_life import Authority, Sums, after_reduction, after_settlement, after_waiver, next_state
from governance.contracts.states import PenaltyAction, PenaltyState
from governance.contracts.time_bars import require_in_time
from governance.contracts.wording import store_lines
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require, require_other
from governance.core.roles import Role

ZERO = Decimal(0)


def assess_penalty(milestone: Milestone, clause: PenaltyClause, *, day: date, actor: Actor, at: datetime, reason: str = "") -> Penalty:
    """Fix what one clause gives for one milestone on a day, with its derivation."""
    require_on(actor, Verb.CHANGE, "penalty", milestone.contract, milestone.contract.day_of(at))
    exposure, assessment = _computed(milestone, clause, day)
    if not exposure.granted:
        raise Refused(_("Nothing is owed under this clause on that day."))
    require_in_time(exposure.terms, assessment.first_day, milestone.contract.day_of(at))
    with transaction.atomic(), audit.because(actor, reason):
        if Penalty.objects.filter(milestone=milestone, clause=clause).exists():
            raise Conflict(_("This penalty is already assessed; assess it again instead."))
        made = Penalty.objects.create(
            number=f"{milestone.contract.number}-{milestone.number}-{clause.number}",
            clause=clause,
            milestone=milestone,
            accrues_from=assessment.first_day or day,
            assessed=exposure.granted,
        )
        _step(made, PenaltyAction.ASSESS, exposure.granted, at, assessment=assessment, facts={"day": day.isoformat()})
    return made


def reassess(penalty: Penalty, *, actor: Actor, at: datetime, reason: str, day: date | None = None) -> Penalty:
    """Compute again from today's record; what was taken too much is booked as a refund. Nothing is overwritten."""
    contract = penalty.clause.contract
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    asked = day or contract.day_of(at)
    granted, assessment = _again(penalty, asked)
    with transaction.atomic(), audit.because(actor, reason):
        held = Penalty.objects.select_for_update().get(pk=penalty.pk)
        if held.assessed == granted:
            return held
        sums = Sums(granted, min(held.waived, granted), held.settled, held.refunded)
        refund = sums.refundable
        settled = PenaltyState(held.state) in (PenaltyState.SET_OFF, PenaltyState.PAID)
        state = held.state if settled and sums.owed == 0 else PenaltyState.ASSESSED
        _advance(held, held.version, state=state, assessed=sums.assessed, waived=sums.waived, refunded=sums.refunded + refund)
        _step(held, PenaltyAction.REASSESS, sums.assessed, at, assessment=assessment, facts={"day": asked.isoformat()})
        if refund:
            _step(held, PenaltyAction.REFUND, refund, at)
    penalty.refresh_from_db()
    return penalty


def notify(penalty: Penalty, *, notice: NoticeLetter | None = None, actor: Actor, at: datetime, reason: str = "") -> None:
    """Tell the vendor. From now on it sees the penalty with its derivation and may dispute it."""
    _require(penalty, actor, Verb.CHANGE, "penalty", at)
    if not penalty.steps.filter(action=PenaltyAction.NOTIFY).exists():
        require_in_time(penalty.clause.clause, penalty.accrues_from, penalty.clause.contract.day_of(at))
    last = penalty.steps.exclude(derivation=[]).order_by("-pk").first()
    with transaction.atomic(), audit.because(actor, reason):
        _advance(penalty, penalty.version, state=next_state(PenaltyState(penalty.state), PenaltyAction.NOTIFY))
        _step(penalty, PenaltyAction.NOTIFY, _sums(penalty).owed, at, derivation=last.derivation if last else [], notice=notice)


def dispute(penalty: Penalty, *, actor: Actor, at: datetime, reason: str) -> None:
    """The vendor disputes what was notified, and says why."""
    _require(penalty, actor, Verb.CHANGE, "dispute", at)
    if not reason.strip():
        raise InvalidInput(_("A dispute says why."), fields={"reason": _("Enter the reason.")})
    with transaction.atomic(), audit.because(actor, reason):
        _advance(penalty, penalty.version, state=next_state(PenaltyState(penalty.state), PenaltyAction.DISPUTE))
        _step(penalty, PenaltyAction.DISPUTE, _sums(penalty).owed, at)


def resolve_dispute(penalty: Penalty, *, reduce_to: Decimal | None, actor: Actor, at: datetime, reason: str) -> None:
    """Uphold a disputed penalty, or reduce it. Not by the person who filed the dispute."""
    _require(penalty, actor, Verb.APPROVE, "penalty", at)
    filed = penalty.steps.filter(action=PenaltyAction.DISPUTE).order_by("-pk").first()
    require_other(actor, filed.username if filed else "")
    action = PenaltyAction.UPHOLD if reduce_to is None else PenaltyAction.REDUCE
    state = next_state(PenaltyState(penalty.state), action)
    sums = _sums(penalty)
    taken_off = ZERO if reduce_to is None else after_reduction(sums, reduce_to)
    with transaction.atomic(), audit.because(actor, reason):
        _advance(penalty, penalty.version, state=state, waived=penalty.waived + taken_off)
        _step(penalty, action, taken_off or sums.owed, at)


def waive(penalty: Penalty, *, amount: Decimal, authority: str = "", actor: Actor, at: datetime, reason: str) -> None:
    """Waive in whole or part. Above the contract's limit only the sponsor; a deputy within the delegation's limit."""
    _require(penalty, actor, Verb.APPROVE, "penalty", at)
    if not reason.strip():
        raise InvalidInput(_("A waiver says why."), fields={"reason": _("Enter the reason.")})
    state = next_state(PenaltyState(penalty.state), PenaltyAction.WAIVE)
    sums, nothing_left = after_waiver(_sums(penalty), amount, _authority(penalty, actor))
    with transaction.atomic(), audit.because(actor, reason):
        _advance(penalty, penalty.version, state=PenaltyState.WAIVED if nothing_left else state, waived=sums.waived)
        _step(penalty, PenaltyAction.WAIVE, amount, at, authority=authority or actor.username)


def set_off(penalty: Penalty, payment: Payment, *, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> None:
    """Set off against a payment of the same contract; only once a required notice is served."""
    _require(penalty, actor, Verb.APPROVE, "payment", at)
    if payment.contract_id != penalty.clause.contract_id:
        raise InvalidInput(_("The payment belongs to another contract."), fields={"payment": _("Another contract.")})
    with transaction.atomic(), audit.because(actor, reason):
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        if held.paid_on is not None:
            raise Conflict(_("This payment is already made."))
        used = sum(PenaltyStep.objects.filter(payment=held, action=PenaltyAction.SET_OFF).values_list("amount", flat=True), ZERO)
        _settle(penalty, PenaltyAction.SET_OFF, amount, held.amount - used, at, payment=held)


def pay(penalty: Penalty, *, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> None:
    """Record that the vendor paid."""
    _require(penalty, actor, Verb.APPROVE, "payment", at)
    with transaction.atomic(), audit.because(actor, reason):
        _settle(penalty, PenaltyAction.PAY, amount, None, at)


def _settle(penalty: Penalty, action: PenaltyAction, amount: Decimal, room: Decimal | None, at: datetime, **links: Any) -> None:
    state = next_state(PenaltyState(penalty.state), action)
    today = penalty.clause.contract.day_of(at)
    arrived = Q(notice__services__served_on__lte=today) | Q(notice__services__deemed_served_on__lte=today)
    served = penalty.steps.filter(arrived).exists()
    needed = action == PenaltyAction.SET_OFF and penalty.clause.clause.notice.required
    sums = after_settlement(_sums(penalty), amount, room, notice_needed=needed, notice_served=served)
    _advance(penalty, penalty.version, state=state if sums.owed == 0 else penalty.state, settled=sums.settled)
    _step(penalty, action, amount, at, **links)


def assess_occurrence(one: Occurrence, *, day: date, actor: Actor, at: datetime, reason: str = "") -> Penalty:
    """Fix what an absence or a measurement owes on a day, with its derivation."""
    contract = one.contract
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    if one.assessment is None:
        raise one.refusal or Refused(_("This clause cannot be evaluated."))
    if not one.granted:
        raise Refused(_("Nothing is owed under this clause on that day."))
    require_in_time(one.clause.clause, one.assessment.first_day, contract.day_of(at))
    tail = f"-{one.clause.number[:12]}-" + (f"P{one.person.pk}" if one.person else f"S{one.measured.pk if one.measured else 0}")
    with transaction.atomic(), audit.because(actor, reason):
        # The lock on the contract makes two assessments at once one.
        Contract.objects.select_for_update().get(pk=contract.pk)
        if Penalty.objects.filter(clause=one.clause, key_person=one.person, measured=one.measured, milestone=None).exists():
            raise Conflict(_("This penalty is already assessed; assess it again instead."))
        made = Penalty.objects.create(
            number=contract.number[: 40 - len(tail)] + tail,
            clause=one.clause,
            key_person=one.person,
            measured=one.measured,
            accrues_from=one.assessment.first_day or day,
            assessed=one.granted,
        )
        _step(made, PenaltyAction.ASSESS, one.granted, at, assessment=one.assessment, facts={"day": day.isoformat()})
    return made


def _again(penalty: Penalty, day: date) -> tuple[Decimal, Assessment]:
    """What the penalty comes to on a day by the record as it is now."""
    if penalty.milestone is not None:
        exposure, assessment = _computed(penalty.milestone, penalty.clause, day)
        return exposure.granted, assessment
    key = (penalty.clause_id, penalty.key_person_id or 0, penalty.measured_id or 0)
    found = next((one for one in occurrences([penalty.clause.contract_id], day) if one.key == key), None)
    if found is None or found.assessment is None:
        raise (found and found.refusal) or Refused(_("This clause cannot be evaluated."))
    return found.granted, found.assessment


def _computed(milestone: Milestone, clause: PenaltyClause, day: date) -> tuple[Exposure, Assessment]:
    """The exposure of one clause, with the contract's cap shared among all its milestones."""
    everything = exposures(Milestone.objects.filter(contract=milestone.contract_id), day)
    found = next((e for e in everything if e.record.milestone.pk == milestone.pk and e.clause.pk == clause.pk), None)
    if found is None:
        raise Refused(_("This clause does not apply to this milestone."))
    if found.assessment is None:
        raise found.refusal or Refused(_("This clause cannot be evaluated."))
    return found, found.assessment


def _sums(penalty: Penalty) -> Sums:
    return Sums(penalty.assessed, penalty.waived, penalty.settled, penalty.refunded)


def _authority(penalty: Penalty, actor: Actor) -> Authority:
    sponsors = [grant for grant in actor.grants if grant.role == Role.SPONSOR]
    contract_limit = penalty.clause.contract.waiver_limit
    lent = [grant.limit for grant in sponsors if grant.limit is not None]
    unlimited = any(grant.limit is None for grant in sponsors)
    return Authority(unlimited, max([contract_limit, *lent]))


def _require(penalty: Penalty, actor: Actor, verb: Verb, what: str, at: datetime) -> None:
    require(actor, verb, what)
    require_on(actor, verb, what, penalty.clause.contract, penalty.clause.contract.day_of(at))


def _advance(penalty: Penalty, version: int, **values: Any) -> None:
    """Change the penalty if nobody did since it was read; the other one is told."""
    if not audit.update(Penalty.objects.filter(pk=penalty.pk, version=version), version=version + 1, **values):
        raise Conflict(_("Someone else has just changed this penalty. Look at it again."))
    penalty.refresh_from_db()


def _step(
    penalty: Penalty, action: PenaltyAction, amount: Decimal, at: datetime, *, assessment: Assessment | None = None, **fields: Any
) -> None:
    if assessment is not None:
        fields["derivation"] = store_lines(assessment.lines)
    PenaltyStep.objects.create(penalty=penalty, action=action, amount=amount, recorded_at=at, **fields)
