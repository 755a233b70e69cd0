"""Frozen figures of contracts in words: dates, sums, clauses and derivations of letters and scorecards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from governance.contracts.derivations import Said, say_lines
from governance.contracts.terms import read_terms
from governance.contracts.wording import say_clause
from governance.core import written
from governance.core.money import Money, format_money

register = template.Library()


@register.filter
def iso_day(text: str | None) -> str:
    """A frozen date in the reader's order; a dash where there is none."""
    return written.day(date.fromisoformat(text)) if text else "–"


@register.filter
def sum_in(amount: str, currency: str) -> str:
    return format_money(Money(Decimal(amount), currency), get_language() or "en")


@register.filter
def percent(amount: str) -> str:
    return f"{written.number(Decimal(amount))} %"


@register.filter
def vendor_name(vendor: Mapping[str, str], language: str) -> str:
    return vendor["name_zh"] if language.startswith("zh") and vendor["name_zh"] else vendor["name"]


@register.filter
def clause_words(breach: Mapping[str, Any], language: str) -> str:
    return say_clause(read_terms(breach["terms"]), language)


@register.filter
def derivation(breach: Mapping[str, Any], language: str) -> list[Said]:
    return say_lines(breach["derivation"], read_terms(breach["terms"]).currency, language)


@register.filter
def less_than_assessed(breach: Mapping[str, Any]) -> bool:
    """Whether part of what was assessed is not claimed any more; letters of before say nothing of it."""
    return Decimal(breach["amount"]) != Decimal(breach.get("assessed", breach["amount"]))


@register.filter
def person_words(person: Mapping[str, Any]) -> str:
    """What the record holds against the promise of a person; letters of before say only that the person was not there."""
    words = {"name": person["name"], "role": person["role"], "first": iso_day(person["first_day"]), "last": iso_day(person["last_day"])}
    if "absent" not in person:
        return _("%(name)s, promised as %(role)s from %(first)s to %(last)s, is not present.") % words
    spans = written.together(
        _("%(first)s to %(last)s") % {name: iso_day(span[name]) for name in ("first", "last")} for span in person["absent"]
    )
    days = {"days": person["days"], "spans": spans}
    found = [_("%(name)s, promised as %(role)s from %(first)s to %(last)s.") % words]
    found += [ngettext("Absent on %(days)s day: %(spans)s.", "Absent on %(days)s days: %(spans)s.", person["days"]) % days] if spans else []
    found += [_("Has left for good.")] if person["left"] else []
    found += [_("A replacement that nobody has approved.")] if person["unapproved"] else []
    return written.sentences(found)


@register.filter
def breach_sum(breach: Mapping[str, Any], language: str) -> str:
    return format_money(Money(Decimal(breach["amount"]), read_terms(breach["terms"]).currency), language)
