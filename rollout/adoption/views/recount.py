"""Count days of an applied file again, with its mapping as it is now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb
from rollout.adoption.actions import corrections
from rollout.adoption.forms.own import RecountForm
from rollout.adoption.models import UsageImport
from rollout.adoption.views.imports import begin_preview

WHAT = "usage_import"


@needs(Verb.IMPORT, WHAT)
def recount(request: Request, pk: int) -> HttpResponse:
    """Asks for the days, then shows the preview before anything changes."""
    sent = get_object_or_404(UsageImport.objects.select_related("source", "mapping"), pk=pk)
    form = RecountForm(request.POST or None, first=sent.first_day, last=sent.last_day)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            again = corrections.recount(
                sent=sent, first=given["first"], last=given["last"], reason=given["reason"], actor=request.actor, at=request.now
            )
        except (InvalidInput, Refused, Conflict) as refused:
            show_refusal(form, refused)
        else:
            assert again.mapping is not None
            return begin_preview(request, again, again.mapping)
    context = {"form": form, "sent": sent, "mappings": reverse("adoption:mapping", args=[sent.mapping_id]) if sent.mapping_id else ""}
    return render(request, "adoption/imports/recount.html", context, status=422 if form.errors else 200)
