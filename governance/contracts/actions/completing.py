"""The rest of a contract: payments, securities, warranties, commitments, and taking back a part while it is a draft."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.models import (
    Commitment,
    Contract,
    KeyPerson,
    Milestone,
    Payment,
    PaymentKind,
    PenaltyClause,
    Phase,
    Security,
    SecurityKind,
    Vendor,
    Warranty,
)
from governance.contracts.selectors import accepted_days, amended_value, set_off_against
from governance.contracts.states import ContractState
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require

Part = Phase | Milestone | PenaltyClause | Payment | Security | Warranty | KeyPerson


def enter_vendor(*, code: str, name: str, name_zh: str = "", address: str = "", email: str = "", actor: Actor, at: datetime) -> Vendor:
    """A vendor that was asked, or that delivers."""
    require(actor, Verb.CHANGE, "vendor")
    with audit.because(actor, ""):
        if Vendor.objects.filter(code=code).exists():
            raise InvalidInput(_("This code is taken."), fields={"code": _("Already used.")})
        return Vendor.objects.create(code=code, name=name, name_zh=name_zh, address=address, email=email)


def add_payment(
    contract: Contract,
    *,
    kind: PaymentKind,
    amount: Decimal,
    milestone: Milestone | None = None,
    due: date | None = None,
    actor: Actor,
    at: datetime,
) -> Payment:
    """A payment, hung on a milestone or a day. All payments together are at most the contract's value."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    with transaction.atomic(), audit.because(actor, ""):
        Contract.objects.select_for_update().get(pk=contract.pk)
        planned = sum(contract.payments.values_list("amount", flat=True), Decimal(0))
        value = amended_value(contract)
        if planned + amount > value:
            raise InvalidInput(
                _("All payments together would exceed the contract's value."), fields={"amount": _("At most %s.") % (value - planned)}
            )
        return Payment.objects.create(contract=contract, kind=kind, amount=amount, milestone=milestone, due=due)


def make_payment(payment: Payment, *, on: date, amount: Decimal, actor: Actor, at: datetime, reason: str = "") -> None:
    """Record that a payment was made; a progress payment waits for its milestone's acceptance, by silence or use included."""
    require(actor, Verb.APPROVE, "payment")
    today = payment.contract.day_of(at)
    if on > today:
        raise InvalidInput(_("A payment cannot lie in the future."), fields={"on": _("Not after today.")})
    if Contract.objects.filter(pk=payment.contract_id, state=ContractState.DRAFT).exists():
        raise Refused(_("The contract is a draft: nothing is paid under it yet."))
    waits_for = payment.milestone if payment.kind != PaymentKind.ADVANCE else None
    if waits_for is not None and not accepted_days(Milestone.objects.filter(pk=waits_for.pk), today):
        raise Refused(_("This payment waits for the acceptance of %s.") % waits_for)
    with transaction.atomic(), audit.because(actor, reason):
        # The lock keeps a set-off at the same moment from taking what is being paid.
        Payment.objects.select_for_update().get(pk=payment.pk)
        left = payment.amount - set_off_against(payment.contract_id).get(payment.pk, Decimal(0))
        if not 0 <= amount <= left:
            raise InvalidInput(_("No more can be paid than what the set-offs leave."), fields={"amount": _("At most %s.") % left})
        if not audit.update(Payment.objects.filter(pk=payment.pk, paid_on__isnull=True), paid_on=on, paid_amount=amount):
            raise Conflict(_("This payment is already made."))
    payment.refresh_from_db()


def add_security(
    contract: Contract, *, kind: SecurityKind, issuer: str, amount: Decimal, expires_on: date, actor: Actor, at: datetime
) -> Security:
    """A guarantee; its expiry raises an alert before."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    with audit.because(actor, ""):
        return Security.objects.create(contract=contract, kind=kind, issuer=issuer, amount=amount, expires_on=expires_on)


def release_security(security: Security, *, on: date, actor: Actor, at: datetime, reason: str) -> None:
    """Given back, or no longer needed: its alert ends. Once."""
    require_on(actor, Verb.CHANGE, "contract", security.contract, security.contract.day_of(at))
    if on > security.contract.day_of(at):
        raise InvalidInput(_("A release cannot lie in the future."), fields={"on": _("Not after today.")})
    with audit.because(actor, reason):
        if not audit.update(Security.objects.filter(pk=security.pk, released_on__isnull=True), released_on=on):
            raise Conflict(_("This security is already released."))
    security.refresh_from_db()


def add_warranty(
    contract: Contract, *, term: str, milestone: Milestone, months: int, respond_hours: int | None = None, actor: Actor, at: datetime
) -> Warranty:
    """A warranty or after-sales term; its clock starts when the milestone is accepted."""
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    with audit.because(actor, ""):
        return Warranty.objects.create(contract=contract, term=term, milestone=milestone, months=months, respond_hours=respond_hours)


def judge_commitment(commitment: Commitment, *, kept: bool, actor: Actor, at: datetime, reason: str) -> None:
    """Kept or broken, with the evidence as the reason."""
    require_on(actor, Verb.CHANGE, "contract", commitment.contract, commitment.contract.day_of(at))
    if not reason.strip():
        raise InvalidInput(_("Say what shows it."), fields={"reason": _("Enter the evidence.")})
    with audit.because(actor, reason):
        if not audit.update(Commitment.objects.filter(pk=commitment.pk, kept__isnull=True), kept=kept):
            raise Conflict(_("This commitment is judged already."))
    commitment.refresh_from_db()


def take_out(part: Part, *, actor: Actor, at: datetime) -> None:
    """Remove a part of a contract while it is a draft; the history keeps it."""
    contract = part.contract
    require_on(actor, Verb.CHANGE, "contract", contract, contract.day_of(at))
    contract.refresh_from_db(fields=["state"])
    if contract.state != ContractState.DRAFT:
        raise Conflict(_("The contract is signed: it changes by amendment only."))
    with transaction.atomic(), audit.because(actor, ""):
        try:
            if isinstance(part, Milestone):
                _remove_deliverables(part)
            part.delete()
        except ProtectedError as error:
            raise Refused(_("Other parts of the contract rest on this one. Take those out first.")) from error


def _remove_deliverables(milestone: Milestone) -> None:
    for deliverable in milestone.deliverables.all():
        for item in deliverable.checklist.all():
            item.delete()
        deliverable.delete()
    milestone.clauses.clear()
