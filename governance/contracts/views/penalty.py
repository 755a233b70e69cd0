"""One penalty: its record from first accrual to set-off, and every step that may follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.contracts import actions
from governance.contracts.access import contracts_for, is_client
from governance.contracts.derivations import say_lines
from governance.contracts.forms.deciding import NoteForm, PayForm, ReasonForm, ResolveForm, SetOffForm, WaiveForm
from governance.contracts.models import Penalty
from governance.contracts.states import PENALTY_MOVES, PenaltyAction, PenaltyState
from governance.contracts.time_bars import time_bar
from governance.contracts.told import Told, as_told
from governance.contracts.views.contracts import money, today
from governance.contracts.views.deciding import decision
from governance.contracts.wording import say_clause
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows

# step → (heading, right it needs)
STEPS: dict[str, tuple[Any, Verb, str]] = {
    "notify": (PenaltyAction.NOTIFY, Verb.CHANGE, "penalty"),
    "reassess": (PenaltyAction.REASSESS, Verb.CHANGE, "penalty"),
    "dispute": (PenaltyAction.DISPUTE, Verb.CHANGE, "dispute"),
    "resolve": (PenaltyAction.UPHOLD, Verb.APPROVE, "penalty"),
    "waive": (PenaltyAction.WAIVE, Verb.APPROVE, "penalty"),
    "set-off": (PenaltyAction.SET_OFF, Verb.APPROVE, "payment"),
    "pay": (PenaltyAction.PAY, Verb.APPROVE, "payment"),
}


def penalty_of(request: Request, pk: int) -> Penalty:
    """The penalty if it is the reader's to see: a vendor sees its own, once notified."""
    mine = contracts_for(request.actor, Verb.VIEW, "milestone", today(request))
    rows = Penalty.objects.filter(pk=pk, clause__contract__in=mine).select_related(
        "clause__contract__vendor", "milestone", "measured", "key_person"
    )
    found = rows.first()
    if found is None or not (is_client(request.actor) or found.steps.filter(action=PenaltyAction.NOTIFY).exists()):
        raise NotFound(_("There is no such penalty, or it is not yours."))
    return found


def words(name: str) -> str:
    return {
        "notify": _("Tell the vendor"),
        "reassess": _("Assess again"),
        "dispute": _("Dispute"),
        "resolve": _("Decide the dispute"),
        "waive": _("Waive"),
        "set-off": _("Set off against a payment"),
        "pay": _("Record that it was paid"),
    }[name]


@needs(Verb.VIEW, "milestone")
def penalty(request: Request, pk: int) -> HttpResponse:
    shown = penalty_of(request, pk)
    client = is_client(request.actor)
    currency, language = shown.clause.clause.currency, get_language() or "en"
    told = shown.steps.filter(action=PenaltyAction.NOTIFY).exists()
    seen = Told(shown, shown.steps.all()) if client else as_told(shown)
    steps = seen.steps.order_by("recorded_at", "pk")
    sums = seen.penalty.sums
    lines = [
        {"step": step, "amount": money(step.amount, currency), "derivation": say_lines(step.derivation, currency, language)}
        for step in steps
    ]
    context = {
        "penalty": seen.penalty,
        "contract": shown.clause.contract,
        "words": say_clause(shown.clause.clause, language),
        "steps": lines,
        "owed": money(sums.owed, currency),
        "sums": [
            (_("Assessed"), money(sums.assessed, currency)),
            (_("Waived or reduced"), money(sums.forgone, currency)),
            (_("Set off or paid"), money(sums.settled, currency)),
            (_("Refunded"), money(sums.refunded, currency)),
        ],
        "options": [(name, words(name)) for name in STEPS if _open(request, shown, name)],
        "client": client,
        "bar": None if told else time_bar(shown.clause.clause, shown.accrues_from, shown.clause.contract.day_of(request.now)),
    }
    return render(request, "contracts/penalty.html", context)


def _open(request: Request, shown: Penalty, name: str) -> bool:
    action, verb, what = STEPS[name]
    return PenaltyState(shown.state) in PENALTY_MOVES[action][0] and allows(request.actor, verb, what)


@needs(Verb.VIEW, "milestone")
def step(request: Request, pk: int, step: str) -> HttpResponse:
    """One step, as a form of its own."""
    if step not in STEPS:
        raise NotFound(_("There is no such step."))
    shown = penalty_of(request, pk)
    owed = (shown if is_client(request.actor) else as_told(shown).penalty).sums.owed
    form, act = _form(request, shown, step, owed)
    context = {"heading": words(step), "contract": shown.clause.contract, "lead": f"{shown} · {money(owed, shown.clause.clause.currency)}"}
    return decision(request, form, act, done=_("Recorded."), back=reverse("contracts:penalty", args=[pk]), context=context)


def _form(request: Request, shown: Penalty, name: str, owed: Any) -> tuple[Any, Callable[[dict[str, Any]], object]]:
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    typed = request.POST or None
    offered: dict[str, Callable[[], tuple[Any, Callable[[dict[str, Any]], object]]]] = {
        "notify": lambda: (NoteForm(typed), lambda data: actions.notify(shown, **data, **by)),
        "reassess": lambda: (ReasonForm(typed), lambda data: actions.reassess(shown, **data, **by)),
        "dispute": lambda: (ReasonForm(typed), lambda data: actions.dispute(shown, **data, **by)),
        "resolve": lambda: (ResolveForm(typed), lambda data: actions.resolve_dispute(shown, **data, **by)),
        "waive": lambda: (WaiveForm(typed, initial={"amount": owed}), lambda data: actions.waive(shown, **data, **by)),
        "set-off": lambda: (
            SetOffForm(typed, penalty=shown, initial={"amount": owed}),
            lambda data: actions.set_off(shown, data.pop("payment"), **data, **by),
        ),
        "pay": lambda: (PayForm(typed, initial={"amount": owed}), lambda data: actions.pay(shown, **data, **by)),
    }
    return offered[name]()
