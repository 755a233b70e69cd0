"""The programme: the board of all offices by stage, its set-up, and the table of allowed moves."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.known import known_at
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Table
from rollout.staging import actions, board, selectors
from rollout.staging.forms import ProgrammeForm
from rollout.staging.models import ProgrammeStop
from rollout.staging.plan import charts, forecasting
from rollout.staging.stages import MOVES, AllowedMove, MoveKind, Stage


def may_change(request: Request) -> bool:
    return allows(request.actor, Verb.CHANGE, "programme")


@needs(Verb.VIEW, "programme")
def board_view(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        return render(request, "staging/no_programme.html", {"may_change": may_change(request)})
    instant = known_at(request)
    wave = request.GET.get("wave", "")
    day = selectors.local_day(instant or request.now)
    shown = board.board(programme, day, instant, wave=int(wave) if wave.isdecimal() and len(wave) < 6 else None)
    context = {"programme": programme, "board": shown, "known_at": instant, "may_change": may_change(request)}
    context |= forecast_of(day, instant)
    context |= {"stop": ProgrammeStop.objects.filter(programme=programme).first(), "may_gate": allows(request.actor, Verb.VIEW, "gate")}
    context["may_stop"] = instant is None and allows(request.actor, Verb.APPROVE, "programme_stop")
    return render(request, "staging/programme.html", context)


def forecast_of(day: date, instant: datetime | None) -> dict[str, object]:
    """The forecast of the last go-live with its picture, where there is one."""
    outcome = forecasting.outcome(day, instant)
    picture = charts.last_go_live(outcome, get_language() or "en") if outcome.forecast else None
    return {"outcome": outcome, "chart": picture}


@needs(Verb.CHANGE, "programme")
def set_up(request: Request) -> HttpResponseBase:
    if selectors.programme() is not None:
        return redirect("staging:programme")
    form = ProgrammeForm(request.POST or None, initial={"starts_on": selectors.local_day(request.now), "code": "crm"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_up_programme(**form.cleaned_data, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The programme is set up. Next, put offices into its waves: first the pilots."))
            return redirect("staging:waves")
    return render(request, "staging/programme_form.html", {"form": form, "programme": None})


@needs(Verb.CHANGE, "programme")
def change(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        return redirect("staging:set_up")
    form = ProgrammeForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_programme(programme, **form.cleaned_data, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The programme was changed."))
            return redirect("staging:programme")
    return render(request, "staging/programme_form.html", {"form": form, "programme": programme})


@needs(Verb.VIEW, "programme")
def moves(request: Request) -> HttpResponseBase:
    columns = [
        Column("start", _("From"), value=lambda move: move.start.label, where="start", choices=Stage.choices),
        Column("held_in", _("Held in"), value=lambda move: move.held_in.label if move.held_in else ""),
        Column("end", _("To"), value=lambda move: move.end.label, where="end", choices=Stage.choices),
        Column("kind", _("Kind"), value=lambda move: move.kind.label, where="kind", choices=MoveKind.choices),
        Column("needs", _("What it needs"), value=needed_for),
    ]
    table = Table(request, columns=columns, rows=list(MOVES), filename="moves")
    return table.export() or render(request, "staging/moves.html", {"table": table})


def needed_for(move: AllowedMove) -> str:
    """What the rules ask of a move, in words."""
    return _("; ").join(board.conditions(move)) or "–"


def today(request: Request) -> date:
    return selectors.local_day(request.now)
