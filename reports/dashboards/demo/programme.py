"""The programme of the demo company, walked day by day through the product's own moves, so that every rule has been asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.core.actor import Actor
from governance.organisation.models import Office
from reports.dashboards.demo.plan import STARTS_WEEKS_AGO, WAVES, OfficePlan, capacity, monday
from rollout.staging.actions import add_wave, move, place_office, set_up_programme
from rollout.staging.models import OfficeRollout, Programme, Wave
from rollout.staging.stages import Stage

CHINA = ZoneInfo("Asia/Shanghai")
# A wave has one name, so it says both.
NAMES = (
    "试点 Pilot",
    "首批城市 First cities",
    "第二批城市 Second cities",
    "第三批城市 Third cities",
    "第四批城市 Fourth cities",
    "末批城市 Last cities",
)
# This step is made later in the build, by a decision at its gate, once there are figures to decide by.
THROUGH_ITS_GATE = ("HGH", Stage.HANDED_OVER)
REASONS = {
    Stage.HELD: "The office head is on sick leave and nobody answers for the trial; on again when the deputy has taken over.",
    Stage.TRAINING: "Half of the sellers could not enter a visit by themselves in the trial: trained again.",
}


def instant(day: date, hour: int = 9) -> datetime:
    """An instant of that day in the company's own zone."""
    return datetime.combine(day, time(hour), tzinfo=CHINA)


def start_day(today: date) -> date:
    return monday(today) - timedelta(weeks=STARTS_WEEKS_AGO)


def enter_programme(plans: Sequence[OfficePlan], offices: Mapping[str, Office], *, actor: Actor, today: date) -> Programme:
    """The programme, its waves and the offices in them, as decided at the start."""
    first = start_day(today)
    at = instant(first)
    programme = set_up_programme(
        code="crm",
        name="CRM rollout",
        name_zh="CRM 推广项目",
        starts_on=first,
        capacity=capacity(len(plans)),
        actor=actor,
        at=at,
        reason="Charter signed by the chief executive.",
    )
    waves = dict(enumerate_waves(programme, plans, actor=actor, at=at))
    for plan in plans:
        place_office(offices[plan.code], waves[plan.wave], actor=actor, at=at, planned_live_on=plan.planned_live_on)
    return programme


def enumerate_waves(programme: Programme, plans: Sequence[OfficePlan], *, actor: Actor, at: datetime) -> Iterator[tuple[int, Wave]]:
    """Wave 0 is there already; the others are added with the date of their first office."""
    yield 0, programme.waves.get(number=0)
    for number in range(1, len(WAVES)):
        days = [plan.planned_live_on for plan in plans if plan.wave == number and plan.planned_live_on]
        planned = min(days, default=None)
        yield number, add_wave(programme, number=number, name=NAMES[number], planned_live_on=planned, actor=actor, at=at)


def walk_programme(plans: Sequence[OfficePlan], *, actor: Actor, since: date = date.min, until: date = date.max) -> int:
    """Every step of every office from one day up to, without, another, in the order of days. Returns how many."""
    rollouts = {rollout.office.code: rollout for rollout in OfficeRollout.objects.select_related("office", "wave__programme")}
    steps = sorted(
        (day, plan.code, stage)
        for plan in plans
        for stage, day in plan.walk
        if since <= day < until and (plan.code, stage) != THROUGH_ITS_GATE
    )
    for day, code, stage in steps:
        reason = REASONS.get(stage, "") if stage == Stage.HELD or rollouts[code].stage == Stage.TRIAL else ""
        move(rollouts[code], stage, on=day, actor=actor, at=instant(day, 17), reason=reason)
    return len(steps)
