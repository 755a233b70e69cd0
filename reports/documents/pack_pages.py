"""Pages of packs: those I asked for, asking for one, the archive."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from governance.core import jobs
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table
from reports.documents.models import Pack
from reports.documents.packs import archived, offices_of
from reports.documents.scorecards import KIND
from rollout.staging.selectors import local_day


class PackForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


@needs(Verb.VIEW, KIND)
def packs(request: Request) -> HttpResponseBase:
    """Packs that the reader asked for, and a button for the next."""
    day = local_day(request.now)
    form = PackForm(request.POST or None, initial={"language": get_language() or "en"})
    if request.method == "POST" and form.is_valid():
        job = jobs.start(
            "documents.scorecard_pack",
            actor=request.actor,
            at=request.now,
            arguments={"day": day.isoformat(), "language": form.cleaned_data["language"], "asked_at": request.now.isoformat()},
            then_url=reverse("documents:packs"),
            key=f"scorecard-pack {request.actor.username} {form.cleaned_data['language']}",
        )
        messages.success(request, _("The pack is being made. You can leave this page and come back."))
        return redirect(job)
    columns = [
        Column("name", _("Pack"), value=str, link=lambda pack: reverse("documents:pack", args=[pack.pk]), sort=False),
        Column("language", _("Language"), value=lambda pack: pack.get_language_display()),
        Column("recorded_at", _("Made at")),
    ]
    empty = Empty(_("No pack was made yet"), _("A pack holds one scorecard for each live office, to be downloaded as one archive."))
    mine = Pack.objects.filter(username=request.actor.username)
    table = Table(request, columns=columns, rows=mine, name="packs", empty=empty, filename="packs")
    return table.export() or render(
        request, "documents/packs.html", {"table": table, "form": form, "count": len(offices_of(request.actor, day))}
    )


@needs(Verb.VIEW, KIND)
def pack(request: Request, pk: int) -> HttpResponseBase:
    """The archive, for whoever asked for it."""
    found = Pack.objects.filter(pk=pk, username=request.actor.username).first()
    if found is None:
        raise NotFound(_("There is no such pack, or it is not yours."))
    name = f"scorecards-{found.day.isoformat()}-{found.language}.zip"
    return FileResponse(archived(found, request.actor), as_attachment=True, filename=name, content_type="application/zip")
