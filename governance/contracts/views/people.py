"""Key people: promised, seen or not, replaced."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.contracts.actions import staffing
from governance.contracts.forms.deciding import PresenceForm, ReasonForm
from governance.contracts.forms.entering import PersonForm
from governance.contracts.models import KeyPerson
from governance.contracts.views.contracts import contract_of
from governance.contracts.views.deciding import decision
from governance.core.pages import Request, needs
from governance.core.permissions import Verb


def person_of(request: Request, pk: int) -> KeyPerson:
    person = get_object_or_404(KeyPerson.objects.select_related("contract"), pk=pk)
    contract_of(request, person.contract_id, Verb.CHANGE, "key_person")
    return person


@needs(Verb.CHANGE, "key_person")
def new(request: Request, pk: int) -> HttpResponse:
    """A key person, or with `?replaces=` the replacement of one."""
    contract = contract_of(request, pk, Verb.CHANGE, "key_person")
    replaced = (
        contract.key_people.filter(pk=request.GET.get("replaces") or 0).first() if request.GET.get("replaces", "").isdigit() else None
    )
    first: dict[str, Any] = {"first_day": contract.day_of(request.now), "last_day": contract.ends_on, "share": 100}
    if replaced:
        first |= {"role": replaced.role, "last_day": replaced.last_day, "share": replaced.share, "clause": replaced.clause_id}
    by: dict[str, Any] = {"actor": request.actor, "at": request.now, "replaces": replaced}
    return decision(
        request,
        PersonForm(request.POST or None, contract=contract, initial=first),
        lambda typed: staffing.promise_person(contract, **typed, **by),
        done=_("Entered."),
        back=reverse("contracts:contract", args=[pk]),
        context={"heading": _("Replacement of %s") % replaced if replaced else _("Key person"), "contract": contract},
    )


@needs(Verb.CHANGE, "key_person")
def presence(request: Request, pk: int) -> HttpResponse:
    person = person_of(request, pk)

    def act(typed: dict[str, Any]) -> object:
        seen = typed.pop("present")
        by: dict[str, Any] = {"actor": request.actor, "at": request.now}
        return staffing.record_presence(person, present=seen == "yes", removed=seen == "left", **typed, **by)

    form = PresenceForm(request.POST or None, initial={"first_day": person.contract.day_of(request.now)})
    context = {"heading": _("Presence of %s") % person, "contract": person.contract}
    return decision(request, form, act, done=_("Recorded."), back=reverse("contracts:contract", args=[person.contract_id]), context=context)


@needs(Verb.CHANGE, "key_person")
def approve(request: Request, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    return decision(
        request,
        ReasonForm(request.POST or None),
        lambda typed: staffing.approve_replacement(person, **typed, **by),
        done=_("The replacement is approved."),
        back=reverse("contracts:contract", args=[person.contract_id]),
        context={"heading": _("Approve %(new)s for %(old)s") % {"new": person, "old": person.replaces}, "contract": person.contract},
    )
