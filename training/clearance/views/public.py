"""What anybody who holds a certificate may ask: number, initials, course and validity, and nothing else."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import strangers
from training.clearance import certificates
from training.clearance.forms import CodeForm
from training.clearance.models import Certificate, CertificateState

CODE = re.compile(r"[0-9A-Z]{16}")


def plain(response: HttpResponse) -> HttpResponse:
    """Kept nowhere on the way, named to nobody, found by no search engine."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def refused(request: HttpRequest, status: int) -> HttpResponse:
    return plain(render(request, "clearance/public.html", {"found": None, "busy": status == 429}, status=status))


def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """A wrong code and one that never was look the same."""
    now = timezone.now()
    if strangers.too_many(request, "certificate", int(now.timestamp()) // 60):
        return refused(request, 429)
    typed = read(code)
    found = Certificate.objects.select_related("person__identity").filter(code=typed).first() if CODE.fullmatch(typed) else None
    if found is None:
        return refused(request, 404)
    today = timezone.localdate(now)
    if found.state == CertificateState.REVOKED:
        verdict, words = "bad", _("Revoked: this certificate no longer counts.")
    elif found.state == CertificateState.SUPERSEDED:
        verdict, words = "watch", _("Replaced by a newer certificate.")
    elif not found.valid_on(today):
        verdict, words = "watch", _("Run out.")
    else:
        verdict, words = "good", _("Valid.")
    shown = {"number": found.number, "initials": certificates.initials(found), "course": found.title, "until": found.valid_until}
    return plain(render(request, "clearance/public.html", {"found": shown, "verdict": verdict, "words": words}))


def read(text: str) -> str:
    """What was typed off paper: without signs, capitals, and the letters that look like digits as digits."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper().translate(str.maketrans("OIL", "011"))


def check(request: HttpRequest) -> HttpResponse:
    """Where the code of a printed certificate is typed in."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = read(form.cleaned_data["code"])
        if CODE.fullmatch(typed):
            return redirect("clearance:certificate", code=typed)
        form.add_error("code", _("A code has 16 letters and digits."))
    return plain(render(request, "clearance/check.html", {"form": form}, status=422 if form.errors else 200))
