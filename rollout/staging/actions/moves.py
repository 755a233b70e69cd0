"""Moving an office: forward, on hold, on again, or back; and withdrawing a pilot."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, allows, require
from governance.steering.matters import Matter
from rollout.staging import deciders, following, gatekeeping, rules, selectors
from rollout.staging.actions import dating
from rollout.staging.actions.locks import lock_rollout, tell
from rollout.staging.actions.rolling_back import open_rollback
from rollout.staging.gating.holds import decided_holds
from rollout.staging.gating.versions import has_gates
from rollout.staging.history import last_step
from rollout.staging.models import GateDecision, OfficeRollout, PilotWithdrawal, StageChange
from rollout.staging.stages import REASON_REQUIRED, MoveKind, Stage, move_between


def move(rollout: OfficeRollout, to: Stage, *, on: date, actor: Actor, at: datetime, reason: str = "") -> StageChange:
    """Move the office to that stage. Raises Refused with every reason, or Conflict when someone else was first."""
    require_either(rollout, actor)
    with transaction.atomic():
        fresh = lock_rollout(rollout)
        check_day(fresh, on, selectors.local_day(at))
        right = right_to_lift(fresh, to, on, actor, at)
        ask_rules(fresh, to, on, reason, at, lifting=bool(right))
        reason = f"{reason} ({right})" if right else reason
        before = dating.kept() if on < selectors.local_day(at) else None
        with audit.because(actor, reason):
            change = carry_out(fresh, to, on=on, actor=actor, at=at)
        if before is not None:
            dating.keep(before, fresh.wave.programme, on)
    rollout.stage, rollout.held_from = fresh.stage, fresh.held_from
    return change


def carry_out(
    rollout: OfficeRollout, to: Stage, *, on: date, actor: Actor, at: datetime, decision: GateDecision | None = None
) -> StageChange:
    """Under the programme's lock, after the rules were asked: the move, what follows from it, and telling the rooms above."""
    line = move_between(Stage(rollout.stage), to, rollout.held_in)
    change = write_move(rollout, to, on, at)
    if line is not None and line.kind == MoveKind.ROLL_BACK and has_gates(rollout.wave.programme):
        open_rollback(change, decision)
    following.moved(change, actor=actor, at=at)
    tell(actor, at)
    return change


def require_either(rollout: OfficeRollout, actor: Actor) -> None:
    """Whoever moves offices, or decides at gates. Which of the two the move takes is asked under the lock."""
    if not allows(actor, Verb.APPROVE, "gate_decision", office_id=rollout.office_id):
        require(actor, Verb.CHANGE, "stage", office_id=rollout.office_id)


def right_to_lift(rollout: OfficeRollout, to: Stage, on: date, actor: Actor, at: datetime) -> str:
    """By what right the actor lifts a hold that was decided; nothing where no such hold is in the way. NotAllowed without the right."""
    decision = decided_holds([rollout]).get(rollout.pk)
    if decision is None or to != rollout.held_in:
        require(actor, Verb.CHANGE, "stage", office_id=rollout.office_id)
        return ""
    require(actor, Verb.APPROVE, "gate_decision", office_id=rollout.office_id)
    if on < decision.on:
        message = _("The hold was decided on %(day)s; it is not lifted before that.") % {"day": written.day(decision.on)}
        raise InvalidInput(message, fields={"on": message})
    stem, today = deciders.lift_key(decision), selectors.local_day(at)
    right, _ballot = deciders.right(actor, Matter.GATE_DECISION, today, stem=stem, terms={}, office_id=rollout.office_id)
    return right


def ask_rules(rollout: OfficeRollout, to: Stage, on: date, reason: str, at: datetime, *, lifting: bool = False) -> None:
    """Refuse a move that a rule or the gate objects to, or that lacks the reason it must carry."""
    line = move_between(Stage(rollout.stage), to, rollout.held_in)
    gate = gatekeeping.objections(rollout, line, on, at, lifting=lifting) if line else ()
    verdict = rules.judge(selectors.programme_facts(rollout.wave.programme), rollout.office_id, to, gate=gate)
    if not verdict.allowed:
        message = _("%(office)s cannot move to “%(stage)s”.") % {"office": rollout.office, "stage": to.label}
        raise Refused(message, reasons=verdict.reasons)
    if (lifting or verdict.kind in REASON_REQUIRED) and not reason.strip():
        message = _("Say why: a hold, its lifting and a roll-back are kept with their reason.")
        raise InvalidInput(message, fields={"reason": message})


def check_day(rollout: OfficeRollout, on: date, today: date) -> None:
    """A move happens on a day that has come, after the office's last one, and since the programme is on record here."""
    entered_on = rollout.wave.programme.entered_on
    steps = selectors.stage_timelines(office_ids=[rollout.office_id]).get(rollout.office_id, ())
    before = last_step(steps)
    message = ""
    if on > today:
        message = _("This day has not come yet.")
    elif on < entered_on:
        message = _("The programme is on record here since %(day)s. What happened before is entered as past stages.") % {
            "day": written.day(entered_on)
        }
    elif before is not None and on < before.on:
        message = _("The office entered its present stage on %(day)s; a later move cannot lie before that.") % {
            "day": written.day(before.on)
        }
    if message:
        raise InvalidInput(message, fields={"on": message})


def write_move(rollout: OfficeRollout, to: Stage, on: date, at: datetime) -> StageChange:
    """The guarded update and the event row."""
    start = rollout.stage
    held_from = start if to == Stage.HELD else ""
    here = OfficeRollout.objects.filter(pk=rollout.pk, stage=start, held_from=rollout.held_from)
    if not audit.update(here, stage=to, held_from=held_from):
        raise Conflict(_("Someone else moved this office at the same time. Nothing was changed."))
    rollout.stage, rollout.held_from = to, held_from
    return StageChange.objects.create(rollout=rollout, from_stage=start, to_stage=to, on=on, recorded_at=at)


def withdraw_pilot(rollout: OfficeRollout, *, on: date, actor: Actor, at: datetime, reason: str) -> PilotWithdrawal:
    """A pilot is taken out of the rule by whom the charter names, else the sponsor, with the reason. It stays as any other office."""
    require(actor, Verb.APPROVE, "pilot_withdrawal", office_id=rollout.office_id)
    if not reason.strip():
        message = _("Say why: a pilot is withdrawn only with a reason.")
        raise InvalidInput(message, fields={"reason": message})
    check_withdrawal_day(rollout, on, selectors.local_day(at))
    with transaction.atomic():
        fresh = lock_rollout(rollout)
        today, stem = selectors.local_day(at), deciders.withdrawal_key(fresh)
        deciders.right(actor, Matter.PILOT_WITHDRAWAL, today, stem=stem, terms={}, office_id=fresh.office_id)
        against = rules.may_withdraw(selectors.programme_facts(fresh.wave.programme), fresh.office_id)
        if against:
            message = _("%(office)s cannot be withdrawn as a pilot.") % {"office": fresh.office}
            raise Refused(message, reasons=[objection.message for objection in against])
        with audit.because(actor, reason):
            withdrawal = PilotWithdrawal.objects.create(rollout=fresh, on=on, recorded_at=at)
            tell(actor, at)
    return withdrawal


def check_withdrawal_day(rollout: OfficeRollout, on: date, today: date) -> None:
    """It holds from a day that has come, and from none before the programme was on record: nothing done then is made good by it."""
    entered_on = rollout.wave.programme.entered_on
    message = ""
    if on > today:
        message = _("This day has not come yet.")
    elif on < entered_on:
        message = _("The programme is on record here since %(day)s.") % {"day": written.day(entered_on)}
    if message:
        raise InvalidInput(message, fields={"on": message})
