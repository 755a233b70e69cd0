"""Practical tests on a phone: choose the person, tick what is seen, sign off. Each row is saved by itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty
from governance.core.errors import GatehouseError, NotAllowed
from governance.core.pages import Request, needs
from governance.core.pages import attempt as attempted
from governance.core.permissions import Verb, allows
from governance.core.tables import Table
from training.testing.actions import practical as actions
from training.testing.actions.reminding import PATIENCE
from training.testing.forms.practical import OpenForm, SignOffForm, row_number, stamped
from training.testing.models import Attempt, PaperKind, Seen, SignOff
from training.testing.selectors import checklists
from training.testing.selectors.standings import percents
from training.testing.sending import read_stamp

WHAT = "practical"
LATELY = 100


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponseBase:
    """Checklists begun and not signed off, those done lately, and a form to begin one."""
    may = allows(request.actor, Verb.CHANGE, WHAT)
    form = OpenForm(request.POST or None) if may else None
    made: list[Attempt] = []
    if form is not None and request.method == "POST":

        def act(typed: dict[str, Any]) -> None:
            made.append(actions.open_checklist(**typed, actor=request.actor, at=request.now))

        if attempted(form, act):
            return redirect("testing:checklist", made[0].pk)
    waiting = checklists.begun()
    table = begun_table(request, waiting)
    done = done_table(request)
    late = sum(request.now - one.since >= PATIENCE for one in waiting)
    context = {"form": form, "table": table, "done": done, "waiting": len(waiting), "late": late, "patience": PATIENCE.days}
    return table.export() or done.export() or render(request, "testing/practical.html", context)


def begun_table(request: Request, waiting: list[checklists.Begun]) -> Table:
    names = checklists.names_of(one.attempt for one in waiting)
    return Table(
        request,
        [
            Column(
                "person",
                _("Person"),
                value=lambda one: names[one.attempt.person_id],
                link=lambda one: reverse("testing:checklist", args=[one.attempt.pk]),
            ),
            Column("paper", _("Practical test"), value=lambda one: str(one.attempt.paper)),
            Column("rows", _("Rows seen"), value=lambda one: f"{one.done} / {one.rows}", sort=False),
            Column("days", _("Days waiting"), value=lambda one: (request.now - one.since).days, numeric=True),
        ],
        waiting,
        name="begun",
        compact=10,
        empty=Empty(_("No checklist is open"), _("Begin one when you stand beside the person."), icon="clipboard-check"),
    )


def done_table(request: Request) -> Table:
    signed = list(SignOff.objects.select_related("attempt__paper", "attempt__person__identity").order_by("-pk")[:LATELY])
    names = checklists.names_of(row.attempt for row in signed)
    results = percents([row.attempt_id for row in signed])
    return Table(
        request,
        [
            Column(
                "person",
                _("Person"),
                value=lambda row: names[row.attempt.person_id],
                link=lambda row: reverse("testing:checklist", args=[row.attempt_id]),
            ),
            Column("paper", _("Practical test"), value=lambda row: str(row.attempt.paper)),
            Column("result", _("Result of the test"), value=lambda row: results.get(row.attempt_id), numeric=True, percent=True),
            Column("recorded_at", _("Signed off"), value=lambda row: row.recorded_at),
        ],
        signed,
        name="done",
        compact=5,
        empty=Empty(_("None signed off yet")),
    )


def attempt_of(request: Request, pk: int) -> Attempt:
    found = Attempt.objects.filter(paper__kind=PaperKind.PRACTICAL).select_related("paper", "version", "person__identity")
    attempt = get_object_or_404(found, pk=pk)
    if request.actor.person_id == attempt.person_id:
        raise NotAllowed(_("Nobody assesses themselves. Ask another assessor."))
    return attempt


@needs(Verb.VIEW, WHAT)
def checklist(request: Request, pk: int) -> HttpResponse:
    attempt = attempt_of(request, pk)
    found = checklists.sheets(attempt)
    signed = SignOff.objects.filter(attempt=attempt).first()
    context = {
        "attempt": attempt,
        "name": str(attempt.person),
        "sheets": [shown(sheet) for sheet in found],
        "rows": sum(len(sheet.lines) for sheet in found),
        "done": sum(sheet.done for sheet in found),
        "signed": signed,
        "result": percents([attempt.pk]).get(attempt.pk) if signed else None,
        "failed": [sheet.lines[place].check.text.said(said_in(sheet)) for sheet in found for place in sheet.result.failed],
        "missing": actions.missing(attempt) if signed is None else [],
        "form": SignOffForm(),
        "seen_choices": Seen.choices,
        "may": allows(request.actor, Verb.CHANGE, WHAT) and signed is None,
        "number": uuid4().hex,
        "largest": actions.LARGEST_EVIDENCE,
    }
    return render(request, "testing/checklist.html", context)


def said_in(sheet: checklists.Sheet) -> str:
    return sheet.question.language_for(get_language() or "en")


def shown(sheet: checklists.Sheet) -> dict[str, Any]:
    said = said_in(sheet)
    return {
        "item": sheet.item,
        "text": sheet.question.text.said(said),
        "lines": [(line, line.check.text.said(said), line.observation.seen if line.observation else "") for line in sheet.lines],
    }


@needs(Verb.CHANGE, WHAT)
def save(request: Request, pk: int) -> HttpResponse:
    """One row. A script gets a short answer it can act on; without scripts the page comes back at the row."""
    attempt = attempt_of(request, pk)
    if request.method != "POST":
        return redirect("testing:checklist", pk)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    evidence: Any = request.FILES.get("evidence")
    try:
        require_own_tick(request)
        saved = actions.observe(
            attempt,
            row_number(request.POST.get("item", "")),
            row_number(request.POST.get("place", "")),
            seen=request.POST.get("seen", ""),
            note=request.POST.get("note", ""),
            evidence=evidence.file if evidence else None,
            evidence_name=evidence.name or "" if evidence else "",
            client_id=request.POST.get("client_id", ""),
            stamp=read_stamp(stamped(request.POST)),
            actor=request.actor,
            at=request.now,
        )
    except GatehouseError as error:
        if wants_json:
            return JsonResponse({"error": str(error.message)}, status=error.status)
        raise
    if wants_json:
        return JsonResponse({"saved": saved.pk, "evidence": bool(saved.evidence_id), "missing": actions.missing(attempt)})
    return redirect(reverse("testing:checklist", args=[pk]) + f"#row-{saved.item_id}-{saved.place}")


def require_own_tick(request: Request) -> None:
    """A phone goes from hand to hand: what one assessor ticked does not go on record as seen by whoever is signed in now."""
    if request.POST.get("assessor", request.actor.username) != request.actor.username:
        raise NotAllowed(_("Somebody else is signed in here now. What you ticked is kept on this phone until you sign in again."))


@needs(Verb.CHANGE, WHAT)
def sign_off(request: Request, pk: int) -> HttpResponse:
    attempt = attempt_of(request, pk)
    form = SignOffForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return redirect("testing:checklist", pk)
    actions.sign_off(attempt, remark=form.cleaned_data["remark"], actor=request.actor, at=request.now)
    messages.success(request, _("The checklist is signed off."))
    return redirect("testing:checklist", pk)
