"""Fixing what a clause asks: assessed with its derivation, assessed again when the record changes; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.stepping import advance, step
from governance.contracts.claims import Asked, Drawn, Key, drawn, key_of
from governance.contracts.exposure import Exposure
from governance.contracts.models import Contract, ContractEnd, Milestone, Penalty, PenaltyClause, PenaltyStep
from governance.contracts.occurrences import Occurrence
from governance.contracts.states import FIXING, PenaltyAction, PenaltyState
from governance.contracts.time_bars import require_in_time
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb

ZERO = Decimal(0)
SETTLED = frozenset({PenaltyState.SET_OFF, PenaltyState.PAID, PenaltyState.WAIVED})


def assess_penalty(milestone: Milestone, clause: PenaltyClause, *, day: date, actor: Actor, at: datetime, reason: str = "") -> Penalty:
    """Fix what one clause gives for one milestone on a day, with its derivation."""
    return assess_claim(clause, (clause.pk, milestone.pk, 0, 0), day=day, actor=actor, at=at, reason=reason)


def assess_claim(clause: PenaltyClause, key: Key, *, day: date, actor: Actor, at: datetime, reason: str = "") -> Penalty:
    """Fix what a clause asks for a milestone, a person or a measurement on a day, with its derivation and its turn at the cap."""
    contract = clause.contract
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    if day > contract.day_of(at):
        raise InvalidInput(_("What has not accrued yet is not assessed."), fields={"day": _("Not after today.")})
    with transaction.atomic(), audit.because(actor, reason):
        # The lock on the contract orders two assessments at once: the second finds the first.
        Contract.objects.select_for_update().get(pk=contract.pk)
        held, one = _found(contract, key, day)
        if not one.granted or one.assessment is None or one.share is None:
            raise Refused(_("Nothing is owed under this clause on that day."))
        if Penalty.objects.filter(clause=key[0], milestone=key[1] or None, key_person=key[2] or None, measured=key[3] or None).exists():
            raise Conflict(_("This penalty is already assessed; assess it again instead."))
        require_in_time(one.terms, one.assessment.first_day, contract.day_of(at))
        made = Penalty.objects.create(
            number=_number(contract, one),
            clause=clause,
            milestone_id=key[1] or None,
            key_person_id=key[2] or None,
            measured_id=key[3] or None,
            accrues_from=one.share.claim.accrues_from,
            assessed=one.share.covered,
        )
        lines = held.lines(one, waiver=False)
        step(made, PenaltyAction.ASSESS, made.assessed, at, lines=lines, facts={"day": day.isoformat()})
        _others_follow(held, contract, besides=made.pk, day=day, at=at)
    return made


def reassess(penalty: Penalty, *, actor: Actor, at: datetime, reason: str, day: date | None = None) -> Penalty:
    """Compute again from today's record; what was taken too much is booked as a refund. Nothing is overwritten."""
    contract = penalty.clause.contract
    require_on(actor, Verb.CHANGE, "penalty", contract, contract.day_of(at))
    asked = day or contract.day_of(at)
    with transaction.atomic(), audit.because(actor, reason):
        Contract.objects.select_for_update().get(pk=contract.pk)
        held, one = _found(contract, key_of(penalty), asked)
        _fix_again(Penalty.objects.select_for_update().get(pk=penalty.pk), held, one, asked, at)
        _others_follow(held, contract, besides=penalty.pk, day=asked, at=at)
    penalty.refresh_from_db()
    return penalty


def day_meant(penalty: Penalty) -> date | None:
    """The day that a penalty was last assessed for."""
    last = penalty.steps.filter(action__in=FIXING).order_by("-recorded_at", "-pk").first()
    return date.fromisoformat(last.facts["day"]) if last and "day" in last.facts else None


def follow_end(end: ContractEnd, day: date, at: datetime) -> None:
    """Once a contract has ended, under its lock: what was assessed beyond its last day is assessed again; refunds are booked."""
    take_back(end.contract, day, at, gettext("The contract has ended; nothing accrues after its last day."), {"end": end.pk})


def follow_milestone(milestone: Milestone, at: datetime, why: str) -> None:
    """Under the contract's lock, once an earlier day was recorded for a milestone than its penalties were assessed for."""
    if Penalty.objects.filter(milestone=milestone).exists():
        take_back(milestone.contract, milestone.contract.day_of(at), at, why)


def take_back(contract: Contract, day: date, at: datetime, why: str, facts: Mapping[str, Any] | None = None) -> None:
    """What was assessed above what the record now gives is assessed again, and refunds are booked. Under the contract's lock."""
    held = drawn([contract.pk], day)
    for penalty in Penalty.objects.select_for_update(of=("self",)).filter(clause__contract=contract).order_by("pk"):
        one = held.find(key_of(penalty))
        if one is not None and one.assessment is not None and (one.share.covered if one.share else ZERO) < penalty.assessed:
            _fix_again(penalty, held, one, day, at, why, {"was": penalty.state, **(facts or {})})


def undo_end(end: ContractEnd, at: datetime, *, refunds_paid: bool) -> None:
    """Once an end was taken back, under the contract's lock: what it cut is again what was assessed before, on the day meant then.

    A refund it booked and nobody paid out is taken back; one that was paid out is owed again.
    """
    why = gettext("The end of the contract was taken back.")
    by_day: dict[date, Drawn] = {}
    cut = PenaltyStep.objects.filter(facts__end=end.pk, penalty__clause__contract=end.contract)
    for done in cut.filter(action=PenaltyAction.REASSESS).order_by("penalty"):
        penalty = Penalty.objects.select_for_update().get(pk=done.penalty_id)
        booked = sum(cut.filter(penalty=penalty, action=PenaltyAction.REFUND).values_list("amount", flat=True), ZERO)
        if booked and not refunds_paid:
            advance(penalty, penalty.version, refunded=penalty.refunded - booked)
            step(penalty, PenaltyAction.UNREFUND, booked, at, reason=why)
        since = penalty.steps.filter(recorded_at__gt=end.recorded_at).exclude(action=PenaltyAction.UNREFUND).exists()
        before = penalty.steps.filter(action__in=FIXING, recorded_at__lte=end.recorded_at).exclude(pk__in=cut.values("pk"))
        last = before.order_by("-recorded_at", "-pk").first()
        assert last is not None
        day = date.fromisoformat(last.facts["day"])
        if day not in by_day:
            by_day[day] = drawn([end.contract_id], day)
        held = by_day[day]
        one = held.find(key_of(penalty))
        if one is not None and one.assessment is not None:
            _fix_again(penalty, held, one, day, at, why)
        if not since and penalty.assessed == last.amount and (booked == ZERO or not refunds_paid):
            advance(penalty, penalty.version, state=done.facts["was"])


def _fix_again(
    penalty: Penalty, held: Drawn, one: Asked, day: date, at: datetime, reason: str = "", facts: Mapping[str, Any] | None = None
) -> None:
    """Append the new assessment to a locked penalty, and the refund that follows from it. `facts`: what it was done for."""
    facts = facts or {}
    assessed = one.share.covered if one.share else ZERO
    if penalty.assessed == assessed:
        return
    sums = replace(penalty.sums, assessed=assessed)
    refund = sums.refundable
    state = PenaltyState(penalty.state) if PenaltyState(penalty.state) in SETTLED and sums.owed == 0 else PenaltyState.ASSESSED
    since = one.share.claim.accrues_from if one.share else penalty.accrues_from
    advance(penalty, penalty.version, state=state, assessed=assessed, refunded=sums.refunded + refund, accrues_from=since)
    lines = held.lines(one, waiver=False)
    step(penalty, PenaltyAction.REASSESS, assessed, at, lines=lines, facts={"day": day.isoformat(), **facts}, reason=reason)
    if refund:
        step(penalty, PenaltyAction.REFUND, refund, at, reason=reason, facts=dict(facts))


def _others_follow(held: Drawn, contract: Contract, *, besides: int, day: date, at: datetime) -> None:
    """Where another claim's turn at the contract's cap now comes first, what was assessed above its share is taken back."""
    if contract.pk not in held.caps:
        return
    why = gettext("Another claim draws on the contract’s cap before this one.")
    for penalty in Penalty.objects.select_for_update(of=("self",)).filter(clause__contract=contract).exclude(pk=besides):
        one = held.find(key_of(penalty))
        if one is not None and one.share is not None and one.share.cut and one.share.covered < penalty.assessed:
            _fix_again(penalty, held, one, day, at, why)


def _found(contract: Contract, key: Key, day: date) -> tuple[Drawn, Asked]:
    """The claim by the record as it is now, with every other claim of its contract."""
    held = drawn([contract.pk], day)
    one = held.find(key)
    if one is None:
        raise Refused(_("Nothing is owed under this clause on that day."))
    if one.assessment is None:
        raise one.refusal or Refused(_("This clause cannot be evaluated."))
    return held, one


def _number(contract: Contract, one: Exposure | Occurrence) -> str:
    """What the penalty is called in letters: contract, milestone or person or measurement, clause."""
    if isinstance(one, Exposure):
        return f"{contract.number}-{one.record.milestone.number}-{one.clause.number}"
    tail = f"-{one.clause.number[:12]}-" + (f"P{one.person.pk}" if one.person else f"S{one.measured.pk if one.measured else 0}")
    return contract.number[: 40 - len(tail)] + tail
