"""The CRM shown to the top: the list, one showing with its evidence, and recording one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import attachments, written
from governance.core.columns import Column, Empty
from governance.core.models import Attachment
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Table
from governance.organisation.selectors import people_names
from governance.organisation.views.acting import Ask, ask
from rollout.impact.actions.demonstrations import record_demonstration
from rollout.impact.forms.people import CorrectionForm, DemonstrationForm
from rollout.impact.models import Demonstration
from rollout.impact.views.words import may_change
from rollout.staging.selectors import local_day

LIMIT = 50 * 1024 * 1024


@needs(Verb.VIEW, "demonstration")
def demonstrations(request: Request) -> HttpResponseBase:
    may = may_change(request, "demonstration")
    rows = list(Demonstration.objects.filter(superseded_by__isnull=True).select_related("office"))
    names = people_names({pk for row in rows for pk in row.present_ids}, request.actor)
    columns = [
        Column("on", _("On"), link=lambda row: row.get_absolute_url(), nowrap=True),
        Column("office", _("Office shown"), value=lambda row: str(row.office) if row.office else ""),
        Column("present", _("Who of the top was there"), value=lambda row: present(row, names)),
        Column("decided", _("What was decided")),
    ]
    text = _("Show the pilot to the top first. Write down when, who was there and what was decided.")
    empty = Empty(
        _("Not shown to the top yet"), text, reverse("impact:demonstrate") if may else "", _("Record a showing"), "presentation-analytics"
    )
    table = Table(request, columns=columns, rows=rows, name="demonstrations", order="-on", empty=empty, filename="demonstrations")
    return table.export() or render(request, "impact/demonstrations.html", {"table": table, "may_change": may, "rows": rows})


def present(row: Demonstration, names: dict[int, str]) -> str:
    return written.together(names.get(pk, "–") for pk in row.present_ids)


@needs(Verb.VIEW, "demonstration")
def demonstration(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Demonstration.objects.select_related("office", "evidence", "corrects"), pk=pk)
    names = people_names(shown.present_ids, request.actor)
    later = Demonstration.objects.filter(corrects=shown).first()
    facts = [
        (_("On"), written.day(shown.on)),
        (_("Office shown"), str(shown.office) if shown.office else written.DASH),
        (_("Who of the top was there"), present(shown, names)),
        (_("What was shown"), shown.shown),
        (_("What was decided"), shown.decided),
    ]
    context = {"demonstration": shown, "facts": facts, "later": later, "may_change": may_change(request, "demonstration") and later is None}
    return render(request, "impact/demonstration.html", context)


@needs(Verb.CHANGE, "demonstration")
def demonstrate(request: Request) -> HttpResponse:
    return recorded(request, None, DemonstrationForm, _("Record a showing"))


@needs(Verb.CHANGE, "demonstration")
def correct(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Demonstration.objects.select_related("office", "evidence"), pk=pk, superseded_by__isnull=True)
    return recorded(request, held, CorrectionForm, _("Correct the showing"))


def recorded(request: Request, held: Demonstration | None, form: type[DemonstrationForm], heading: str) -> HttpResponse:
    def act(**typed: Any) -> HttpResponse:
        with transaction.atomic():
            file = typed.pop("evidence", None)
            evidence = kept(request, file) if file else (held.evidence if held else None)
            return redirect(record_demonstration(corrects=held, evidence=evidence, **typed))

    back = reverse("impact:demonstrations")
    words = Ask(
        heading,
        _("Record"),
        back,
        _("It is written once; a mistake is corrected by a row that stands for it."),
        [(_("Shown to the top"), back)],
    )
    options: dict[str, Any] = {"files": request.FILES} if request.method == "POST" else {}
    return ask(request, form, words, act, initial=initial(request, held), **options)


def kept(request: Request, file: Any) -> Attachment:
    return attachments.store(file, name=file.name or "file", actor=request.actor, at=request.now, what="demonstration", limit=LIMIT)


def initial(request: Request, held: Demonstration | None) -> dict[str, Any]:
    if held is None:
        return {"on": local_day(request.now)}
    names = people_names(held.present_ids, request.actor)
    present_now = "\n".join(names[pk] for pk in held.present_ids if pk in names)
    return {"on": held.on, "office": held.office, "shown": held.shown, "present": present_now, "decided": held.decided}
