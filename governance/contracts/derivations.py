"""A derivation in words, in the reader's language: each line what a pocket calculator needs. Numbers come from the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.models import Cause
from governance.contracts.penalties import Base, Counting, Line, PartDay, PeriodUnit, RateUnit, Rounding
from governance.contracts.wording import UNITS, number
from governance.core import written
from governance.core.calendars import calendars
from governance.core.money import Money, format_money

Stored = list[dict[str, Any]]


@dataclass(frozen=True)
class Said:
    """One printed line: the sentence, what it adds, and the sum so far; both also as written."""

    text: str
    amount: Decimal
    running: Decimal

    @property
    def adds(self) -> str:
        return exact(self.amount) if self.amount else written.DASH

    @property
    def sum(self) -> str:
        return exact(self.running)


def exact(value: Decimal) -> str:
    """Cents, and more places only where there are any."""
    places = -int(value.quantize(Decimal("0.000001")).normalize().as_tuple().exponent)
    return written.number(value, min(max(places, 2), 6))


def store_lines(lines: Sequence[Line]) -> Stored:
    """The derivation as JSON, as it is frozen with a step or a notice."""
    return [
        {
            "code": line.code,
            "facts": {key: _plain(value) for key, value in line.facts.items()},
            "amount": str(line.amount),
            "running": str(line.running),
        }
        for line in lines
    ]


def say_lines(lines: Stored, currency: str, language: str) -> list[Said]:
    """The stored derivation in the reader's language."""
    return [
        Said(_sentence(line["code"], line["facts"], currency, language), Decimal(line["amount"]), Decimal(line["running"]))
        for line in lines
    ]


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _day(text: str) -> str:
    if "T" in text:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M %Z")
    return written.day(date.fromisoformat(text))


def _rate(facts: Mapping[str, str], currency: str, language: str) -> str:
    unit = RateUnit(facts["rate_unit"])
    if unit == RateUnit.SUM:
        return format_money(Money(Decimal(facts["rate"]), currency), language)
    base = format_money(Money(Decimal(facts["base"]), currency), language)
    return _("%(rate)s of %(base)s") % {"rate": f"{number(facts['rate'])} {UNITS[unit]}", "base": base}


def _days_counted(facts: Mapping[str, str]) -> str:
    gap = _gap()
    kinds = {"working": _("working days"), "calendar": _("days"), "instants": _("days of 24 hours")}
    words = {"count": number(facts["total"]), "kind": kinds[facts["kind"]], "due": _day(facts["due"]), "end": _day(facts["end"])}
    if "first" in facts:
        words |= {"first": _day(facts["first"]), "last": _day(facts["last"])}
        open_ = facts["open"] == "1"
        said = _("Due %(due)s, still open on %(end)s.") % words if open_ else _("Due %(due)s, done on %(end)s.") % words
        said += gap + _("Counted from %(first)s to %(last)s, both included: %(count)s %(kind)s.") % words
    else:
        said = _("From %(due)s to %(end)s: %(count)s %(kind)s.") % words
    if "part_day" in facts:
        said += gap + _("A part of a day %s.") % PartDay(facts["part_day"]).label
    return said + _by_calendar(facts)


def _days_early(facts: Mapping[str, str]) -> str:
    """Of a bonus: counted from the acceptance to the due date."""
    words = {"count": number(facts["total"]), "accepted": _day(facts["due"]), "due": _day(facts["end"])}
    said = _("Accepted on %(accepted)s, due on %(due)s: %(count)s days early.")
    return (
        _("Accepted on %(accepted)s, due on %(due)s: %(count)s working days early.") if facts["kind"] == "working" else said
    ) % words + _by_calendar(facts)


def _charged(facts: Mapping[str, str], currency: str, language: str) -> str:
    words = {"periods": _periods(facts), "rate": _rate(facts, currency, language), "day": facts["from_day"]}
    if Decimal(facts["factor"]) != 1:
        open_share = {"factor": number(facts["factor"])}
        said = _("From day %(day)s: %(periods)s × %(rate)s × %(factor)s not yet handed over.") % (words | open_share)
        return said + _each_rounded(facts, currency, language)
    return _("From day %(day)s: %(periods)s × %(rate)s.") % words + _each_rounded(facts, currency, language)


def _less(code: str, facts: Mapping[str, str]) -> str:
    """Days that do not count, or are free."""
    if code == "excluded_span":
        return _("Not counted: %(first)s to %(last)s, %(why)s.") % {
            "first": _day(facts["first"]),
            "last": _day(facts["last"]),
            "why": written.together([_cause(cause) for cause in facts["why"].split(", ")]),
        }
    if code == "excluded":
        return _("Less %(days)s days that do not count against the vendor: %(counted)s days.") % {
            "days": number(facts["days"]),
            "counted": number(facts["counted"]),
        }
    words = {"days": facts["days"], "charged": number(facts["charged"])}
    if facts.get("kind") == "threshold" and Decimal(facts["charged"]):
        return _("More than the %(days)s days of grace have passed: all %(charged)s days are charged.") % words
    return _("Grace of %(days)s days: %(charged)s days are charged.") % words


def _sentence(code: str, facts: Mapping[str, str], currency: str, language: str) -> str:
    def money(key: str) -> str:
        return format_money(Money(Decimal(facts[key]), currency), language)

    if code == "not_due":
        return _("Not late: nothing is due.")
    if code == "extension":
        return _("Extension of time: %(days)s days, so due on %(due)s.") % {"days": facts["days"], "due": _day(facts["due"])}
    if code in ("days", "early"):
        return _days_counted(facts) if code == "days" else _days_early(facts)
    if code == "handover":
        share = number(str(Decimal(facts["share"]) * 100))
        return _("%(share)s %% were handed over on %(day)s.") % {"share": share, "day": _day(facts["on"])}
    if code in ("excluded_span", "excluded", "grace"):
        return _less(code, facts)
    if code == "charge":
        return _charged(facts, currency, language)
    simple = {
        "base": lambda: _base_words(facts, currency, language),
        "periods": lambda: _period_count(facts),
        "months": lambda: (
            _("%(whole)s whole months to %(reached)s, then %(over)s of the %(month)s days to %(next)s.")
            % {**facts, "reached": _day(facts["reached"]), "next": _day(facts["next"])}
        ),
        "cap": lambda: _cap_words(facts, currency, language),
        "rounding": lambda: _("Rounded half up to the smallest unit of %s.") % facts["currency"],
        "termination": lambda: _("The right to terminate has arisen after %s days.") % number(facts["days"]),
        "notice": lambda: (
            _("Notice served on %s.") % _day(facts["served"]) if "served" in facts else _("May be claimed only after notice.")
        ),
        "service_met": lambda: _("Service level %s: met.") % number(facts["measured"]),
        "service_band": lambda: _service_band(facts, currency, language),
        "absent": lambda: _("Absent from %(first)s to %(last)s.") % {"first": _day(facts["first"]), "last": _day(facts["last"])},
        "absent_days": lambda: _absent_days(facts),
        "waived": lambda: _("Waived or reduced: %s.") % money("waived"),
    }
    return simple[code]() if code in simple else _cap_sentence(code, facts, currency, language)


def _cap_sentence(code: str, facts: Mapping[str, str], currency: str, language: str) -> str:
    """The contract's cap, and who draws on it before this claim."""
    words = {
        key: format_money(Money(Decimal(facts[key]), currency), language) for key in ("limit", "value", "granted", "room") if key in facts
    }
    words |= {key: facts[key] for key in ("place", "number", "last") if key in facts}
    words |= {"since": _day(facts["since"])} if "since" in facts else {}
    words |= {"percent": number(facts["percent"])} if "percent" in facts else {}
    said = {
        "contract_cap": _(
            "Cap of the contract: %(percent)s %% of %(value)s is %(limit)s. Claims draw on it by the day they accrue from, then by number."
        ),
        "contract_cap_sum": _("Cap of the contract: %(limit)s. Claims draw on it by the day they accrue from, then by number."),
        "drawn": _("%(place)s. %(number)s, from %(since)s: draws %(granted)s; %(room)s is left."),
        "drawn_together": _("1–%(last)s: draw %(granted)s together; %(room)s is left."),
        "contract_share": _("%(place)s. This claim, %(number)s, from %(since)s: finds %(room)s left, draws %(granted)s."),
    }
    return said[code] % words


def _periods(facts: Mapping[str, str]) -> str:
    """“5 started weeks”, “206 days ÷ 7 days”: how many periods, and of what."""
    # A derivation frozen before lines named their period is read as days.
    count, length = Decimal(facts["periods"]), int(facts.get("length", "1"))
    unit = PeriodUnit(facts.get("unit", PeriodUnit.DAY.value))
    names = {
        PeriodUnit.DAY: lambda n: ngettext("%(n)s day", "%(n)s days", n),
        PeriodUnit.WEEK: lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
        PeriodUnit.MONTH: lambda n: ngettext("%(n)s month", "%(n)s months", n),
        PeriodUnit.EVENT: lambda n: ngettext("%(n)s event", "%(n)s events", n),
    }
    # A part of a period is written as a quotient: a reader's calculator then gives the very same sum.
    written_count = number(facts["periods"])
    if count != int(count) and "of" in facts:
        written_count = f"{number(facts['days'])} ÷ {number(facts['of'])}"
    elif count != int(count) and "month" in facts:
        months = f"({facts['whole']} + {facts['over']} ÷ {facts['month']})"
        written_count = months if length == 1 else f"{months} ÷ {length}"
    if length > 1:
        return _("%(count)s periods of %(period)s") % {"count": written_count, "period": names[unit](length) % {"n": length}}
    return names[unit](int(count) if count == int(count) else 2) % {"n": written_count}


def _period_count(facts: Mapping[str, str]) -> str:
    """“29 days are 5 started periods of 1 week”: from days to whole periods."""
    unit, length = PeriodUnit(facts["unit"]), int(facts["length"])
    names = {
        PeriodUnit.DAY: ngettext("%(n)s day", "%(n)s days", length),
        PeriodUnit.WEEK: ngettext("%(n)s week", "%(n)s weeks", length),
        PeriodUnit.MONTH: ngettext("%(n)s month", "%(n)s months", length),
        PeriodUnit.EVENT: ngettext("%(n)s event", "%(n)s events", length),
    }
    words = {"days": number(facts["days"]), "count": number(facts["periods"]), "period": names[unit] % {"n": length}}
    if facts["counting"] == Counting.STARTED.value:
        return _("%(days)s days make %(count)s started periods of %(period)s.") % words
    return _("%(days)s days make %(count)s completed periods of %(period)s.") % words


def _gap() -> str:
    """What stands between two sentences: nothing in Chinese."""
    return " " if written.locale() == "en" else ""


def _cause(name: str) -> str:
    """Why a span does not count, as the record names it."""
    return str(Cause(name).label) if name in Cause.values else name


def _by_calendar(facts: Mapping[str, str]) -> str:
    """By which calendar working days were counted."""
    code = facts.get("calendar", "")
    return _gap() + _("Calendar: %s.") % (calendars()[code].name if code in calendars() else code) if code else ""


def _each_rounded(facts: Mapping[str, str], currency: str, language: str) -> str:
    if facts.get("rounded") != Rounding.EACH_PERIOD.value:
        return ""
    return _gap() + _("Each period is rounded to %s.") % format_money(Money(Decimal(facts["each"]), currency), language)


def _base_words(facts: Mapping[str, str], currency: str, language: str) -> str:
    """“Base: milestone value, ¥600,000.00, tax included.” and what it is made of."""

    def money(key: str) -> str:
        return format_money(Money(Decimal(facts[key]), currency), language)

    words, gap = {"base": Base(facts["base"]).label, "value": money("value")}, _gap()
    tax = _("Base: %(base)s, %(value)s, tax included.") if facts["tax"] == "with" else _("Base: %(base)s, %(value)s, before tax.")
    if "whole" in facts:
        share = number(str(Decimal(facts["delivered"]) * 100))
        return tax % words + gap + _("%(whole)s less %(share)s %% handed over by then.") % {"whole": money("whole"), "share": share}
    if "original" in facts:
        return (
            tax % words + " " + _("%(original)s and amendments of %(change)s.") % {"original": money("original"), "change": money("change")}
        )
    if "bill" in facts:
        return tax % words + gap + _("The payment due on %s.") % _day(facts["bill"])
    return tax % words


def _cap_words(facts: Mapping[str, str], currency: str, language: str) -> str:
    limit = format_money(Money(Decimal(facts["limit"]), currency), language)
    if not facts.get("base"):
        return _("Cap: at most %s.") % limit
    value = format_money(Money(Decimal(facts["value"]), currency), language)
    rate = f"{number(facts['rate'])} {UNITS[RateUnit(facts['rate_unit'])]}"
    return _("Cap: at most %(limit)s, %(rate)s of %(value)s.") % {"limit": limit, "rate": rate, "value": value}


def _service_band(facts: Mapping[str, str], currency: str, language: str) -> str:
    # A band frozen before its unit was kept is in percent.
    rate = _rate({"rate": facts["rate"], "rate_unit": facts.get("rate_unit", "percent"), "base": facts["charge"]}, currency, language)
    words = {"level": number(facts["measured"]), "below": number(facts["below"]), "rate": rate}
    return _("Service level %(level)s, below %(below)s: %(rate)s.") % words


def _absent_days(facts: Mapping[str, str]) -> str:
    days, count = int(Decimal(facts["total"])), number(facts["total"])
    if facts["kind"] == "working":
        return ngettext("Absent on %(n)s working day.", "Absent on %(n)s working days.", days) % {"n": count} + _by_calendar(facts)
    return ngettext("Absent on %(n)s day.", "Absent on %(n)s days.", days) % {"n": count}
