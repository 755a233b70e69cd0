"""Roll-backs as work: the checklist of each, its steps, its end; and the end of the programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows, require, scope
from governance.core.tables import Column, Empty, Table, status
from governance.steering.matters import Matter
from rollout.staging import actions, deciders, selectors
from rollout.staging.actions import Lessons
from rollout.staging.doers import doers
from rollout.staging.gate_forms import OwnStepForm, StepForm, StopForm
from rollout.staging.models import ProgrammeStop, Rollback, RollbackStep
from rollout.staging.states import DATA_STEPS
from rollout.staging.views.gate_office import kept
from rollout.staging.views.gate_tabs import tabs
from rollout.staging.ways import standing


def rollback_of(request: Request, pk: int) -> Rollback:
    found = Rollback.objects.select_related("rollout__office", "change", "finish").filter(pk=pk).first()
    if found is None or not allows(request.actor, Verb.VIEW, "rollback", office_id=found.rollout.office_id):
        raise NotFound(_("There is no such roll-back, or it is not yours to see."))
    return found


@needs(Verb.VIEW, "rollback")
def listing(request: Request) -> HttpResponseBase:
    rows = Rollback.objects.select_related("rollout__office", "change", "finish").prefetch_related("steps__done")
    reached = scope(request.actor, Verb.VIEW, "rollback")
    if not reached.everything:
        rows = rows.filter(rollout__office__in=reached.office_ids)

    def done(row: Rollback) -> int:
        return sum(1 for step in row.steps.all() if hasattr(step, "done"))

    def state(row: Rollback) -> tuple[str, str]:
        return ("good", _("finished")) if hasattr(row, "finish") else ("bad", _("open"))

    columns = [
        Column("office", _("Office"), value=lambda row: str(row.rollout.office), link=lambda row: row.get_absolute_url()),
        Column("from", _("From"), value=lambda row: row.change.get_from_stage_display()),
        Column("to", _("Back to"), value=lambda row: row.change.get_to_stage_display()),
        Column("on", _("On"), value=lambda row: row.change.on),
        Column("done", _("Steps done"), value=lambda row: _("%(done)d of %(all)d") % {"done": done(row), "all": len(row.steps.all())}),
        Column("state", _("State"), value=lambda row: state(row)[1], show=lambda row: status(*state(row))),
        Column("reason", _("Reason")),
    ]
    empty = Empty(_("No office was rolled back"), _("A roll-back opens its checklist by itself."))
    shown = Table(request, columns, list(rows), empty=empty, filename="rollbacks")
    lead = _("Going back is work: no office moves on before its checklist is finished.")
    context = {"table": shown, "tabs": tabs(request), "title": _("Roll-backs"), "lead": lead}
    return shown.export() or render(request, "staging/gate_listing.html", context)


@needs(Verb.VIEW, "rollback")
def detail(request: Request, pk: int) -> HttpResponseBase:
    found = rollback_of(request, pk)
    steps = list(found.steps.select_related("done__evidence"))
    finished = hasattr(found, "finish")
    may_change = not finished and allows(request.actor, Verb.CHANGE, "rollback", office_id=found.rollout.office_id)
    form = OwnStepForm(request.POST or None) if may_change else None

    def act(given: dict[str, Any]) -> object:
        return actions.add_step(found, **given, actor=request.actor, at=request.now)

    if request.method == "POST" and form is not None and attempt(form, act):
        messages.success(request, _("The step was added."))
        return redirect(found.get_absolute_url())
    done = [step.done for step in steps if hasattr(step, "done")]
    by = doers(done, request.actor)
    context = {
        "rollback": found,
        "steps": [{"row": step, "done": (made := getattr(step, "done", None)), "by": by[made.pk] if made else None} for step in steps],
        "done": len(done),
        "unnamed": any(one.unnamed for one in by.values()),
        "finished": getattr(found, "finish", None),
        "may_change": may_change,
        "form": form,
        "may_gate": allows(request.actor, Verb.VIEW, "gate_evidence", office_id=found.rollout.office_id),
    }
    return render(request, "staging/rollback.html", context)


@needs(Verb.CHANGE, "rollback")
def step(request: Request, pk: int) -> HttpResponseBase:
    row = RollbackStep.objects.select_related("rollback__rollout__office").filter(pk=pk).first()
    if row is None or not allows(request.actor, Verb.CHANGE, "rollback", office_id=row.rollback.rollout.office_id):
        raise NotFound(_("There is no such step, or it is not yours."))
    form = StepForm(request.POST or None, request.FILES or None, counts=row.step in DATA_STEPS)

    @transaction.atomic
    def act(given: dict[str, Any]) -> object:
        evidence = kept(request, given.pop("evidence"), row.rollback.rollout.office_id, "rollback")
        return actions.complete_step(row, evidence=evidence, **given, actor=request.actor, at=request.now)

    back = row.rollback.get_absolute_url()
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The step is done."))
        return redirect(back)
    context = {"form": form, "title": str(row), "subtitle": str(row.rollback.rollout.office), "back": back, "files": True}
    return render(request, "staging/gate_form.html", context)


@needs(Verb.CHANGE, "rollback")
def finish(request: Request, pk: int) -> HttpResponseBase:
    found = rollback_of(request, pk)
    if request.method == "POST":
        actions.finish_rollback(found, actor=request.actor, at=request.now)
        messages.success(request, _("The roll-back is finished. The office may be brought to its gate again."))
    return redirect(found.get_absolute_url())


@needs(Verb.VIEW, "programme_stop")
def stop(request: Request) -> HttpResponseBase:
    """The end of the programme: what was learned, or, for who decides it, the form."""
    programme = selectors.programme()
    if programme is None:
        raise NotFound(_("There is no programme yet."))
    ended = ProgrammeStop.objects.filter(programme=programme).first()
    may_stop = ended is None and allows(request.actor, Verb.APPROVE, "programme_stop")
    if request.method == "POST" and ended is None:
        require(request.actor, Verb.APPROVE, "programme_stop")
    form = StopForm(request.POST or None) if may_stop else None

    def act(given: dict[str, Any]) -> object:
        reason = given.pop("reason")
        return actions.stop_programme(programme, Lessons(**given), actor=request.actor, at=request.now, reason=reason)

    if request.method == "POST" and form is not None and attempt(form, act):
        messages.success(request, _("The programme is stopped."))
        return redirect(reverse("staging:stop"))
    today, stem = selectors.local_day(request.now), deciders.stop_key(programme)
    put, against, may_ask = standing(request.actor, Matter.STOP, stem, today)
    shown = {"programme": programme, "ended": ended, "form": form, "against": against, "put": put, "may_ask": may_ask and may_stop}
    return render(request, "staging/stop.html", shown)
