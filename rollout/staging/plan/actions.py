"""Changing the plan: dates of an office, an office on the board, a baseline. Each with its reason; whoever saw an older plan is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from rollout.staging import selectors as standing
from rollout.staging.actions.locks import lock_programme
from rollout.staging.actions.programme import place_office
from rollout.staging.models import Baseline, OfficeRollout, PlannedDate, Programme, Wave
from rollout.staging.plan import selectors
from rollout.staging.plan.reckoning.dates import OfficeDates, shifted
from rollout.staging.plan.reckoning.rules import Against, against, each_by_itself
from rollout.staging.stages import Stage


def need_reason(reason: str) -> None:
    if not reason.strip():
        message = _("Say why: a change of the plan is kept with its reason.")
        raise InvalidInput(message, fields={"reason": message})


def seen(plan: OfficeDates) -> str:
    """What a page shows of an office's plan, in one word: a form carries it, so that a second person is told."""
    days = ";".join(f"{stage}={on}" for stage, on in sorted(plan.planned.items()))
    return f"{plan.wave}|{plan.reached}|{days}"


def locked(rollout: OfficeRollout, day: date, expected: str | None) -> tuple[OfficeRollout, OfficeDates]:
    """The office and its plan, under the programme's lock. Conflict when it is no longer what the caller saw."""
    lock_programme(rollout.wave.programme_id)
    fresh = OfficeRollout.objects.select_related("wave", "office").get(pk=rollout.pk)
    plan = selectors.plan_of(fresh, day)
    if expected is not None and seen(plan) != expected:
        last = PlannedDate.objects.filter(rollout=fresh).order_by("-recorded_at", "-pk").first()
        message = _("%(office)s has been moved or planned anew meanwhile. Nothing was changed.") % {"office": fresh.office}
        raise Conflict(message, reasons=[last.reason] if last and last.reason else [])
    return fresh, plan


def plan_dates(
    rollout: OfficeRollout,
    dates: Mapping[Stage, date | None],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    expected: str | None = None,
) -> list[PlannedDate]:
    """Set, change or take away planned days of stages to come. What is the same already is left alone."""
    require(actor, Verb.CHANGE, "plan", office_id=rollout.office_id)
    need_reason(reason)
    with transaction.atomic(), audit.because(actor, reason):
        fresh, plan = locked(rollout, standing.local_day(at), expected)
        written = write_dates(fresh, plan, dates, at)
    rollout.planned_live_on = fresh.planned_live_on
    return written


def write_dates(rollout: OfficeRollout, plan: OfficeDates, dates: Mapping[Stage, date | None], at: datetime) -> list[PlannedDate]:
    """Ask the rule, then the rows, and the go-live where every page reads it."""
    own = dict(plan.planned)
    if plan.from_wave:
        own.pop(Stage.LIVE, None)
    changed = {stage: on for stage, on in dates.items() if own.get(stage) != on}
    refuse(rollout, against(plan, changed, standing.local_day(at)))
    if Stage.LIVE in changed:
        rollout.planned_live_on = changed[Stage.LIVE]
        rollout._history_date = at
        rollout.save()
    return [PlannedDate.objects.create(rollout=rollout, stage=stage, on=on, recorded_at=at) for stage, on in changed.items()]


def refuse(rollout: OfficeRollout, reasons: Sequence[Against]) -> None:
    """Every reason at its field, where there is one."""
    if reasons:
        message = _("%(office)s cannot be planned like this.") % {"office": rollout.office}
        fields = {reason.stage.value: reason.message for reason in reasons}
        raise InvalidInput(message, fields=fields, reasons=[reason.message for reason in reasons])


def move_on_board(
    rollout: OfficeRollout,
    *,
    wave: Wave,
    actor: Actor,
    at: datetime,
    reason: str,
    stage: Stage = Stage.LIVE,
    on: date | None = None,
    expected: str | None = None,
) -> OfficeRollout:
    """Another wave, another day for this stage, or both: whole or not at all. The other open stages keep their distance."""
    require(actor, Verb.CHANGE, "plan", office_id=rollout.office_id)
    need_reason(reason)
    today = standing.local_day(at)
    with transaction.atomic(), audit.because(actor, reason):
        fresh, plan = locked(rollout, today, expected)
        if fresh.wave_id != wave.pk:
            place_office(fresh.office, wave, planned_live_on=fresh.planned_live_on, actor=actor, at=at, reason=reason)
            fresh, plan = locked(rollout, today, None)
        if on is not None and on != plan.planned.get(stage):
            refuse(fresh, each_by_itself(plan, {stage: on}, today))
            write_dates(fresh, plan, dict(shifted(plan, stage, on, today)), at)
    return fresh


def take_baseline(programme: Programme, name: str, *, actor: Actor, at: datetime, reason: str) -> Baseline:
    """Keep all offices' dates as they stand, under a name of its own."""
    require(actor, Verb.CHANGE, "plan")
    need_reason(reason)
    wanted = name.strip()
    if not wanted:
        message = _("Give the baseline a name.")
        raise InvalidInput(message, fields={"name": message})
    with transaction.atomic(), audit.because(actor, reason):
        held = lock_programme(programme.pk)
        if Baseline.objects.filter(programme=held, name=wanted).exists():
            message = _("There is a baseline “%(name)s” already.") % {"name": wanted}
            raise InvalidInput(message, fields={"name": message})
        dates = selectors.to_keep(selectors.plans(standing.local_day(at)))
        if not dates:
            raise Conflict(_("No office is placed in a wave yet, so there is no plan to keep."))
        return Baseline.objects.create(programme=held, name=wanted, dates=dates, recorded_at=at)
