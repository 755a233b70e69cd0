"""The forecast of the last go-live: the picture, the dates, what they rest on, and why there is none yet."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from rollout.staging import selectors as standing
from rollout.staging.plan import charts, forecasting, record
from rollout.staging.plan.forecasting import Outcome
from rollout.staging.plan.reckoning.dates import OfficeDates
from rollout.staging.plan.reckoning.durations import TIMED, stays
from rollout.staging.plan.reckoning.forecast import ENOUGH
from rollout.staging.stages import Stage
from rollout.staging.views.waves import no_programme


@needs(Verb.VIEW, "plan")
def forecast(request: Request) -> HttpResponseBase:
    if standing.programme() is None:
        return no_programme(request)
    instant = known_at(request)
    day = standing.local_day(instant or request.now)
    held = record.load(instant)
    outcome = forecasting.outcome(day, instant, held=held)
    context = {
        "outcome": outcome,
        "chart": charts.last_go_live(outcome, get_language() or "en") if outcome.forecast else None,
        "seen": lengths(held.plans_on(day), outcome),
        "known_at": instant,
        "enough": ENOUGH,
    }
    return render(request, "staging/plan/forecast.html", context)


def lengths(plans: dict[int, OfficeDates], outcome: Outcome) -> list[tuple[Stage, int, int, int | None, int | None]]:
    """Per stage: finished and unfinished stays, the middle and the longest finished one, in days."""
    seen = [stay for plan in plans.values() for stay in stays(plan, outcome.day)]
    rows = []
    for stage in TIMED[:3]:
        finished = sorted(stay.days for stay in seen if stay.stage == stage and stay.finished)
        unfinished = sum(1 for stay in seen if stay.stage == stage and not stay.finished)
        middle = finished[(len(finished) - 1) // 2] if finished else None
        rows.append((stage, len(finished), unfinished, middle, finished[-1] if finished else None))
    return rows
