"""Entering a contract: phases, milestones, deliverables, clauses, amendments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.assessing import take_back
from governance.contracts.actions.choosing import commit_promises
from governance.contracts.models import (
    Amendment,
    ChecklistItem,
    Contract,
    Deliverable,
    Milestone,
    PenaltyClause,
    Phase,
    Selection,
    SelectionState,
    Vendor,
)
from governance.contracts.penalties import CannotEvaluate, Clause, Subject, misfits, require_subject
from governance.contracts.selectors import amended_value
from governance.contracts.states import ENDED, ContractState
from governance.contracts.terms import write_terms
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.permissions import Verb, require


def enter_contract(*, selection: Selection | None = None, actor: Actor, at: datetime, reason: str = "", **fields: Any) -> Contract:
    """A new contract in draft; with a selection, the winner's promises become its commitments."""
    require(actor, Verb.CHANGE, "contract")
    if fields["ends_on"] < fields["starts_on"]:
        raise InvalidInput(_("The contract ends before it starts."), fields={"ends_on": _("Not before the start.")})
    if fields.get("contract_cap_percent") is not None and fields.get("contract_cap_sum") is not None:
        both = _("The cap of all penalties is a share of the value or a sum, not both.")
        raise InvalidInput(both, fields={"contract_cap_sum": both})
    with transaction.atomic(), audit.because(actor, reason):
        if Contract.objects.filter(number=fields["number"]).exists():
            raise InvalidInput(_("This contract number is taken."), fields={"number": _("Already used.")})
        if selection is not None:
            _check_selection(selection, fields["vendor"])
        made = Contract.objects.create(**fields)
        if selection is not None:
            commit_promises(made, selection, actor=actor, at=at)
        return made


def put_in_force(contract: Contract, *, actor: Actor, at: datetime, reason: str) -> None:
    """From draft to in force. A contract needs at least one milestone; from now on it changes by amendment only."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    if not contract.milestones.exists():
        raise Refused(_("A contract without a milestone cannot come into force."))
    draft = Contract.objects.filter(pk=contract.pk, state=ContractState.DRAFT)
    with audit.because(actor, reason):
        if not audit.update(draft, state=ContractState.IN_FORCE):
            raise Conflict(_("This contract is already in force or ended."))
    contract.refresh_from_db()


def add_phase(contract: Contract, *, number: int, name: str, first_day: date, last_day: date, actor: Actor, at: datetime) -> Phase:
    """A phase within the contract's dates."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    _drafting(contract)
    if last_day < first_day:
        raise InvalidInput(_("The phase ends before it begins."), fields={"last_day": _("Not before the first day.")})
    with audit.because(actor, ""):
        return _once(lambda: Phase.objects.create(contract=contract, number=number, name=name, first_day=first_day, last_day=last_day))


def add_milestone(
    contract: Contract,
    *,
    number: str,
    name: str,
    due: date,
    value: Decimal = Decimal(0),
    phase: Phase | None = None,
    clauses: Iterable[PenaltyClause] = (),
    actor: Actor,
    at: datetime,
) -> Milestone:
    """A milestone of a contract in draft. Its due date is the baseline and never changes."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    _drafting(contract)
    clauses = list(clauses)
    check_hung(clauses, Subject.MILESTONE, "clauses")
    with transaction.atomic(), audit.because(actor, ""):
        made = _once(
            lambda: Milestone.objects.create(contract=contract, number=number, name=name, due=due, value=value, phase=phase, forecast=due)
        )
        made.clauses.set(clauses)
    return made


def add_deliverable(
    milestone: Milestone, *, name: str, standard: str = "", checklist: Sequence[str] = (), actor: Actor, at: datetime
) -> Deliverable:
    """A deliverable with its checklist, the document standard it must meet."""
    require_on(actor, Verb.CHANGE, "contract", milestone.contract, milestone.contract.day_of(at))
    _drafting(milestone.contract)
    with transaction.atomic(), audit.because(actor, ""):
        made = Deliverable.objects.create(milestone=milestone, name=name, standard=standard)
        audit.bulk_create(ChecklistItem, [ChecklistItem(deliverable=made, text=text) for text in checklist])
    return made


def add_clause(contract: Contract, *, number: str, terms: Clause, wording: str = "", actor: Actor, at: datetime) -> PenaltyClause:
    """A penalty clause; its gaps were shown as named warnings, and who saw them is kept."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    _drafting(contract)
    wrong = {gap.parameter: gap.message for gap in reversed(misfits(terms))}
    if wrong:
        raise InvalidInput(_("This clause could never be evaluated."), fields=wrong)
    with audit.because(actor, ""):
        return _once(
            lambda: PenaltyClause.objects.create(
                contract=contract, number=number, terms=write_terms(terms), wording=wording, warnings_accepted_by=actor.username
            )
        )


def amend(
    contract: Contract,
    *,
    number: str,
    signed_on: date,
    value_change: Decimal = Decimal(0),
    new_end: date | None = None,
    authority: str = "",
    attachment: Any = None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Amendment:
    """A signed amendment of value or end date, by whose authority; the original figures stay what they were."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    contract.refresh_from_db(fields=["state"])
    if contract.state != ContractState.IN_FORCE:
        raise Refused(_("The contract is not in force."))
    if not value_change and new_end is None:
        raise InvalidInput(_("An amendment changes the value or the end date."), fields={"value_change": _("Enter a change.")})
    wrong: dict[str, Text] = {}
    if signed_on > contract.day_of(at):
        wrong["signed_on"] = _("Not after today.")
    if new_end is not None and new_end < contract.starts_on:
        wrong["new_end"] = _("Not before the start.")
    if wrong:
        raise InvalidInput(_("The amendment was not recorded."), fields=wrong)
    with transaction.atomic(), audit.because(actor, reason):
        # The lock keeps two amendments at once from taking the value below zero together.
        Contract.objects.select_for_update().get(pk=contract.pk)
        value = amended_value(contract)
        if value + value_change < 0:
            below = _("The value would be less than nothing.")
            raise InvalidInput(below, fields={"value_change": _("At least %s.") % -value})
        made = _once(
            lambda: Amendment.objects.create(
                contract=contract,
                number=number,
                signed_on=signed_on,
                value_change=value_change,
                new_end=new_end,
                authority=authority,
                attachment=attachment,
                recorded_at=at,
            )
        )
        if value_change < 0:
            take_back(contract, contract.day_of(at), at, gettext("An amendment lowers the value that the penalty is a share of."))
    return made


def set_forecast(milestone: Milestone, *, forecast: date, actor: Actor, at: datetime, reason: str = "") -> None:
    """The vendor's word on when it will be done."""
    require_on(actor, Verb.CHANGE, "forecast", milestone.contract, milestone.contract.day_of(at))
    if milestone.contract.state in ENDED:
        raise Refused(_("The contract is not in force."))
    with audit.because(actor, reason):
        audit.update(Milestone.objects.filter(pk=milestone.pk), forecast=forecast)
    milestone.refresh_from_db()


def check_hung(clauses: Iterable[PenaltyClause], subject: Subject, field: str) -> None:
    """A clause hangs only on what its trigger is about; elsewhere it would owe nothing, and nobody would be told."""
    for clause in clauses:
        try:
            require_subject(clause.clause, subject)
        except CannotEvaluate as refusal:
            wrong = f"{clause.number}: {refusal.message}"
            raise InvalidInput(wrong, fields={field: wrong}) from refusal


def _check_selection(selection: Selection, vendor: Vendor) -> None:
    """The decided selection of this vendor, not yet turned into a contract; said beside its field."""
    Selection.objects.select_for_update().get(pk=selection.pk)
    wrong: Text = ""
    if selection.state != SelectionState.DECIDED:
        wrong = _("This selection is not decided yet.")
    elif selection.winner_id != vendor.pk:
        wrong = _("Another vendor was chosen here: %s.") % selection.winner
    elif Contract.objects.filter(selection=selection).exists():
        wrong = _("This selection already has its contract.")
    if wrong:
        raise InvalidInput(wrong, fields={"selection": wrong})


def _drafting(contract: Contract) -> None:
    contract.refresh_from_db(fields=["state"])
    if contract.state != ContractState.DRAFT:
        raise Conflict(_("The contract is signed: it changes by amendment only."))


def _once[Made](create: Callable[[], Made]) -> Made:
    """Run a create whose number must be unique; a taken number is said so."""
    try:
        with transaction.atomic():
            return create()
    except IntegrityError as error:
        raise InvalidInput(_("This number is already used in the contract."), fields={"number": _("Already used.")}) from error
