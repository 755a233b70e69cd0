"""The end of a contract: what is open before one's eyes, then how it ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.contracts.actions.ending import end_contract
from governance.contracts.forms.ending import EndForm
from governance.contracts.left_open import left_open
from governance.contracts.states import ContractState
from governance.contracts.views.contracts import contract_of
from governance.contracts.views.deciding import with_file
from governance.contracts.views.what_is_open import kinds_for, lines
from governance.core.errors import Conflict, NotAllowed
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb


@needs(Verb.VIEW, "contract")
def end(request: Request, pk: int) -> HttpResponse:
    shown = contract_of(request, pk, Verb.VIEW, "contract")
    kinds = kinds_for(request.actor)
    if not kinds:
        raise NotAllowed(_("The project office records that a contract is complete or expired; the sponsor terminates it."))
    if shown.state != ContractState.IN_FORCE:
        raise Conflict(_("This contract is not in force, or ended already. Nothing was changed."))
    day = shown.day_of(request.now)
    form = EndForm(request.POST or None, request.FILES or None, contract=shown, kinds=kinds, initial={"on": day, "kind": kinds[0]})

    def act(typed: dict[str, Any]) -> object:
        return end_contract(shown, actor=request.actor, at=request.now, **with_file(request, typed, "payment"))

    back = reverse("contracts:contract", args=[pk])
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The contract has ended. What is open stays on its page until it is settled."))
        return redirect(back)
    context = {"contract": shown, "form": form, "back": back, "open": lines(left_open(shown, day), shown.currency)}
    return render(request, "contracts/end.html", context)
