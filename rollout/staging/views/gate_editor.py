"""The gates of the programme, and the editor of their drafts: no code, only figures of the registry and words of roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import metrics
from governance.core.errors import GatehouseError, NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.steering.matters import Matter
from rollout.staging import actions, deciders, gate_lines, selectors
from rollout.staging.actions.making_gates import KINDS
from rollout.staging.forms import ReasonForm
from rollout.staging.gate_forms import STEPS, CriterionForm
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.gating.readiness import of_programme
from rollout.staging.gating.versions import versions
from rollout.staging.history import reached_on
from rollout.staging.models import GateCriterion, GateVersion
from rollout.staging.stages import WALK, Stage
from rollout.staging.states import VersionState
from rollout.staging.views.gate_tabs import tabs
from rollout.staging.views.waves import no_programme
from rollout.staging.ways import standing


def version_of(pk: int) -> GateVersion:
    found = GateVersion.objects.select_related("gate__programme").prefetch_related("criteria").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such version of a gate."))
    return found


def line_of(pk: int) -> GateCriterion:
    found = GateCriterion.objects.select_related("version__gate").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such line."))
    return found


def page_of(version: GateVersion) -> str:
    return reverse("staging:gate_version", args=[version.pk])


def stage_of(text: str) -> Stage:
    if text not in Stage.values or Stage(text) not in WALK[:-1]:
        raise NotFound(_("No gate begins in this stage."))
    return Stage(text)


@needs(Verb.VIEW, "gate")
def gates(request: Request) -> HttpResponseBase:
    """The six places where a gate stands, with what is in force and what is drafted."""
    programme = selectors.programme()
    if programme is None:
        return no_programme(request)
    by_start: dict[str, list[GateVersion]] = {}
    for version in versions(programme):
        by_start.setdefault(version.gate.start, []).append(version)
    shown = [
        {
            "start": start,
            "end": end,
            "active": next((each for each in by_start.get(start, ()) if each.state == VersionState.ACTIVE), None),
            "draft": next((each for each in by_start.get(start, ()) if each.state == VersionState.DRAFT), None),
            "retired": [each for each in by_start.get(start, ()) if each.state == VersionState.RETIRED],
        }
        for start, end in zip(WALK, WALK[1:], strict=False)
    ]
    context = {
        "gates": shown,
        "may_change": allows(request.actor, Verb.CHANGE, "gate"),
        "any_active": any(each["active"] for each in shown),
        "tabs": tabs(request),
    }
    return render(request, "staging/gates.html", context)


@needs(Verb.CHANGE, "gate")
def draft(request: Request, start: str) -> HttpResponseBase:
    programme, stage = selectors.programme(), stage_of(start)
    if programme is None or request.method != "POST":
        return redirect("staging:gates")
    made = actions.draft_version(programme, stage, actor=request.actor, at=request.now)
    messages.success(request, _("A draft is open. Nothing changes until it is put in force."))
    return redirect(page_of(made))


@needs(Verb.VIEW, "gate")
def version(request: Request, pk: int) -> HttpResponseBase:
    found = version_of(pk)
    may_change = allows(request.actor, Verb.CHANGE, "gate")
    lines = [
        {
            "row": row,
            "asked": gate_lines.asked_words(row.asked),
            "note": gate_lines.more_words(row.asked),
            "standing": gate_lines.standing_words(row.asked),
        }
        for row in found.criteria.all()
    ]
    context = {
        "version": found,
        "lines": lines,
        "is_draft": found.state == VersionState.DRAFT,
        "is_active": found.state == VersionState.ACTIVE,
        "may_change": may_change,
        "may_retire": allows(request.actor, Verb.APPROVE, "gate_override"),
        "form": ReasonForm() if may_change else None,
        "preview": preview(request, found) if "preview" in request.GET and allows(request.actor, Verb.VIEW, "gate_evidence") else None,
        "may_preview": allows(request.actor, Verb.VIEW, "gate_evidence") and bool(lines),
    }
    return render(request, "staging/gate_version.html", context)


def preview(request: Request, found: GateVersion) -> list[dict[str, Any]]:
    """What this version would say today for each office that the reader may look into; those before the gate first."""
    rollouts = [row for row in of_programme() if allows(request.actor, Verb.VIEW, "gate_evidence", office_id=row.office_id)]
    criteria = tuple(found.criteria.all())
    judged = judge([Asked(row, criteria) for row in rollouts], at=request.now)
    steps, day = selectors.stage_timelines(), selectors.local_day(request.now)
    words = {row.code: str(row) for row in criteria}
    shown = [
        {
            "rollout": row,
            "before": reached_on(steps.get(row.office_id, ()), day) == found.gate.start,
            "verdict": judged[row.office_id][1].verdict,
            "share": judged[row.office_id][1].readiness,
            "lacking": [words[finding.criterion.code] for finding in judged[row.office_id][1].lacking],
        }
        for row in rollouts
    ]
    return sorted(shown, key=lambda each: not each["before"])


@needs(Verb.CHANGE, "gate")
def add_line(request: Request, pk: int) -> HttpResponseBase:
    found = version_of(pk)
    form = CriterionForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        reason = given.pop("reason")
        return actions.add_criterion(found, given, actor=request.actor, at=request.now, reason=reason)

    return line_page(request, form, act, found, _("Add a criterion"), None)


@needs(Verb.CHANGE, "gate")
def change_line(request: Request, pk: int) -> HttpResponseBase:
    row = line_of(pk)
    form = CriterionForm(request.POST or None, line=row)

    def act(given: dict[str, Any]) -> object:
        reason = given.pop("reason")
        return actions.change_criterion(row, given, actor=request.actor, at=request.now, reason=reason)

    return line_page(request, form, act, row.version, _("Change the criterion"), row)


def line_page(
    request: Request, form: CriterionForm, act: Any, found: GateVersion, title: str, row: GateCriterion | None
) -> HttpResponseBase:
    """The form with the explanation of every figure under it."""
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The draft was changed."))
        return redirect(page_of(found))
    kinds = set(KINDS.values())
    explained = [metric for metric in metrics.registered() if metric.subjects & kinds]
    context = {
        "form": form,
        "version": found,
        "title": title,
        "line": row,
        "metrics": explained,
        "stepped": any(form[f"{half}_{n}"].value() for n in range(1, STEPS + 1) for half in ("week", "value")),
        "back": page_of(found),
    }
    return render(request, "staging/gate_line.html", context)


@needs(Verb.CHANGE, "gate")
def remove_line(request: Request, pk: int) -> HttpResponseBase:
    row = line_of(pk)
    if request.method == "POST":
        actions.remove_criterion(row, actor=request.actor, at=request.now)
        messages.success(request, _("The line was taken out of the draft."))
    return redirect(page_of(row.version))


@needs(Verb.CHANGE, "gate")
def activate(request: Request, pk: int) -> HttpResponseBase:
    found = version_of(pk)
    if request.method == "POST":
        try:
            actions.activate(found, actor=request.actor, at=request.now, reason=request.POST.get("reason", "")[:2000])
        except GatehouseError as error:
            messages.error(request, " ".join([str(error.message), *(str(reason) for reason in error.reasons)]))
        else:
            messages.success(request, _("The version is in force. Every move through this gate now needs a decision."))
    return redirect(page_of(found))


@needs(Verb.APPROVE, "gate_override")
def retire(request: Request, pk: int) -> HttpResponseBase:
    found = version_of(pk)
    put, against, may_ask = standing(request.actor, Matter.OVERRIDE, deciders.retire_key(found), selectors.local_day(request.now))
    if may_ask and request.method == "GET":
        return redirect("staging:ask_retiring", pk)
    form = ReasonForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.retire(found, **given, actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The version is retired. Nothing stands at this gate until another is put in force."))
        return redirect(page_of(found))
    hint = _("Without another version in force, offices pass here without a decision.")
    context = {"form": form, "title": _("Retire this version"), "subtitle": str(found), "back": page_of(found), "hint": hint}
    return render(request, "staging/gate_form.html", context | {"put": put, "against": against})
