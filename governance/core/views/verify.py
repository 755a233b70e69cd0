"""The page that says whether a printed fingerprint or a file is one of ours."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from governance.core import strangers
from governance.core.actor import Actor
from governance.core.documents import archive, showing
from governance.core.documents.archive import Verdict
from governance.core.pages import Request
from governance.core.permissions import TABLE, Verb, allows, scope

# Documents whose kind is no object of the permission table, and the object that they tell of.
READ_AS = {"vendor_scorecard": "contract", "policy signature": "signature", "appraisal sheet": "appraisal"}
# Far above any document of ours; a stranger may not fill the disk.
MOST_BYTES = 30_000_000


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
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("No document of ours is so large."))
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


def page(request: Request) -> HttpResponse:
    """Anybody may ask whether a paper is ours; what it says is told to those who may see documents of its kind."""
    if not request.user.is_authenticated and strangers.too_many(request, "verify", int(request.now.timestamp()) // 60):
        return shown(request, {"busy": True}, 429)
    linked = {"fingerprint": request.GET["fingerprint"]} if request.GET.get("fingerprint") else None
    given = request.POST if request.method == "POST" else linked
    form = VerifyForm(given, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        verdict = form.verdict()
        context["verdict"] = verdict
        if verdict.snapshot and may_read(request.actor, verdict.snapshot.kind):
            context["tables"] = showing.tables(verdict.snapshot.figures)
            context["frozen"] = verdict.snapshot.body
    return shown(request, context, 200)


def shown(request: Request, context: dict[str, Any], status: int) -> HttpResponse:
    """For whoever is signed in the page among the others; for a stranger one of its own, kept nowhere on the way."""
    if request.user.is_authenticated:
        return render(request, "core/verify.html", context)
    answer = render(request, "core/verify_open.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def may_read(actor: Actor, kind: str) -> bool:
    """Whether the figures of such a document are this reader's. Kinds that say much of one person go to those who see all of them."""
    if kind in READ_AS:
        return scope(actor, Verb.VIEW, READ_AS[kind]).everything
    return kind in TABLE and allows(actor, Verb.VIEW, kind)
