"""The plan of one office: dates per stage against a baseline, changing them, and the record of changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.core.known import known_at
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from rollout.staging import selectors as standing
from rollout.staging.doers import by_whom
from rollout.staging.models import PlannedDate
from rollout.staging.plan import actions, selectors
from rollout.staging.plan.forms import DatesForm
from rollout.staging.plan.reckoning.dates import DATED, OfficeDates, Slip, slip
from rollout.staging.plan.views import asked
from rollout.staging.stages import Stage
from rollout.staging.views.offices import rollout_of


@dataclass(frozen=True)
class Line:
    """One stage on the page."""

    stage: Stage
    slip: Slip


@needs(Verb.VIEW, "plan")
def office(request: Request, office_id: int) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    instant = known_at(request)
    day = standing.local_day(instant or request.now)
    plan = selectors.plan_of(rollout, day, instant)
    baselines = selectors.baselines(instant)
    baseline = asked.one_baseline(baselines, request.GET.get("baseline", ""))
    kept = selectors.kept_dates(baseline).get(office_id)
    may_change = instant is None and allows(request.actor, Verb.CHANGE, "plan", office_id=office_id)
    rows = PlannedDate.objects.filter(rollout=rollout).order_by("-recorded_at", "-pk")
    context = {
        "rollout": rollout,
        "plan": plan,
        "lines": [Line(stage, slip(plan, stage, kept.on(stage) if kept else None, day)) for stage in DATED],
        "baseline": baseline,
        "baselines": baselines,
        "changes": by_whom(rows.filter(recorded_at__lte=instant) if instant else rows, request.actor),
        "known_at": instant,
        "may_change": may_change,
        "may_move_wave": may_change and allows(request.actor, Verb.CHANGE, "programme"),
    }
    return render(request, "staging/plan/office.html", context)


@needs(Verb.CHANGE, "plan")
def change(request: Request, office_id: int) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    plan = selectors.plan_of(rollout, standing.local_day(request.now))
    form = DatesForm(request.POST or None, plan=plan, of_wave=rollout.wave.planned_live_on, initial=initial_of(plan))

    def act(given: dict[str, Any]) -> object:
        context = {"actor": request.actor, "at": request.now, "reason": given["reason"], "expected": given["seen"] or None}
        return actions.plan_dates(rollout, form.dates(), **context)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The plan of %(office)s was changed.") % {"office": rollout.office})
        return redirect("staging:plan_office", office_id)
    return render(request, "staging/plan/change.html", {"rollout": rollout, "plan": plan, "form": form})


def initial_of(plan: OfficeDates) -> dict[str, object]:
    """The dates as they stand; a go-live that only follows the wave stays empty."""
    days: dict[str, object] = {stage.value: on for stage, on in plan.planned.items() if not (plan.from_wave and stage == Stage.LIVE)}
    return days | {"seen": actions.seen(plan)}
