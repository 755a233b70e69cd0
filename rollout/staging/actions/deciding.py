"""Deciding at a gate: the whole evaluation is frozen with the decision, one of two who decide at once wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents.freezing import freeze
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from rollout.staging import deciders, rules, selectors
from rollout.staging.actions.locks import lock_rollout, tell
from rollout.staging.actions.moves import carry_out
from rollout.staging.actions.stopping import Lessons, check_lessons, write_stop
from rollout.staging.deciders import NewCondition
from rollout.staging.evidence import figures
from rollout.staging.gates.deciding import against_go
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.gating.standing import last_decisions, passed_over, running
from rollout.staging.models import Condition, GateDecision, GateVersion, OfficeRollout, ProgrammeStop
from rollout.staging.stages import WALK, Stage, move_between
from rollout.staging.states import PERMITS, Decided, VersionState

LONGEST_CONDITION = timedelta(days=180)


def decide(
    rollout: OfficeRollout,
    version: GateVersion,
    outcome: Decided,
    *,
    after: GateDecision | None,
    actor: Actor,
    at: datetime,
    reason: str,
    conditions: Sequence[NewCondition] = (),
    to: Stage | None = None,
    lessons: Lessons | None = None,
) -> GateDecision:
    """Decide about this office at this gate. `after` is the last decision the decider saw: Conflict when there is a later one.

    A go needs every counted criterion met, or passed over by a running override. A hold and a roll-back move the office at once;
    a stop ends the programme, with its lessons.
    """
    require(actor, Verb.APPROVE, "gate_decision", office_id=rollout.office_id)
    today = selectors.local_day(at)
    check_input(outcome, conditions, to, lessons, reason, today)
    with transaction.atomic():
        fresh = lock_rollout(rollout)
        check_still(fresh, version, after)
        stem, terms = deciders.decision_key(fresh, version, outcome), deciders.decision_terms(outcome, conditions, to)
        authority, ballot = deciders.right(actor, deciders.MATTERS[outcome], today, stem=stem, terms=terms, office_id=fresh.office_id)
        facts, evaluation = judge([Asked(fresh, tuple(version.criteria.all()))], at=at)[fresh.office_id]
        running_now = list(running([fresh.pk], today).filter(criterion__version__gate=version.gate_id))
        over = passed_over(version, running_now)
        overrides = [row for row in running_now if row.code in over]
        if outcome in PERMITS:
            check_not_stopped(fresh)
            check_go(version, against_go(evaluation, over))
        with audit.because(actor, reason):
            frozen = figures(fresh, version, facts, evaluation, outcome, overrides, conditions, ballot, actor, today, reason, to)
            snapshot = freeze("gate_decision", frozen, actor=actor, at=at, reason=reason)
            fields = {"authority": authority, "ballot": ballot, "snapshot": snapshot, "verdict": evaluation.verdict, "on": today}
            decision = GateDecision.objects.create(rollout=fresh, version=version, outcome=outcome, recorded_at=at, **fields)
            follow_up(decision, conditions, to, lessons, actor, at, reason)
            tell(actor, at)
    rollout.stage, rollout.held_from = fresh.stage, fresh.held_from
    return decision


def check_input(
    outcome: Decided, conditions: Sequence[NewCondition], to: Stage | None, lessons: Lessons | None, reason: str, today: date
) -> None:
    fields = against_terms(outcome, conditions, to, today)
    if outcome != Decided.GO and not reason.strip():
        fields["reason"] = _("Say why.")
    if outcome == Decided.STOP:
        fields |= check_lessons(lessons)
    if fields:
        raise InvalidInput(_("Nothing was decided."), fields=fields)


def against_terms(outcome: Decided, conditions: Sequence[NewCondition], to: Stage | None, today: date) -> dict[str, str]:
    """What is wrong with what a decision carries beside its outcome, at its fields."""
    fields: dict[str, str] = {}
    if outcome == Decided.CONDITIONAL and not conditions:
        fields["condition_1"] = _("A conditional go needs at least one condition.")
    if outcome != Decided.CONDITIONAL and conditions:
        fields["outcome"] = _("Only a conditional go carries conditions.")
    for number, condition in enumerate(conditions, start=1):
        if not condition.text.strip():
            fields[f"condition_{number}"] = _("Say what is to be done.")
        if condition.due < today:
            fields[f"due_{number}"] = _("This day has passed.")
        elif condition.due > today + LONGEST_CONDITION:
            fields[f"due_{number}"] = _("A condition is due within %(days)d days; what may take longer is no condition of going now.") % {
                "days": LONGEST_CONDITION.days
            }
    if outcome == Decided.ROLL_BACK and to is None:
        fields["to"] = _("Say to which stage.")
    return fields


def check_still(rollout: OfficeRollout, version: GateVersion, after: GateDecision | None) -> None:
    """Nobody decided meanwhile, the version is in force, and the office stands before this gate."""
    held = GateVersion.objects.select_related("gate").get(pk=version.pk)
    if held.state != VersionState.ACTIVE:
        raise Conflict(_("This version of the gate is no longer in force. Nothing was decided."))
    reached = rollout.held_in or Stage(rollout.stage)
    if held.gate.start != reached:
        raise Conflict(_("%(office)s no longer stands before this gate. Nothing was decided.") % {"office": rollout.office})
    last = last_decisions([rollout.pk]).get((rollout.pk, held.gate.start))
    if (last.pk if last else None) != (after.pk if after else None):
        message = _("Someone else has decided at this gate meanwhile: “%(decision)s”. Your decision was not recorded.")
        raise Conflict(message % {"decision": last.get_outcome_display() if last else "–"})


def check_not_stopped(rollout: OfficeRollout) -> None:
    if ProgrammeStop.objects.filter(programme=rollout.wave.programme_id).exists():
        raise Refused(_("The programme was stopped. No office goes on any more."))


def check_go(version: GateVersion, lacking: Sequence[object]) -> None:
    if lacking:
        words = {line.code: str(line) for line in version.criteria.all()}
        reasons = [f"{words[finding.criterion.code]}: {finding.message}" for finding in lacking]  # type: ignore[attr-defined]
        message = _("A go is not possible: these criteria are not met, and no override passes over them.")
        raise Refused(message, reasons=reasons)


def follow_up(
    decision: GateDecision,
    conditions: Sequence[NewCondition],
    to: Stage | None,
    lessons: Lessons | None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> None:
    """Conditions are written; hold and roll-back move the office; a stop ends the programme."""
    rollout, on = decision.rollout, selectors.local_day(at)
    for place, new in enumerate(conditions, start=1):
        fields = {"text": new.text.strip(), "owner": new.owner, "due": new.due}
        Condition.objects.create(decision=decision, place=place, recorded_at=at, **fields)
    if decision.outcome == Decided.HOLD and rollout.stage != Stage.HELD:
        carry_out(rollout, Stage.HELD, on=on, actor=actor, at=at)
    if decision.outcome == Decided.ROLL_BACK and to is not None:
        check_back(rollout, to)
        carry_out(rollout, to, on=on, actor=actor, at=at, decision=decision)
    if decision.outcome == Decided.STOP and lessons is not None:
        write_stop(rollout.wave.programme, lessons, decision.authority, decision.ballot, at, decision=decision)


def check_back(rollout: OfficeRollout, to: Stage) -> None:
    """Back is an earlier stage, with room where the team carries it."""
    reached = rollout.held_in or Stage(rollout.stage)
    line = move_between(Stage(rollout.stage), to, rollout.held_in)
    if line is None or to not in WALK or WALK.index(to) >= WALK.index(reached):
        message = _("Choose an earlier stage.")
        raise InvalidInput(message, fields={"to": message})
    verdict = rules.judge(selectors.programme_facts(rollout.wave.programme), rollout.office_id, to)
    if not verdict.allowed:
        raise Refused(
            _("%(office)s cannot be rolled back to “%(stage)s”.") % {"office": rollout.office, "stage": to.label}, reasons=verdict.reasons
        )
