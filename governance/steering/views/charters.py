"""The charter: read, written, signed, printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core.errors import Conflict, NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.organisation.actions.dated import day_of
from governance.organisation.views.acting import Ask, ask
from governance.steering.actions import begin_charter, save_charter, sign_charter
from governance.steering.forms.charters import CharterForm, SignForm, content, initial
from governance.steering.matters import CharterState
from governance.steering.models import Charter, CharterSigning
from governance.steering.printing import charter_pdf
from governance.steering.showing import LANGUAGES, charter_context


def charter_of(number: int) -> Charter:
    found = Charter.objects.select_related("signing__snapshot").filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such version of the charter."))
    return found


def chosen_language(request: Request) -> str:
    asked = request.GET.get("language", "") or get_language() or "en"
    return asked if asked in LANGUAGES else "en"


@needs(Verb.VIEW, "charter")
def charter(request: Request) -> HttpResponse:
    """The one in force, else the last; an empty page says what a charter is for."""
    today = day_of(request.now)
    found = Charter.objects.in_force(today) or Charter.objects.order_by("-number").first()
    if found is None:
        return render(request, "steering/no_charter.html", {"may_begin": allows(request.actor, Verb.CHANGE, "charter")})
    return page(request, charter_of(found.number))


@needs(Verb.VIEW, "charter")
def version(request: Request, number: int) -> HttpResponse:
    return page(request, charter_of(number))


def page(request: Request, found: Charter) -> HttpResponse:
    context = charter_context(found, request.actor, day_of(request.now), chosen_language(request))
    return render(request, "steering/charter.html", context)


@require_POST
@needs(Verb.CHANGE, "charter")
def begin(request: Request) -> HttpResponse:
    made = begin_charter(actor=request.actor, at=request.now)
    return redirect("steering:charter_edit", made.number)


@needs(Verb.CHANGE, "charter")
def edit(request: Request, number: int) -> HttpResponse:
    found = charter_of(number)
    if found.state != CharterState.DRAFT:
        raise Conflict(_("This charter is signed and cannot be changed. Begin a new version."))
    form = CharterForm(request.POST or None, initial=initial(found))

    def act(typed: dict[str, Any]) -> object:
        return save_charter(found, content=content(typed), actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The draft is saved."))
        return redirect(found)
    return render(request, "steering/charter_edit.html", {"form": form, "charter": found}, status=422 if form.errors else 200)


@needs(Verb.APPROVE, "charter")
def sign(request: Request, number: int) -> HttpResponse:
    found = charter_of(number)
    lead = _(
        "With your signature it says who decides what, from its day on. It cannot be changed afterwards, only replaced by a new version."
    )
    crumbs = [(_("Charter"), reverse("steering:charter")), (str(found), found.get_absolute_url())]
    words = Ask(_("Sign the charter"), _("Sign"), found.get_absolute_url(), lead, crumbs, done=_("The charter is signed."))
    return ask(request, SignForm, words, lambda **typed: sign_charter(found, **typed))


@needs(Verb.VIEW, "charter")
def pdf(request: Request, number: int, language: str) -> HttpResponse:
    signing = CharterSigning.objects.select_related("charter", "snapshot").filter(charter__number=number).first()
    if signing is None or language not in LANGUAGES:
        raise NotFound(_("There is no such document. A draft is printed once it is signed."))
    headers = {"Content-Disposition": f'attachment; filename="charter-{number}-{language}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(charter_pdf(signing, language), content_type="application/pdf", headers=headers)
