"""Whose contracts a reader may see: the client's roles all of them, a vendor's people only their own company's."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from governance.contracts.models import Contract, VendorMember
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotAllowed, NotFound
from governance.core.permissions import Verb, scope


def vendor_ids(actor: Actor, today: date) -> list[int]:
    """The vendors this person signs in for today."""
    if actor.person_id is None:
        return []
    return list(VendorMember.objects.current().on(today).filter(person=actor.person_id).values_list("vendor_id", flat=True))


def contracts_for(actor: Actor, verb: Verb, what: str, today: date) -> QuerySet[Contract]:
    """Contracts on which the actor may do this."""
    reached = scope(actor, verb, what)
    if reached.everything:
        return Contract.objects.all()
    if reached.person_id is None:
        return Contract.objects.none()
    return Contract.objects.filter(vendor__in=vendor_ids(actor, today))


def contract_or_404(actor: Actor, verb: Verb, what: str, number: str, today: date) -> Contract:
    """The contract; NotFound for outsiders, so that nobody learns that it exists."""
    found = contracts_for(actor, verb, what, today).select_related("vendor", "authority__identity").filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such contract, or it is not yours."))
    return found


def require_on(actor: Actor, verb: Verb, what: str, contract: Contract, today: date) -> None:
    """As `permissions.require`, for a contract."""
    if not contracts_for(actor, verb, what, today).filter(pk=contract.pk).exists():
        raise NotAllowed(_("Your roles do not include this on this contract."))


def dated_by(actor: Actor, on: date | None, today: date) -> date:
    """The day a paper counts from: a vendor's is the day it came in here; only the client may write down an earlier one."""
    if is_client(actor):
        return on or today
    if on not in (None, today):
        raise InvalidInput(_("What you hand in counts from today."), fields={"on": _("Today only.")})
    return today


def is_client(actor: Actor, what: str = "contract") -> bool:
    """Whether the reader is of the client's side (sees money) rather than a vendor's."""
    return scope(actor, Verb.VIEW, what).everything
