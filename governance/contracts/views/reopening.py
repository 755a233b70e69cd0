"""Taking back an end that was wrong: what was decided upon it stands in the way; else why, and with whose consent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.contracts.actions.reopening import ended_of, reopen_contract
from governance.contracts.forms.reopening import ReopenForm
from governance.contracts.models import ContractEnd
from governance.contracts.reopenings import TakenBack
from governance.contracts.views.contracts import contract_of
from governance.contracts.views.deciding import with_file
from governance.contracts.views.what_is_open import may_reopen
from governance.core.errors import Conflict, NotAllowed
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb


@needs(Verb.VIEW, "contract")
def reopen(request: Request, pk: int) -> HttpResponse:
    shown = contract_of(request, pk, Verb.VIEW, "contract")
    end = ContractEnd.objects.filter(contract=shown).standing().select_related("contract", "notice").first()
    if end is None:
        raise Conflict(_("This contract has no end that could be taken back."))
    if not may_reopen(request.actor, end):
        raise NotAllowed(_("An end is taken back by whoever may record it: a termination by the sponsor, another by the project office."))
    held = ended_of(end)
    form = ReopenForm(request.POST or None, request.FILES or None, held=held, initial={"cause": TakenBack.MISTAKE})

    def act(typed: dict[str, Any]) -> object:
        return reopen_contract(end, actor=request.actor, at=request.now, **with_file(request, typed, "payment"))

    back = reverse("contracts:contract", args=[pk])
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The end is taken back: the contract is in force, and what it cut is as it was assessed before."))
        return redirect(back)
    return render(request, "contracts/reopen.html", {"contract": shown, "end": end, "form": form, "back": back, "deeds": held.deeds})
