"""The page that says whether a printed fingerprint or a file is one of ours."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from governance.core.documents import archive, showing
from governance.core.documents.archive import Verdict
from governance.core.pages import Request, needs
from governance.core.permissions import TABLE, Verb, allows


class VerifyForm(forms.Form):
    """One of the two: what is printed, or the file."""

    fingerprint = forms.CharField(
        label=_("Fingerprint (SHA-256)"),
        help_text=_("The 64 characters on the last page. Spaces and line breaks do not matter."),
        max_length=200,
        required=False,
    )
    file = forms.FileField(label=_("Or the PDF file"), help_text=_("The file is only compared, not kept."), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        text, file = values.get("fingerprint"), values.get("file")
        if not text and not file and not self.errors:
            raise forms.ValidationError(_("Enter a fingerprint or choose a file."))
        if text and not file and len(archive.hexadecimal(text)) != 64:
            self.add_error("fingerprint", _("A fingerprint has 64 characters, 0–9 and a–f."))
        return values

    def verdict(self) -> Verdict:
        file = self.cleaned_data.get("file")
        if not file:
            return archive.verify_hash(self.cleaned_data["fingerprint"])
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        return archive.verify_hash(digest.hexdigest())


@needs(Verb.VIEW, "verification")
def page(request: Request) -> HttpResponse:
    """Everyone may ask whether it is ours; the frozen figures are shown to those who may see documents of that kind."""
    linked = {"fingerprint": request.GET["fingerprint"]} if request.GET.get("fingerprint") else None
    given = request.POST if request.method == "POST" else linked
    form = VerifyForm(given, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        verdict = form.verdict()
        context["verdict"] = verdict
        snapshot = verdict.snapshot
        if snapshot and snapshot.kind in TABLE and allows(request.actor, Verb.VIEW, snapshot.kind):
            context["tables"] = showing.tables(snapshot.figures)
            context["frozen"] = snapshot.body
    return render(request, "core/verify.html", context)
