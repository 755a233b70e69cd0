"""When the last office goes live, drawn from the frozen futures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from reports.dashboards.telling.part import Frozen, Part, Words, day_of, said
from rollout.staging.plan import charts
from rollout.staging.plan.forecasting import Outcome
from rollout.staging.plan.reckoning.forecast import Forecast


def part(facts: Frozen, language: str, told_on: date) -> Part:
    """The room's own picture and sentence; or why there is no forecast."""
    outcome = outcome_of(facts, told_on)
    title = _("When the last office goes live")
    if outcome.finished_on is not None:
        return Part("forecast", title, "", shown=[Words(title, _("Every office is live."))])
    if outcome.forecast is not None:
        return Part("forecast", title, charts.message(outcome), shown=[charts.last_go_live(outcome, language)])
    first, *others = outcome.reasons
    return Part("forecast", title, "", shown=[Words(_("Why there is no forecast yet"), first, others)])


def outcome_of(facts: Frozen, told_on: date) -> Outcome:
    """The outcome as it was, so that its own picture draws it."""
    days = tuple(each for each, count in facts["futures"] for _once in range(count))
    made = Forecast(days, facts["rests_on"], facts["unfinished"], facts["overlong"], facts["offices"]) if days else None
    reasons: Any = tuple(said(one) for one in facts["why_not"])
    return Outcome(told_on, facts["capacity"], made, reasons, day_of(facts["finished_on"]), day_of(facts["planned"]), facts["undated"])
