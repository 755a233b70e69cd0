"""What absent people, services and requests owe, as the pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from governance.contracts.occurrences import Outlook
from governance.contracts.states import ContractState
from governance.contracts.wording import say_clause, say_lines, store_lines
from governance.core.money import Money, format_money

ZERO = Decimal(0)


def cards(found: Sequence[Outlook]) -> list[dict[str, Any]]:
    """Each absence and measurement: what it is about, the clause in words, the derivation, the sum."""
    language = get_language() or "en"
    shown = []
    for outlook in found:
        one, currency = outlook.today, outlook.today.terms.currency
        lines = say_lines(store_lines(one.assessment.lines), currency, language) if one.assessment else []
        owed = format_money(Money(one.granted, currency), language)
        shown.append({"one": one, "words": say_clause(one.terms, language), "owed": owed, "lines": lines})
    return shown


def owing(found: Sequence[Outlook]) -> list[Outlook]:
    """Those of contracts in force that owe something today or in 30 days, or cannot be evaluated."""
    return [o for o in found if o.contract.state == ContractState.IN_FORCE and (o.today.granted or o.ahead or o.today.refusal)]


def sums(found: Sequence[Outlook], contract: int) -> tuple[Decimal, Decimal]:
    """Today and in 30 days, of one contract in force."""
    mine = [outlook for outlook in owing(found) if outlook.contract.pk == contract]
    return sum((outlook.today.granted for outlook in mine), ZERO), sum((outlook.ahead for outlook in mine), ZERO)
