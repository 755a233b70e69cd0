"""Ending a contract: complete, expired, or terminated with its grounds and notice. Once; what is open is frozen, and stays open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.assessing import follow_end
from governance.contracts.claims import drawn
from governance.contracts.endings import EndKind, Grounds, Open, Record, against
from governance.contracts.left_open import left_open
from governance.contracts.models import Contract, ContractEnd, NoticeLetter, Submission
from governance.contracts.selectors import amended_value, last_day_agreed
from governance.contracts.states import ContractState
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.permissions import Verb
from governance.core.roles import Role

AFTER = {
    EndKind.COMPLETED: ContractState.COMPLETED,
    EndKind.EXPIRED: ContractState.EXPIRED,
    EndKind.TERMINATED: ContractState.TERMINATED,
}


def end_contract(
    contract: Contract,
    *,
    kind: EndKind,
    on: date,
    grounds: Grounds | None = None,
    notice: NoticeLetter | None = None,
    consequences: str = "",
    attachment: Any = None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> ContractEnd:
    """The project office records that it is complete or expired; only the sponsor (or a deputy whose limit covers it) terminates.

    From its last day on nothing accrues any more. Penalties assessed beyond it are assessed again, refunds booked.
    """
    today = contract.day_of(at)
    require_end(contract, kind, actor, today)
    if not reason.strip():
        raise InvalidInput(_("Say why it ends."), fields={"reason": _("Enter the reason.")})
    if kind != EndKind.TERMINATED and grounds is not None:
        raise InvalidInput(_("Only a termination has grounds."), fields={"grounds": _("Only a termination has grounds.")})
    if notice is not None and notice.contract_id != contract.pk:
        raise InvalidInput(_("This notice belongs to another contract."), fields={"notice": _("Another contract.")})
    with transaction.atomic(), audit.because(actor, reason):
        held = Contract.objects.select_for_update().get(pk=contract.pk)
        if held.state != ContractState.IN_FORCE:
            raise Conflict(_("This contract is not in force, or ended already. Nothing was changed."))
        record = record_of(held, on, today, notice)
        wrong = against(kind, grounds, on, consequences, record)
        if wrong:
            raise InvalidInput(_("The contract was not ended."), fields=wrong)
        audit.update(Contract.objects.filter(pk=held.pk, state=ContractState.IN_FORCE), state=AFTER[kind])
        made = ContractEnd.objects.create(
            contract=held,
            kind=kind,
            on=on,
            grounds=grounds or "",
            notice=notice,
            authority=actor.username,
            consequences=consequences.strip(),
            left_open=[frozen(one) for one in record.open],
            attachment=attachment,
            recorded_at=at,
        )
        follow_end(made, today, at)
    contract.refresh_from_db()
    return made


def require_end(contract: Contract, kind: EndKind, actor: Actor, today: date) -> None:
    if kind != EndKind.TERMINATED:
        require_on(actor, Verb.CHANGE, "contract_end", contract, today)
        return
    require_on(actor, Verb.APPROVE, "contract_end", contract, today)
    limits = [grant.limit for grant in actor.grants if grant.role == Role.SPONSOR]
    if limits and all(limit is not None and limit < amended_value(contract) for limit in limits):
        raise NotAllowed(_("The contract is worth more than what was lent to you covers."))


def record_of(contract: Contract, on: date, today: date, notice: NoticeLetter | None) -> Record:
    """What the rules need to know of the contract on that day."""
    then = drawn([contract.pk], min(on, today))
    accepted = contract.milestones.aggregate(last=Max("accepted_on"))["last"]
    submitted = Submission.objects.filter(milestone__contract=contract).aggregate(last=Max("on"))["last"]
    last_paper = max((day for day in (accepted, submitted) if day is not None), default=None)
    terminable = any(one.assessment is not None and one.assessment.terminable for one in then.all)
    opened = left_open(contract, min(on, today), then)
    return Record(today, contract.starts_on, last_day_agreed(contract), last_paper, terminable, arrived(notice), opened)


def arrived(notice: NoticeLetter | None) -> date | None:
    """The first day on which the letter was served, or deemed served."""
    if notice is None:
        return None
    services = notice.services.values_list("served_on", "deemed_served_on")
    return min((day for service in services for day in service if day is not None), default=None)


def frozen(one: Open) -> dict[str, Any]:
    amount, day = (None if value is None else str(value) for value in (one.amount, one.day))
    return {"left": one.left.value, "what": one.what, "key": one.key, "amount": amount, "day": day}
