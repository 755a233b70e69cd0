"""What is open on a contract, in words with the way to it; and who may end it or take its end back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from governance.contracts.endings import AFTERWARDS, EndKind, Left, Open
from governance.contracts.models import Contract, ContractEnd
from governance.contracts.states import ContractState
from governance.core.actor import Actor
from governance.core.money import Money, format_money
from governance.core.permissions import Verb, allows

ROWS = {Left.MILESTONE: "contracts:milestone", Left.PENALTY: "contracts:penalty"}


def kinds_for(actor: Actor) -> list[EndKind]:
    """How this reader may end a contract."""
    found = [EndKind.COMPLETED, EndKind.EXPIRED] if allows(actor, Verb.CHANGE, "contract_end") else []
    return found + ([EndKind.TERMINATED] if allows(actor, Verb.APPROVE, "contract_end") else [])


def may_end(actor: Actor, contract: Contract) -> bool:
    return contract.state == ContractState.IN_FORCE and bool(kinds_for(actor))


def may_reopen(actor: Actor, end: ContractEnd) -> bool:
    """Whoever may record such an end may take it back."""
    return EndKind(end.kind) in kinds_for(actor)


def lines(found: Sequence[Open], currency: str) -> list[dict[str, Any]]:
    """What is open, in words, with the way to it and what becomes of it."""
    language = get_language() or "en"
    return [
        {
            "left": one.left.label,
            "what": one.what,
            "amount": format_money(Money(one.amount, currency), language) if one.amount is not None else "",
            "day": one.day,
            "then": AFTERWARDS[one.left],
            "url": reverse(ROWS[one.left], args=[one.key]) if one.left in ROWS and one.key else "",
        }
        for one in found
    ]
