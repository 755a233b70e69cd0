"""Pages of office scorecards on paper: those kept, making one, download."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import jobs, naming
from governance.core.documents import archive
from governance.core.documents.models import Document
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office
from reports.dashboards.views.finding import office_or_404
from reports.documents.forms import MakeScorecardForm
from reports.documents.scorecards import kept_for
from reports.documents.views import fingerprint, proof
from rollout.staging.selectors import local_day, record_begins


@needs(Verb.VIEW, "office_scorecard")
def scorecards(request: Request, office_id: int) -> HttpResponseBase:
    """Every scorecard kept of this office."""
    return shown(request, office_or_404(request, office_id, "office_scorecard"))


def shown(request: Request, office: Office, form: MakeScorecardForm | None = None) -> HttpResponseBase:
    rows = list(kept_for(office, request.actor))
    known = naming.names((one.username for one in rows), request.actor)
    columns = [
        Column("title", _("Scorecard"), link=lambda one: reverse("documents:scorecard", args=[office.pk, one.pk])),
        Column("language", _("Language"), value=lambda one: one.get_language_display()),
        Column("recorded_at", _("Made at")),
        Column("username", _("Made by"), value=lambda one: known[one.username]),
        Column("fingerprint", _("Fingerprint of the figures"), value=fingerprint, sort=False, link=proof),
    ]
    empty = Empty(_("No scorecard was printed yet"), _("Choose the languages above; the figures are frozen as they stand now."))
    table = Table(request, columns=columns, rows=rows, name="scorecards", order="-recorded_at", empty=empty, filename="scorecards")
    form = form or MakeScorecardForm(initial={"languages": [get_language() or "en"]}, now=request.now)
    context = {"office": office, "table": table, "form": form}
    return table.export() or render(request, "documents/scorecards.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Verb.VIEW, "office_scorecard")
def make(request: Request, office_id: int) -> HttpResponseBase:
    """Freeze what is known now or was known then; the paper is made in the background."""
    office = office_or_404(request, office_id, "office_scorecard")
    form = MakeScorecardForm(request.POST, now=request.now, since=record_begins())
    if not form.is_valid():
        return shown(request, office, form)
    instant = form.known_at_asked()
    job = jobs.start(
        "documents.office_scorecard",
        actor=request.actor,
        at=request.now,
        arguments={
            "office": office.pk,
            "day": local_day(instant or request.now).isoformat(),
            "known_at": instant.isoformat() if instant else None,
            "languages": form.cleaned_data["languages"],
            "asked_at": request.now.isoformat(),
        },
        then_url=reverse("documents:scorecards", args=[office.pk]),
    )
    messages.success(request, _("The scorecard is being made. You can leave this page and come back."))
    return redirect(job)


@needs(Verb.VIEW, "office_scorecard")
def scorecard(request: Request, office_id: int, pk: int) -> HttpResponse:
    """The kept PDF."""
    office = office_or_404(request, office_id, "office_scorecard")
    document: Document | None = next((one for one in kept_for(office, request.actor) if one.pk == pk), None)
    if document is None:
        raise NotFound(_("There is no such scorecard, or it is not yours to see."))
    day = date.fromisoformat(document.snapshot.figures["day"])
    name = f"scorecard-{office.code}-{day.isoformat()}-{document.language}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(archive.content(document), content_type="application/pdf", headers=headers)
