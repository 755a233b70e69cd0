"""The plan of the demo company: two baselines, kept in the order in which they were made, and slips one can believe."""

from datetime import date

import pytest

from governance.core.actor import system_actor
from reports.dashboards.demo import company, replanning
from reports.dashboards.demo.plan import plan
from reports.dashboards.demo.programme import enter_programme, instant, start_day, walk_programme
from rollout.staging.models import Baseline
from rollout.staging.plan import selectors
from rollout.staging.stages import Stage

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("count", [12, 33])
def test_the_plan_is_kept_at_the_start_and_after_the_pilots(db, count):
    actor, plans = system_actor("demo"), plan(count, count * 8, 1, TODAY)
    offices = company.enter_offices(plans, "CN", actor=actor, at=instant(start_day(TODAY)))
    enter_programme(plans, offices, actor=actor, today=TODAY)
    replanning.enter_plan(plans, actor=actor, today=TODAY)
    walk_programme(plans, actor=actor, until=replanning.replanned_on(TODAY))
    replanning.replan(actor=actor, today=TODAY)
    walk_programme(plans, actor=actor, since=replanning.replanned_on(TODAY))
    first, second = Baseline.objects.order_by("recorded_at")
    assert first.recorded_at.date() < second.recorded_at.date()
    late = [slip.days for slip in selectors.slips(first, TODAY, stages=[Stage.LIVE]).values() if slip.days is not None]
    assert len(late) == count and min(late) >= -7 and 7 < max(late) <= 45
