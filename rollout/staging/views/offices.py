"""One office of the programme: where it stands, what it may do next and why not, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Text
from governance.core.known import known_at
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from governance.steering.matters import Matter
from rollout.staging import actions, board, deciders, history, rules, selectors, ways
from rollout.staging.asking import Put
from rollout.staging.doers import doers
from rollout.staging.forms import DecisionForm, MoveForm, OfficeWaveForm, ReasonForm
from rollout.staging.gating.holds import decided_holds
from rollout.staging.models import OfficeRollout, StageChange
from rollout.staging.stages import PROVEN, REASON_REQUIRED, MoveKind, Stage, move_between
from rollout.staging.standing import Standing


def rollout_of(office_id: int) -> OfficeRollout:
    """The office in the programme, or NotFound."""
    found = OfficeRollout.objects.select_related("office__parent", "wave__programme", "withdrawal").filter(office_id=office_id).first()
    if found is None:
        raise NotFound(_("This office is not in the programme."))
    return found


def change_of(pk: int) -> StageChange:
    found = StageChange.objects.select_related("rollout__office", "rollout__wave__programme").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such change of stage."))
    return found


def page_of(office_id: int) -> str:
    return reverse("staging:office", args=[office_id])


def seen(rollout: OfficeRollout) -> str:
    """Where the office stands, for the form to carry: a second person is told instead of overruling the first."""
    return f"{rollout.stage}:{rollout.held_from}"


def take_as_seen(rollout: OfficeRollout, text: str) -> None:
    """The office as the form saw it; the action compares it with where it stands by now."""
    stage, _colon, held_from = text.partition(":")
    if stage in Stage.values and held_from in ("", *Stage.values):
        rollout.stage, rollout.held_from = stage, held_from


@needs(Verb.VIEW, "programme")
def listing(request: Request) -> HttpResponseBase:
    """Every office of the programme as a list to sort, filter and export."""
    rollouts = list(OfficeRollout.objects.select_related("office", "wave", "withdrawal"))
    steps = selectors.stage_timelines()
    day = selectors.local_day(request.now)
    standing = Standing(steps, tuple(rollout.office_id for rollout in rollouts), day)
    waves = {str(rollout.wave.number): str(rollout.wave) for rollout in rollouts}
    columns = [
        Column("office", _("Office"), value=lambda row: str(row.office), link=lambda row: page_of(row.office_id)),
        Column("code", _("Code"), value=lambda row: row.office.code),
        Column("wave", _("Wave"), value=lambda row: str(row.wave), where="wave__number", choices=sorted(waves.items())),
        Column("stage", _("Stage"), value=lambda row: row.get_stage_display(), where="stage", choices=Stage.choices),
        Column("since", _("Since"), value=lambda row: step.on if (step := standing.step(row.office_id)) else None),
        Column("planned", _("Planned go-live")),
        Column("weeks", _("Weeks live"), numeric=True, value=lambda row: standing.weeks_live(row.office_id)),
    ]
    empty = Empty(_("No office is in the programme yet"), _("Put the pilot offices into wave 0 first, then the others into waves."))
    table = Table(request, columns, rollouts, empty=empty, filename="rollout-offices", per_page=60)
    context = {"table": table, "may_change": allows(request.actor, Verb.CHANGE, "stage")}
    return table.export() or render(request, "staging/offices.html", context)


@needs(Verb.VIEW, "programme")
def office(request: Request, office_id: int) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    instant = known_at(request)
    day = selectors.local_day(instant or request.now)
    steps = selectors.stage_timelines(instant, office_ids=[office_id]).get(office_id, ())
    lines = board.history_lines(rollout, instant)
    by = doers([line.change for line in lines], request.actor)
    facts = selectors.programme_facts(rollout.wave.programme)
    options = board.options(rollout, facts, instant or request.now)
    hold = decided_holds([rollout]).get(rollout.pk)
    context = {
        "rollout": rollout,
        "stage": history.stage_on(steps, day),
        "since": steps[-1].on if steps else None,
        "walk": board.walk_of(steps),
        "onward": [option for option in options if option.move.kind != MoveKind.ROLL_BACK],
        "back": [option for option in options if option.move.kind == MoveKind.ROLL_BACK],
        "proven": facts.office(office_id).reached in PROVEN,
        "lines": [(line, by[line.change.pk].said) for line in lines],
        "known_at": instant,
        "may_move": instant is None and allows(request.actor, Verb.CHANGE, "stage", office_id=office_id),
        "may_withdraw": instant is None and rollout.wave.is_pilot and may_withdraw(request, rollout),
        "withdrawal_objections": rules.may_withdraw(facts, office_id) if rollout.wave.is_pilot else (),
        "withdrawal": getattr(rollout, "withdrawal", None),
        "held_by": hold if instant is None else None,
        "may_lift": instant is None and ways.may_lift(request.actor, rollout, hold, day),
        "may_gate": allows(request.actor, Verb.VIEW, "gate_evidence", office_id=office_id),
    }
    return render(request, "staging/office.html", context)


def decide(
    request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object], *, done: str, back: str, context: dict[str, Any]
) -> HttpResponseBase:
    """Show the form, or act on it: a refusal stands beside its field, everything typed stays."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except (InvalidInput, Refused) as error:
            show_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect(back)
    return render(request, "staging/decision.html", {"form": form, "back": back, **context})


@needs(Verb.CHANGE, "stage")
def move(request: Request, office_id: int, stage: str) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    if stage not in Stage.values:
        raise NotFound(_("There is no such stage."))
    to = Stage(stage)
    take_as_seen(rollout, request.POST.get("seen", ""))
    line = move_between(Stage(rollout.stage), to, rollout.held_in)
    initial = {"on": selectors.local_day(request.now), "seen": seen(rollout)}
    form = MoveForm(request.POST or None, initial=initial, reason_required=bool(line and line.kind in REASON_REQUIRED))

    def act(given: dict[str, Any]) -> object:
        return actions.move(rollout, to, on=given["on"], reason=given["reason"], actor=request.actor, at=request.now)

    facts = selectors.programme_facts(rollout.wave.programme)
    option = next((option for option in board.options(rollout, facts, request.now) if option.move.end == to), None)
    context = {"rollout": rollout, "title": option.label if option else to.label, "option": option}
    done = _("%(office)s is now at “%(stage)s”.") % {"office": rollout.office, "stage": to.label}
    return decide(request, form, act, done=done, back=page_of(office_id), context=context)


@needs(Verb.CHANGE, "programme")
def wave(request: Request, office_id: int) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    initial = {"wave": rollout.wave_id, "planned_live_on": rollout.planned_live_on}
    form = OfficeWaveForm(request.POST or None, initial=initial, programme=rollout.wave.programme)

    def act(given: dict[str, Any]) -> object:
        return actions.place_office(rollout.office, actor=request.actor, at=request.now, **given)

    context = {"rollout": rollout, "title": _("Wave and plan")}
    return decide(request, form, act, done=_("The plan was changed."), back=page_of(office_id), context=context)


def withdrawal_standing(request: Request, rollout: OfficeRollout) -> tuple[Sequence[Put], Text, bool]:
    stem, today = deciders.withdrawal_key(rollout), selectors.local_day(request.now)
    return ways.standing(request.actor, Matter.PILOT_WITHDRAWAL, stem, today, rollout.office_id)


def may_withdraw(request: Request, rollout: OfficeRollout) -> bool:
    """Whether this reader may withdraw the pilot, or ask the committee that the charter names for it."""
    if not allows(request.actor, Verb.APPROVE, "pilot_withdrawal", office_id=rollout.office_id):
        return False
    _put, against, may_ask = withdrawal_standing(request, rollout)
    return not against or may_ask


@needs(Verb.APPROVE, "pilot_withdrawal")
def withdraw(request: Request, office_id: int) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    _put, against, may_ask = withdrawal_standing(request, rollout)
    if may_ask:
        return redirect("staging:ask_withdrawal", office_id)
    if against:
        raise NotAllowed(against)
    form = DecisionForm(request.POST or None, initial={"on": selectors.local_day(request.now)})

    def act(given: dict[str, Any]) -> object:
        return actions.withdraw_pilot(rollout, **given, actor=request.actor, at=request.now)

    hint = _("The other offices then no longer wait for this pilot. The office stays in the programme. This cannot be undone.")
    context = {"rollout": rollout, "title": _("Withdraw this pilot"), "hint": hint}
    done = _("%(office)s is withdrawn as a pilot.") % {"office": rollout.office}
    return decide(request, form, act, done=done, back=page_of(office_id), context=context)


@needs(Verb.CHANGE, "stage")
def correct(request: Request, pk: int) -> HttpResponseBase:
    change = change_of(pk)
    form = DecisionForm(request.POST or None, initial={"on": change.on})

    def act(given: dict[str, Any]) -> object:
        return actions.correct_date(change, **given, actor=request.actor, at=request.now)

    title = _("Correct the date of “%(stage)s”") % {"stage": change.get_to_stage_display()}
    hint = _("The old date stays on the record. Pages asked “as known on” an earlier day still show it.")
    context = {"rollout": change.rollout, "title": title, "hint": hint}
    back = page_of(change.rollout.office_id)
    return decide(request, form, act, done=_("The date was corrected."), back=back, context=context)


@needs(Verb.CHANGE, "stage")
def take_back(request: Request, pk: int) -> HttpResponseBase:
    change = change_of(pk)
    form = ReasonForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.take_back(change, **given, actor=request.actor, at=request.now)

    title = _("Take back “%(stage)s” of %(day)s") % {"stage": change.get_to_stage_display(), "day": written.day(change.on)}
    hint = _("For a row of the past that never happened. It stays on the record as taken back.")
    context = {"rollout": change.rollout, "title": title, "hint": hint}
    back = page_of(change.rollout.office_id)
    return decide(request, form, act, done=_("The row was taken back."), back=back, context=context)
