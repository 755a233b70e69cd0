"""Key people: promised by name, seen or not seen, replaced with approval."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.assessing import reassess
from governance.contracts.actions.entering import check_hung
from governance.contracts.models import Contract, KeyPerson, Penalty, PenaltyClause, Presence
from governance.contracts.penalties import Subject
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb


def promise_person(
    contract: Contract,
    *,
    name: str,
    role: str,
    first_day: date,
    last_day: date,
    share: Decimal = Decimal(100),
    clause: PenaltyClause | None = None,
    replaces: KeyPerson | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> KeyPerson:
    """A named person for a role. A replacement counts as unapproved until the client approves it."""
    require_on(actor, Verb.CHANGE, "key_person", contract, contract.day_of(at))
    if last_day < first_day:
        raise InvalidInput(_("The last day lies before the first."), fields={"last_day": _("Not before the first day.")})
    check_hung([clause] if clause else [], Subject.PERSON, "clause")
    with transaction.atomic(), audit.because(actor, reason):
        made = KeyPerson.objects.create(
            contract=contract, name=name, role=role, first_day=first_day, last_day=last_day, share=share, clause=clause, replaces=replaces
        )
        _reassess_all(replaces, actor=actor, at=at, reason=reason)
    return made


def record_presence(
    person: KeyPerson,
    *,
    first_day: date,
    last_day: date | None = None,
    present: bool,
    removed: bool = False,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Presence:
    """Seen or not seen between two days; a later entry corrects an earlier one for its days."""
    require_on(actor, Verb.CHANGE, "key_person", person.contract, person.contract.day_of(at))
    if last_day is not None and last_day < first_day:
        raise InvalidInput(_("The last day lies before the first."), fields={"last_day": _("Not before the first day.")})
    with transaction.atomic(), audit.because(actor, reason):
        made = Presence.objects.create(
            key_person=person, first_day=first_day, last_day=last_day, present=present, removed=removed and not present, recorded_at=at
        )
        _reassess_all(person, actor=actor, at=at, reason=reason)
    return made


def approve_replacement(person: KeyPerson, *, actor: Actor, at: datetime, reason: str) -> None:
    """The client approves a replacement, once."""
    require_on(actor, Verb.CHANGE, "key_person", person.contract, person.contract.day_of(at))
    if person.replaces_id is None:
        raise InvalidInput(_("This person replaces nobody."))
    with transaction.atomic(), audit.because(actor, reason):
        if not audit.update(KeyPerson.objects.filter(pk=person.pk, approved_by=""), approved_by=actor.username):
            raise Conflict(_("This replacement is already approved."))
        _reassess_all(person.replaces, actor=actor, at=at, reason=reason)
    person.refresh_from_db()


def _reassess_all(person: KeyPerson | None, *, actor: Actor, at: datetime, reason: str) -> None:
    """Penalties already assessed for this person follow the record; a refund is booked by itself."""
    if person is None:
        return
    # A penalty assessed at the same moment is waited for, so that it follows too.
    Contract.objects.select_for_update().get(pk=person.contract_id)
    for penalty in Penalty.objects.filter(key_person=person).select_related("clause__contract"):
        reassess(penalty, actor=actor, at=at, reason=reason)
