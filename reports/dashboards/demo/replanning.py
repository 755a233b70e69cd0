"""The plan of the demo company: dates for every office from the beginning, kept; moved when the pilots took longer, and kept again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from governance.core.actor import Actor
from reports.dashboards.demo.plan import WAVES, OfficePlan, monday
from reports.dashboards.demo.programme import instant, start_day
from rollout.staging.models import OfficeRollout, Programme
from rollout.staging.plan.actions import plan_dates, take_baseline
from rollout.staging.plan.selectors import plans as plans_on
from rollout.staging.stages import Stage

# Weeks from the go-live at which the first plan has each stage.
AROUND = {Stage.PREPARING: -9, Stage.TRAINING: -4, Stage.TRIAL: -2, Stage.LIVE: 0, Stage.STABILISED: 7, Stage.HANDED_OVER: 18}
REPLANNED_WEEKS_AGO, LATER = 16, timedelta(weeks=2)
WHY = "The pilots needed two weeks more in trial use, so the later waves follow two weeks later."


def replanned_on(today: date) -> date:
    return monday(today) - timedelta(weeks=REPLANNED_WEEKS_AGO)


def first_dates(plan: OfficePlan) -> dict[Stage, date]:
    """The stages around the planned go-live; those of the pilots as far apart as they really were."""
    if plan.planned_live_on is None:
        return {}
    shape = WAVES[plan.wave][1]
    weeks = {stage: shape[Stage.LIVE] - ago for stage, ago in shape.items()} if plan.wave == 0 else AROUND
    return {stage: plan.planned_live_on + timedelta(weeks=number) for stage, number in weeks.items()}


def enter_plan(plans: Sequence[OfficePlan], *, actor: Actor, today: date) -> None:
    """Dates of every stage at the start, in the order in which the pilot rule lets offices start; kept as the first baseline."""
    at = instant(start_day(today), 10)
    rollouts = {rollout.office.code: rollout for rollout in OfficeRollout.objects.select_related("office", "wave")}
    for plan in plans:
        later = {stage: on for stage, on in first_dates(plan).items() if on > start_day(today)}
        plan_dates(rollouts[plan.code], later, actor=actor, at=at, reason="Plan at the start, from the offices' own wishes.")
    keep("启动计划 Plan at the start", actor=actor, today=start_day(today), reason="Approved with the charter.")


def replan(*, actor: Actor, today: date) -> None:
    """What has not begun moves by two weeks, and the new plan is kept beside the first."""
    day = replanned_on(today)
    rollouts = {rollout.office_id: rollout for rollout in OfficeRollout.objects.select_related("office", "wave")}
    for office, plan in sorted(plans_on(day).items(), key=lambda item: rollouts[item[0]].office.code):
        open_dates = {stage: max(plan.planned[stage], day) + LATER for stage in plan.open if stage in plan.planned}
        if plan.wave >= 2 and open_dates:
            plan_dates(rollouts[office], open_dates, actor=actor, at=instant(day, 10), reason=WHY)
    keep("试点后计划 After the pilots", actor=actor, today=day, reason=WHY)


def keep(name: str, *, actor: Actor, today: date, reason: str) -> None:
    take_baseline(Programme.objects.get(), name, actor=actor, at=instant(today, 11), reason=reason)
