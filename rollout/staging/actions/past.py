"""The past of a programme already under way: entering it, correcting a date, taking back a row that never was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from rollout.staging import history, selectors
from rollout.staging.actions import dating
from rollout.staging.actions.locks import lock_programme, tell
from rollout.staging.actions.programme import place_office
from rollout.staging.gating.versions import has_gates
from rollout.staging.models import GateDecision, OfficeRollout, Programme, StageChange
from rollout.staging.past import PastPlan, PastRow, plan_past
from rollout.staging.stages import WALK, Stage
from rollout.staging.states import PERMITS


@dataclass(frozen=True)
class PastResult:
    added: int
    corrected: int
    unchanged: int
    placed: int


def enter_past_stages(rows: Sequence[PastRow], *, programme: Programme, actor: Actor, at: datetime, reason: str = "") -> PastResult:
    """Record past stage dates, whole or not at all. The same rows again change nothing; another date corrects."""
    require(actor, Verb.CHANGE, "stage")
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(programme.pk)
        placed = place_missing(rows, programme, actor, at, reason)
        plan = plan_past(rows, selectors.stage_timelines(), programme.entered_on)
        if plan.problems:
            fields = {f"{problem.row}.{problem.column}": problem.message for problem in plan.problems}
            raise InvalidInput(_("Some rows cannot be entered, so nothing was."), fields=fields, reasons=list(fields.values()))
        write_plan(plan, at, reason)
        tell(actor, at)
    return PastResult(plan.added, plan.corrected, plan.unchanged, placed)


def place_missing(rows: Iterable[PastRow], programme: Programme, actor: Actor, at: datetime, reason: str) -> int:
    """Place offices that are in no wave yet, where the row names one. Pilots first: a start settles who they are."""
    known = set(OfficeRollout.objects.values_list("office_id", flat=True))
    waves = {wave.number: wave for wave in programme.waves.all()}
    wanted = {row.office_id: row for row in rows if row.office_id not in known}
    fields = {}
    for row in wanted.values():
        if row.wave is None:
            fields[f"{row.row}.wave"] = _("This office is in no wave yet: name its wave, or place it first.")
        elif row.wave not in waves:
            fields[f"{row.row}.wave"] = _("There is no wave %(number)d.") % {"number": row.wave}
    if fields:
        raise InvalidInput(_("Some rows cannot be entered, so nothing was."), fields=fields, reasons=sorted(set(fields.values())))
    offices = Office.objects.in_bulk(wanted)
    for row in wanted.values():
        place_office(offices[row.office_id], waves[row.wave or 0], actor=actor, at=at, reason=reason)
    return len(wanted)


def write_plan(plan: PastPlan, at: datetime, reason: str) -> None:
    """The event rows, then where each office stands now."""
    touched = {entry.row.office_id for entry in plan.entries}
    rows = OfficeRollout.objects.filter(office_id__in=touched).select_related("office", "wave__programme")
    rollouts = {rollout.office_id: rollout for rollout in rows}
    for entry in plan.entries:
        row = entry.row
        fields = {"rollout": rollouts[row.office_id], "from_stage": entry.start, "to_stage": row.stage, "on": row.on, "past": True}
        StageChange.objects.create(**fields, corrects_id=entry.corrects, recorded_at=at, reason=row.note or reason)
    restate(list(rollouts.values()))


def restate(rollouts: Sequence[OfficeRollout]) -> None:
    """Bring each office's present stage in line with its record. Once a gate was in force, history moves nobody forward."""
    timelines = selectors.stage_timelines(office_ids=[rollout.office_id for rollout in rollouts])
    moved, further = [], []
    for rollout in rollouts:
        last = history.last_step(timelines.get(rollout.office_id, ()))
        stage, held_from = (last.to, last.held_in or "") if last else (Stage.CANDIDATE, "")
        if (rollout.stage, rollout.held_from) != (stage, held_from):
            further += [rollout] if further_on(rollout, last) else []
            rollout.stage, rollout.held_from = stage, held_from
            moved.append(rollout)
    if further and has_gates(further[0].wave.programme):
        reasons = [_("%(office)s would stand further on than it does now.") % {"office": rollout.office} for rollout in further]
        raise Refused(_("Gates have been in force, so history moves no office forward any more: it passes its gates."), reasons=reasons)
    if moved:
        audit.bulk_update(OfficeRollout, moved, ["stage", "held_from"])


def further_on(rollout: OfficeRollout, last: history.Step | None) -> bool:
    reached = rollout.held_in or Stage(rollout.stage)
    return last is not None and WALK.index(last.held_in or last.to) > WALK.index(reached)


def lock_change(change: StageChange) -> StageChange:
    """The row under the programme's lock. Conflict when it no longer stands."""
    lock_programme(change.rollout.wave.programme_id)
    fresh = StageChange.objects.select_related("rollout__wave__programme", "rollout__office").get(pk=change.pk)
    if fresh.void or StageChange.objects.filter(corrects=fresh).exists():
        raise Conflict(_("This date has been corrected meanwhile. Nothing was changed."))
    return fresh


def correct_date(change: StageChange, *, on: date, actor: Actor, at: datetime, reason: str) -> StageChange:
    """Give a change another date. The old row stays on the record; the walk keeps its order."""
    require(actor, Verb.CHANGE, "stage", office_id=change.rollout.office_id)
    need_reason(reason)
    with transaction.atomic():
        fresh = lock_change(change)
        check_order(fresh, on, at)
        check_after_go(fresh, on)
        before = None if fresh.past else dating.kept()
        fields = {"rollout": fresh.rollout, "from_stage": fresh.from_stage, "to_stage": fresh.to_stage, "past": fresh.past}
        with audit.because(actor, reason):
            corrected = StageChange.objects.create(**fields, on=on, recorded_at=at, corrects=fresh)
            restate([fresh.rollout])
            tell(actor, at)
        if before is not None:
            dating.keep(before, fresh.rollout.wave.programme, min(on, fresh.on))
    return corrected


def check_after_go(change: StageChange, on: date) -> None:
    """A move made here does not lie before the go that permitted it, whenever its date is given."""
    if change.past or change.to_stage == Stage.HELD:
        return
    goes = GateDecision.objects.filter(rollout=change.rollout_id, outcome__in=PERMITS, recorded_at__lte=change.recorded_at)
    go = goes.filter(version__gate__start=change.from_stage, on__lte=change.on).order_by("recorded_at", "pk").last()
    if go is not None and on < go.on and go.version.gate.end == change.to_stage:
        message = _("The go was decided on %(day)s; the move cannot lie before that.") % {"day": written.day(go.on)}
        raise InvalidInput(message, fields={"on": message})


def check_order(change: StageChange, on: date, at: datetime) -> None:
    """The new date stays between the changes before and after it, on the same side of the day the record began here."""
    office_id = change.rollout.office_id
    steps = selectors.stage_timelines(office_ids=[office_id])[office_id]
    place = next(number for number, step in enumerate(steps) if step.change.id == change.pk)
    entered_on = change.rollout.wave.programme.entered_on
    message = ""
    if on > selectors.local_day(at):
        message = _("This day has not come yet.")
    elif place and on < steps[place - 1].on:
        message = _("The office entered the stage before on %(day)s.") % {"day": written.day(steps[place - 1].on)}
    elif place + 1 < len(steps) and on > steps[place + 1].on:
        message = _("The office entered the next stage on %(day)s.") % {"day": written.day(steps[place + 1].on)}
    elif change.past != (on < entered_on):
        message = _("The programme is on record here since %(day)s; the date must stay on the same side of it.") % {
            "day": written.day(entered_on)
        }
    if message:
        raise InvalidInput(message, fields={"on": message})


def take_back(change: StageChange, *, actor: Actor, at: datetime, reason: str) -> StageChange:
    """Take back a row of the past that never happened. A move made here is not taken back but rolled back."""
    require(actor, Verb.CHANGE, "stage", office_id=change.rollout.office_id)
    need_reason(reason)
    with transaction.atomic():
        fresh = lock_change(change)
        check_may_be_taken_back(fresh)
        with audit.because(actor, reason):
            fields = {"rollout": fresh.rollout, "from_stage": fresh.from_stage, "to_stage": fresh.to_stage, "on": fresh.on}
            void = StageChange.objects.create(**fields, recorded_at=at, corrects=fresh, past=True, void=True)
            restate([fresh.rollout])
            tell(actor, at)
    return void


def check_may_be_taken_back(change: StageChange) -> None:
    if not change.past:
        raise Refused(_("This move was made here. It is not taken back but rolled back, with its own date."))
    office_id = change.rollout.office_id
    steps = selectors.stage_timelines(office_ids=[office_id])[office_id]
    place = next(number for number, step in enumerate(steps) if step.change.id == change.pk)
    if place + 1 < len(steps) and not steps[place + 1].change.past:
        raise Refused(_("A move was made here from this stage, so it must stand. Correct its date instead."))


def need_reason(reason: str) -> None:
    if not reason.strip():
        message = _("Say why: a correction is kept with its reason.")
        raise InvalidInput(message, fields={"reason": message})
