"""Exemplars: who agreed to be shown and what to copy, the question to oneself, and nominations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows, require
from governance.organisation.models import Membership, Person
from governance.organisation.selectors import offices_for
from rollout.adoption.actions import exemplars as actions
from rollout.adoption.forms.own import EndForm, NominateForm
from rollout.adoption.models import Exemplar
from rollout.adoption.owning import ExemplarState
from rollout.adoption.selectors.exemplars import shown

WHAT = "exemplar"
OWN = {"consent": actions.consent, "decline": actions.decline, "revoke": actions.revoke}


@needs(Verb.VIEW, WHAT)
def listing(request: Request) -> HttpResponse:
    """Everybody who agreed; below, for those who may nominate, what was asked and how it ended."""
    may_nominate = allows(request.actor, Verb.CHANGE, WHAT)
    mine = Exemplar.objects.filter(person=request.actor.person_id) if request.actor.person_id else Exemplar.objects.none()
    context = {
        "shown": list(shown(timezone.localdate(request.now))),
        "mine": mine.filter(state__in=[ExemplarState.ASKED, ExemplarState.CONSENTED]).first(),
        "may_nominate": may_nominate,
        "nominations": nominations(request) if may_nominate else [],
    }
    return render(request, "adoption/exemplars/index.html", context)


def nominations(request: Request) -> list[Exemplar]:
    """Those of the reader's offices, the youngest first. Declined and taken back are shown as ended: nobody has to explain a no."""
    found = Exemplar.objects.filter(office__in=offices_for(request.actor, Verb.CHANGE, WHAT))
    return list(found.select_related("person__identity", "office").order_by("-nominated_at", "-pk")[:100])


@needs(Verb.CHANGE, WHAT)
def nominate(request: Request) -> HttpResponse:
    today = timezone.localdate(request.now)
    offices = offices_for(request.actor, Verb.CHANGE, WHAT)
    members = Membership.objects.current().on(today).filter(office__in=offices).values("person")
    people = Person.objects.confirmed().filter(pk__in=members).exclude(pk=request.actor.person_id or 0)
    form = NominateForm(request.POST or None, people=people.select_related("identity").order_by("identity__name", "pk"))

    def act(given: dict[str, Any]) -> None:
        actions.nominate(**given, actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Asked. Nobody else sees it before the person agrees."))
        return redirect("adoption:exemplars")
    return render(request, "adoption/exemplars/nominate.html", {"form": form}, status=422 if form.errors else 200)


@needs(Verb.VIEW, WHAT)
def decide(request: Request, pk: int, decision: str) -> HttpResponse:
    """The person's own answer, or the end by whoever may nominate."""
    exemplar = Exemplar.objects.filter(pk=pk).select_related("person__identity", "office").first()
    mine = exemplar is not None and request.actor.person_id == exemplar.person_id
    if exemplar is None or decision not in (*OWN, "end"):
        raise NotFound(_("There is no such nomination."))
    if decision == "end":
        return ending(request, exemplar)
    if not mine:
        raise NotFound(_("There is no such nomination."))
    if request.method != "POST":
        return redirect("adoption:exemplars")
    OWN[decision](exemplar, actor=request.actor, at=request.now)
    messages.success(request, _("Recorded."))
    return redirect("adoption:exemplars")


def ending(request: Request, exemplar: Exemplar) -> HttpResponse:
    require(request.actor, Verb.CHANGE, WHAT, office_id=exemplar.office_id)
    form = EndForm(request.POST or None)

    def act(given: dict[str, Any]) -> None:
        actions.end(exemplar, actor=request.actor, at=request.now, reason=given["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Recorded."))
        return redirect("adoption:exemplars")
    return render(request, "adoption/exemplars/end.html", {"form": form, "exemplar": exemplar}, status=422 if form.errors else 200)
