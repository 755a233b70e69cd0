"""Entering a contract on one guided page; the clause is checked and put in words as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.contracts import actions
from governance.contracts.access import contract_or_404
from governance.contracts.actions import completing, staffing
from governance.contracts.forms.clause import ClauseForm
from governance.contracts.forms.entering import (
    ContractForm,
    MilestoneForm,
    PaymentForm,
    PersonForm,
    PhaseForm,
    SecurityForm,
    VendorForm,
    WarrantyForm,
)
from governance.contracts.gaps import told_clauses
from governance.contracts.models import (
    Contract,
    KeyPerson,
    Milestone,
    Payment,
    PenaltyClause,
    Phase,
    Security,
    Selection,
    SelectionState,
    Vendor,
    Warranty,
)
from governance.contracts.parties import company
from governance.contracts.penalties import lint, misfits, subject_of
from governance.contracts.states import ContractState
from governance.contracts.views.deciding import decision
from governance.contracts.wording import say_clause
from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb

Parts = dict[str, Any]
REMOVABLE: dict[str, Any] = {"phase": Phase, "clause": PenaltyClause, "milestone": Milestone, "payment": Payment, "person": KeyPerson}
REMOVABLE |= {"security": Security, "warranty": Warranty}


@dataclass(frozen=True)
class Step:
    """One step of the guided page: its form, what it does, what is already there."""

    name: str
    title: str
    why: str
    form: forms.Form
    rows: list[tuple[str, str, int]]
    open: bool = False


@needs(Verb.CHANGE, "contract")
def new(request: Request) -> HttpResponse:
    """The terms; the rest follows on the guided page."""
    if not Vendor.objects.exists():
        messages.info(request, _("First enter the vendor."))
        return redirect("contracts:vendor_new")
    named = {f"client_{key}": value for key, value in company().items()}
    form = ContractForm(request.POST or None, initial=named | _from_selection(request))
    if request.method == "POST" and attempt(form, lambda typed: _enter(request, typed)):
        made = Contract.objects.get(number=form.cleaned_data["number"])
        return redirect("contracts:enter", made.pk)
    context = {"form": form, "back": reverse("contracts:contracts"), "heading": _("New contract"), "button": _("Go on")}
    return render(request, "contracts/decision.html", context)


def _from_selection(request: Request) -> Parts:
    """With `?selection=`: its winner and the selection itself."""
    asked = request.GET.get("selection", "")
    chosen = Selection.objects.filter(pk=asked, state=SelectionState.DECIDED).first() if asked.isdecimal() else None
    return {"selection": chosen, "vendor": chosen.winner, "title": chosen.title} if chosen else {}


def _enter(request: Request, typed: Parts) -> Contract:
    return actions.enter_contract(actor=request.actor, at=request.now, **typed)


@needs(Verb.CHANGE, "vendor")
def vendor_new(request: Request) -> HttpResponse:
    form = VendorForm(request.POST or None)
    return decision(
        request,
        form,
        lambda typed: completing.enter_vendor(actor=request.actor, at=request.now, **typed),
        done=_("The vendor is entered."),
        back=reverse("contracts:contracts"),
        context={"heading": _("New vendor")},
    )


@needs(Verb.CHANGE, "contract")
def enter(request: Request, pk: int) -> HttpResponse:
    """The guided page: every part of the contract, each with its own small form."""
    contract = draft_or_404(request, pk)
    forms_ = _forms(contract, request)
    what = request.POST.get("what", "")
    if request.method == "POST" and what in forms_ and attempt(forms_[what], _act(request, contract, what)):
        messages.success(request, _("Added."))
        return redirect(reverse("contracts:enter", args=[pk]) + f"?step={what}#{what}")
    steps = _steps(contract, forms_, what or request.GET.get("step", ""))
    context = {
        "contract": contract,
        "steps": steps,
        "ready": contract.milestones.exists(),
        "stops": stops_of(contract),
        "free": contract.milestones.filter(clauses=None),
        "preview": preview_of(forms_["clause"]),
    }
    return render(request, "contracts/enter.html", context)


@require_POST
@needs(Verb.CHANGE, "contract")
def preview(request: Request, pk: int) -> HttpResponse:
    """The clause as typed so far: in words, with its gaps named."""
    contract = draft_or_404(request, pk)
    form = ClauseForm(request.POST, contract=contract)
    form.is_valid()
    return render(request, "contracts/_clause_preview.html", {"preview": preview_of(form)})


@require_POST
@needs(Verb.CHANGE, "contract")
def remove(request: Request, pk: int, what: str, part: int) -> HttpResponse:
    contract = draft_or_404(request, pk)
    found = REMOVABLE[what].objects.filter(contract=contract, pk=part).first() if what in REMOVABLE else None
    if found is None:
        raise NotFound(_("There is no such part of this contract."))
    completing.take_out(found, actor=request.actor, at=request.now)
    messages.success(request, _("Taken out. The history keeps it."))
    return redirect(reverse("contracts:enter", args=[pk]) + f"?step={what}#{what}")


@require_POST
@needs(Verb.CHANGE, "contract")
def sign(request: Request, pk: int) -> HttpResponse:
    contract = draft_or_404(request, pk)
    actions.put_in_force(contract, actor=request.actor, at=request.now, reason=_("Signed on %s") % contract.signed_on.isoformat())
    messages.success(request, _("The contract is in force. From now on it changes by amendment only."))
    return redirect("contracts:contract", pk)


def stops_of(contract: Contract) -> list[str]:
    """What stops clauses of the draft, said before it is put in force."""
    return [f"{told.clause.number}: {gap.message}" for told in told_clauses(contract) for gap in told.stops]


def draft_or_404(request: Request, pk: int) -> Contract:
    number = Contract.objects.filter(pk=pk, state=ContractState.DRAFT).values_list("number", flat=True).first()
    return contract_or_404(request.actor, Verb.CHANGE, "contract", number or "", timezone.localdate(request.now))


def preview_of(form: ClauseForm) -> dict[str, Any]:
    """In words, and the gaps; nothing while the clause is incomplete."""
    if not form.is_bound or form.terms is None:
        return {"words": "", "gaps": [], "errors": [str(e) for errors in form.errors.values() for e in errors] if form.is_bound else []}
    about = f"{form.terms.trigger.label} · {subject_of(form.terms).label}"
    return {
        "trigger": about,
        "words": say_clause(form.terms, get_language() or "en"),
        "stops": misfits(form.terms),
        "gaps": lint(form.terms),
        "errors": [],
    }


def _forms(contract: Contract, request: Request) -> dict[str, Any]:
    def bound(what: str) -> Any:
        return request.POST if request.method == "POST" and request.POST.get("what") == what else None

    return {
        "phase": PhaseForm(bound("phase"), prefix=None, initial={"number": contract.phases.count() + 1, "first_day": contract.starts_on}),
        "clause": ClauseForm(bound("clause"), contract=contract),
        "milestone": MilestoneForm(bound("milestone"), contract=contract, initial={"number": f"M{contract.milestones.count() + 1}"}),
        "payment": PaymentForm(bound("payment"), contract=contract),
        "person": PersonForm(
            bound("person"), contract=contract, initial={"first_day": contract.starts_on, "last_day": contract.ends_on, "share": 100}
        ),
        "security": SecurityForm(bound("security")),
        "warranty": WarrantyForm(bound("warranty"), contract=contract),
    }


def _act(request: Request, contract: Contract, what: str) -> Callable[[Parts], object]:
    by: Parts = {"actor": request.actor, "at": request.now}

    def clause(typed: Parts) -> object:
        form_terms = ClauseForm(request.POST, contract=contract)
        form_terms.is_valid()
        assert form_terms.terms is not None
        return actions.add_clause(contract, number=typed["number"], terms=form_terms.terms, wording=typed["wording"], **by)

    def milestone(typed: Parts) -> object:
        deliverables = typed.pop("deliverables")
        made = actions.add_milestone(contract, **typed, **by)
        for name, checklist in deliverables:
            actions.add_deliverable(made, name=name, checklist=checklist, **by)
        return made

    return {
        "phase": lambda typed: actions.add_phase(contract, **typed, **by),
        "clause": clause,
        "milestone": milestone,
        "payment": lambda typed: completing.add_payment(contract, **typed, **by),
        "person": lambda typed: staffing.promise_person(contract, **typed, **by),
        "security": lambda typed: completing.add_security(contract, **typed, **by),
        "warranty": lambda typed: completing.add_warranty(contract, **typed, **by),
    }[what]


def _steps(contract: Contract, forms_: dict[str, Any], what: str) -> list[Step]:
    language = get_language() or "en"
    rows: dict[str, list[tuple[str, str, int]]] = {
        "phase": [(str(p), f"{p.first_day} – {p.last_day}", p.pk) for p in contract.phases.all()],
        "clause": [(c.number, say_clause(c.clause, language), c.pk) for c in contract.clauses.all()],
        "milestone": [(str(m), str(m.due), m.pk) for m in contract.milestones.all()],
        "payment": [(p.get_kind_display(), f"{p.amount} {contract.currency}", p.pk) for p in contract.payments.all()],
        "person": [(p.name, p.role, p.pk) for p in contract.key_people.all()],
        "security": [(s.get_kind_display(), f"{s.issuer} · {s.expires_on}", s.pk) for s in contract.securities.all()],
        "warranty": [(w.term, _("%s months") % w.months, w.pk) for w in contract.warranties.all()],
    }
    titles = {
        "phase": (_("Phases"), _("Stretches of the contract: analysis, build, trial, acceptance.")),
        "clause": (_("Penalty clauses"), _("Enter what the contract says. The sentence on the side says what it means.")),
        "milestone": (_("Milestones and deliverables"), _("What is owed on which day, and the checklist it is accepted against.")),
        "payment": (_("Payments"), _("What is paid when. Progress payments wait for their milestone.")),
        "person": (_("Key people"), _("Whom the vendor promised by name.")),
        "security": (_("Securities"), _("Guarantees, with a warning before they run out.")),
        "warranty": (_("Warranty and after-sales"), _("Terms whose clock starts on acceptance.")),
    }
    # One step is open at a time: the one in hand, else the first that holds nothing yet.
    now = what if what in forms_ else next((name for name in forms_ if not rows[name]), "")
    return [Step(name, *titles[name], forms_[name], rows[name], name == now) for name in forms_]
