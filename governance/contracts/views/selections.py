"""Choosing a vendor: candidates scored per criterion and evaluator, disagreement shown, one chosen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.contracts.actions import choosing
from governance.contracts.forms.choosing import ChooseForm, PointsForm, PromiseForm, SelectionForm
from governance.contracts.models import Candidate, Contract, Score, Selection, SelectionState
from governance.contracts.selection import Mark, totals
from governance.contracts.views.deciding import decision
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table


@needs(Verb.VIEW, "selection")
def selections(request: Request) -> HttpResponseBase:
    columns = [
        Column("title", _("Selection"), sort="title", search="title", link=lambda s: reverse("contracts:selection", args=[s.pk])),
        Column("state", _("State"), sort="state", choices=SelectionState.choices),
        Column("winner", _("Chosen vendor"), sort="winner__name"),
        Column("decided_on", _("Decided on"), sort="decided_on"),
    ]
    may_enter = allows(request.actor, Verb.CHANGE, "selection")
    link = (reverse("contracts:selection_new"), _("New selection")) if may_enter else ()
    empty = Empty(_("No selection yet"), _("Compare vendors on what counts before you sign."), *link)
    shown = Table(request, columns=columns, rows=Selection.objects.select_related("winner").order_by("-pk"), name="selections", empty=empty)
    return shown.export() or render(request, "contracts/selections.html", {"table": shown, "may_enter": may_enter})


@needs(Verb.CHANGE, "selection")
def new(request: Request) -> HttpResponse:
    usual = "\n".join(f"{name} = {weight}" for name, weight in choosing.USUAL_CRITERIA)
    form = SelectionForm(request.POST or None, initial={"criteria": usual})
    return decision(
        request,
        form,
        lambda typed: choosing.open_selection(actor=request.actor, at=request.now, **typed | {"vendors": list(typed["vendors"])}),
        done=_("The selection is open for points."),
        back=reverse("contracts:selections"),
        context={"heading": _("New selection")},
    )


@needs(Verb.VIEW, "selection")
def selection(request: Request, pk: int) -> HttpResponse:
    """The comparison, and one's own points."""
    shown = get_object_or_404(Selection.objects.select_related("winner"), pk=pk)
    candidates = list(shown.candidates.select_related("vendor").prefetch_related("promises"))
    criteria = list(shown.criteria.all())
    scores = Score.objects.filter(candidate__selection=shown, superseded_at__isnull=True)
    mine = {f"p-{s.candidate_id}-{s.criterion_id}": s.points for s in scores if s.username == request.actor.username}
    form = PointsForm(request.POST or None, candidates=candidates, criteria=criteria, initial=mine)
    if request.method == "POST" and attempt(form, lambda typed: _give(request, typed, candidates, criteria)):
        messages.success(request, _("Your points are recorded."))
        return redirect("contracts:selection", pk)
    marks = [Mark(s.candidate_id, s.criterion_id, s.username, s.points) for s in scores]
    ranked = totals(marks, {c.pk: c.weight for c in criteria}, [c.pk for c in candidates])
    by_id = {candidate.pk: candidate for candidate in candidates}
    context = {
        "selection": shown,
        "criteria": criteria,
        "ranked": [(by_id[total.candidate], total, list(zip(criteria, total.lines, strict=True))) for total in ranked],
        "grid": [(criterion, [form[f"p-{c.pk}-{criterion.pk}"] for c in candidates]) for criterion in criteria],
        "candidates": candidates,
        "form": form,
        "evaluators": len({s.username for s in scores}),
        "disputed": any(line.disputed for total in ranked for line in total.lines),
        "open": shown.state == SelectionState.SCORING,
        "may_score": shown.state == SelectionState.SCORING and allows(request.actor, Verb.CHANGE, "points"),
        "may_choose": allows(request.actor, Verb.APPROVE, "selection"),
        "may_change": allows(request.actor, Verb.CHANGE, "selection"),
        "contract": Contract.objects.filter(selection=shown).first(),
        "may_enter": shown.state == SelectionState.DECIDED and allows(request.actor, Verb.CHANGE, "contract"),
    }
    return render(request, "contracts/selection.html", context)


def _give(request: Request, typed: dict[str, Any], candidates: list[Candidate], criteria: list[Any]) -> None:
    with transaction.atomic():
        for candidate in candidates:
            for criterion in criteria:
                points = typed.get(f"p-{candidate.pk}-{criterion.pk}")
                if points is not None:
                    choosing.give_points(candidate, criterion, points=points, actor=request.actor, at=request.now)


@needs(Verb.CHANGE, "selection")
def promise(request: Request, pk: int, candidate: int) -> HttpResponse:
    by = get_object_or_404(Candidate.objects.select_related("vendor", "selection"), pk=candidate, selection=pk)
    return decision(
        request,
        PromiseForm(request.POST or None),
        lambda typed: choosing.add_promise(by, actor=request.actor, at=request.now, **typed),
        done=_("The promise is written down."),
        back=reverse("contracts:selection", args=[pk]),
        context={"heading": _("Promise of %s") % by.vendor},
    )


@needs(Verb.APPROVE, "selection")
def choose(request: Request, pk: int, candidate: int) -> HttpResponse:
    winner = get_object_or_404(Candidate.objects.select_related("vendor", "selection"), pk=candidate, selection=pk)
    form = ChooseForm(request.POST or None, initial={"on": timezone.localdate(request.now)})
    return decision(
        request,
        form,
        lambda typed: choosing.choose(winner.selection, winner, actor=request.actor, at=request.now, **typed),
        done=_("The vendor is chosen."),
        back=reverse("contracts:selection", args=[pk]),
        context={"heading": _("Choose %s") % winner.vendor},
    )
