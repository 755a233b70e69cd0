"""What absent people, services and requests owe, as the pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language

from governance.contracts.claims import Drawn, Outlook
from governance.contracts.derivations import say_lines, store_lines
from governance.contracts.occurrences import Occurrence
from governance.contracts.wording import say_clause
from governance.core.money import Money, format_money


def cards(held: Drawn, shown: Sequence[Occurrence]) -> list[dict[str, Any]]:
    """Each absence and measurement: what it is about, the clause in words, the derivation, the sum."""
    language = get_language() or "en"
    found = []
    for one in shown:
        currency = one.terms.currency
        lines = say_lines(store_lines(held.lines(one)), currency, language)
        owed = format_money(Money(one.granted, currency), language)
        found.append({"one": one, "words": say_clause(one.terms, language), "owed": owed, "lines": lines})
    return found


def owing(view: Outlook) -> list[Occurrence]:
    """Those that owe something today or in 30 days, or cannot be evaluated."""
    later = {one.key for one in view.ahead.occurrences if one.granted}
    return [one for one in view.today.occurrences if one.granted or one.refusal or one.key in later]
