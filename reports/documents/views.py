"""Pages of the executive report: those made, making one, download."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from governance.core import jobs, naming
from governance.core.documents import archive
from governance.core.documents.models import Document
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Table
from reports.documents.figures import KIND
from reports.documents.forms import MakeReportForm
from rollout.staging.selectors import record_begins


@needs(Verb.VIEW, KIND)
def reports(request: Request) -> HttpResponseBase:
    """Every executive report, newest first."""
    rows = Document.objects.filter(snapshot__kind=KIND).select_related("snapshot")
    shown = Table(request, columns=columns(naming.names_in(rows, "username", request.actor)), rows=rows)
    latest = rows.first()
    day = date.fromisoformat(latest.snapshot.figures["day"]) if latest else None
    context = {"table": shown, "latest": latest, "latest_day": day, "may_make": allows(request.actor, Verb.CHANGE, KIND)}
    return shown.export() or render(request, "documents/reports.html", context)


@needs(Verb.CHANGE, KIND)
def make(request: Request) -> HttpResponse:
    """Ask for a report; it is made in the background."""
    today = timezone.localdate(request.now)
    first: dict[str, Any] = {"day": today, "languages": [get_language() or "en"]}
    form = MakeReportForm(request.POST or None, initial=first, now=request.now, since=record_begins())
    if request.method == "POST" and form.is_valid():
        known_at = form.known_at_asked()
        job = jobs.start(
            "documents.executive_report",
            actor=request.actor,
            at=request.now,
            arguments={
                "day": form.cleaned_data["day"].isoformat(),
                "languages": form.cleaned_data["languages"],
                "known_at": known_at.isoformat() if known_at else None,
                "asked_at": request.now.isoformat(),
            },
            then_url=reverse("documents:reports"),
        )
        messages.success(request, _("The report is being made. You can leave this page and come back."))
        return redirect(job)
    return render(request, "documents/make.html", {"form": form}, status=422 if form.errors else 200)


@needs(Verb.VIEW, KIND)
def download(request: Request, pk: int) -> HttpResponse:
    """The kept PDF."""
    document = Document.objects.filter(pk=pk, snapshot__kind=KIND).select_related("snapshot").first()
    if document is None:
        raise NotFound(gettext_lazy("There is no such report."))
    name = f"executive-report-{document.snapshot.figures['day']}-{document.language}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(archive.content(document), content_type="application/pdf", headers=headers)


def address(document: Document) -> str:
    return reverse("documents:download", args=[document.pk])


def fingerprint(document: Document) -> str:
    return document.snapshot.sha256[:16]


def proof(document: Document) -> str:
    return reverse("core:verify") + f"?fingerprint={document.snapshot.sha256}"


def columns(known: Mapping[str, str]) -> list[Column]:
    return [
        Column("title", _("Report"), link=address, search="title"),
        Column("language", _("Language"), value=lambda document: document.get_language_display(), sort="language"),
        Column("recorded_at", _("Made at"), sort="recorded_at"),
        Column("username", _("Made by"), value=lambda document: known[document.username], sort="username", search="username"),
        Column("fingerprint", _("Fingerprint of the figures"), value=fingerprint, sort=False, link=proof),
    ]
