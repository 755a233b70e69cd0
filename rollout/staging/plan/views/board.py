"""The plan board, and moving an office on it: by the page's own script, or by a plain form where there is none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import written
from governance.core.errors import GatehouseError, InvalidInput
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from rollout.staging import selectors as standing
from rollout.staging.models import Programme
from rollout.staging.plan import actions
from rollout.staging.plan.board import PlanBoard, plan_board
from rollout.staging.plan.forms import BoardMoveForm
from rollout.staging.plan.reckoning.dates import DATED
from rollout.staging.plan.views import asked
from rollout.staging.stages import Stage
from rollout.staging.views.offices import rollout_of
from rollout.staging.views.waves import no_programme

LAST_REASON = "plan_reason"


def shown(request: Request, programme: Programme) -> dict[str, Any]:
    """The board that the address asks for, with what its template needs."""
    instant = known_at(request)
    board: PlanBoard = plan_board(
        programme,
        standing.local_day(instant or request.now),
        instant,
        stage=asked.stage(request),
        baseline=asked.baseline(request),
        earlier=request.GET.get("earlier") == "1",
    )
    may_change = instant is None and allows(request.actor, Verb.CHANGE, "plan")
    return {"programme": programme, "board": board, "known_at": instant, "may_change": may_change, "stages": DATED}


@needs(Verb.VIEW, "plan")
def plan(request: Request) -> HttpResponseBase:
    programme = standing.programme()
    if programme is None:
        return no_programme(request)
    context = shown(request, programme)
    initial = {"stage": context["board"].stage, "reason": request.session.get(LAST_REASON, "")}
    form = BoardMoveForm(programme=programme, initial=initial, auto_id="plan_%s")
    return render(request, "staging/plan/board.html", {**context, "form": form})


@needs(Verb.CHANGE, "plan")
@require_POST
def move(request: Request, office_id: int) -> HttpResponseBase:
    """Save at once; a script gets the new board, everybody else the page."""
    rollout = rollout_of(office_id)
    form = BoardMoveForm(request.POST, programme=rollout.wave.programme)
    scripted = "application/json" in request.headers.get("Accept", "")
    try:
        if not form.is_valid():
            fields = {name: str(errors[0]) for name, errors in form.errors.items()}
            raise InvalidInput(_("Please check what was entered."), fields=fields)
        given = form.cleaned_data
        to = {"wave": given["wave"], "stage": Stage(given["stage"]), "on": given["on"], "reason": given["reason"]}
        moved = actions.move_on_board(rollout, **to, expected=given["seen"] or None, actor=request.actor, at=request.now)
    except GatehouseError as error:
        if not scripted:
            raise
        return JsonResponse(refusal(error), status=error.status)
    request.session[LAST_REASON] = given["reason"]
    names = {"office": moved.office, "wave": moved.wave, "day": written.day(given["on"]), "stage": to["stage"].label}
    said = _("%(office)s is now in “%(wave)s”, “%(stage)s” on %(day)s.") if given["on"] else _("%(office)s is now in “%(wave)s”.")
    if scripted:
        board = render_to_string("staging/plan/_board.html", shown(request, rollout.wave.programme), request=request)
        return JsonResponse({"said": said % names, "board": board})
    messages.success(request, said % names)
    return redirect("staging:plan")


def refusal(error: GatehouseError) -> dict[str, Any]:
    """A refusal as the script shows it: the sentence, every reason, and what belongs to a field."""
    fields = {name: str(message) for name, message in error.fields.items()} if isinstance(error, InvalidInput) else {}
    told = [str(reason) for reason in error.reasons] or [message for message in fields.values() if message != str(error.message)]
    return {"title": str(error.title), "message": str(error.message), "reasons": told, "conflict": error.status == 409}
