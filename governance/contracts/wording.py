"""A clause and a derivation in words, in the reader's language. Numbers come from the engine; nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.penalties import Base, Clause, Counting, GraceKind, Line, PeriodUnit, Rate, RateUnit
from governance.core import written
from governance.core.money import Money, format_money

Stored = list[dict[str, Any]]
UNITS = {RateUnit.PERCENT: "%", RateUnit.PER_MILLE: "‰", RateUnit.PER_TEN_THOUSAND: "‱"}


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
    return written.number(value, 2 if value == value.quantize(Decimal("0.01")) else 6)


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


def number(text: str) -> str:
    """A decimal without needless zeros, at most six places."""
    value = Decimal(text)
    short = value.quantize(Decimal("0.000001")) if value % Decimal("0.000001") else value
    return f"{short.normalize():f}"


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


def _sentence(code: str, facts: Mapping[str, str], currency: str, language: str) -> str:
    def money(key: str) -> str:
        return format_money(Money(Decimal(facts[key]), currency), language)

    if code == "not_due":
        return _("Not late: nothing is due.")
    if code == "extension":
        return _("Extension of time: %(days)s days, so due on %(due)s.") % {"days": facts["days"], "due": _day(facts["due"])}
    if code == "days":
        kinds = {"working": _("working days"), "calendar": _("days"), "instants": _("days of 24 hours")}
        words = {"count": number(facts["total"]), "kind": kinds[facts["kind"]], "due": _day(facts["due"]), "end": _day(facts["end"])}
        return _("From %(due)s to %(end)s: %(count)s %(kind)s.") % words
    if code == "excluded":
        return _("Less %(days)s days that do not count against the vendor: %(counted)s days.") % {
            "days": number(facts["days"]),
            "counted": number(facts["counted"]),
        }
    if code == "grace":
        return _("Grace of %(days)s days: %(charged)s days are charged.") % {"days": facts["days"], "charged": number(facts["charged"])}
    if code == "charge":
        words = {"periods": _periods(facts), "rate": _rate(facts, currency, language), "day": facts["from_day"]}
        if Decimal(facts["factor"]) != 1:
            open_share = {"factor": number(facts["factor"])}
            return _("From day %(day)s: %(periods)s × %(rate)s × %(factor)s not yet handed over.") % (words | open_share)
        return _("From day %(day)s: %(periods)s × %(rate)s.") % words
    simple = {
        "cap": lambda: _("Cap: at most %s.") % money("limit"),
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
    if length > 1:
        return _("%(count)s periods of %(period)s") % {"count": number(facts["periods"]), "period": names[unit](length) % {"n": length}}
    return names[unit](int(count) if count == int(count) else 2) % {"n": number(facts["periods"])}


def _service_band(facts: Mapping[str, str], currency: str, language: str) -> str:
    # A band frozen before its unit was kept is in percent.
    rate = _rate({"rate": facts["rate"], "rate_unit": facts.get("rate_unit", "percent"), "base": facts["charge"]}, currency, language)
    words = {"level": number(facts["measured"]), "below": number(facts["below"]), "rate": rate}
    return _("Service level %(level)s, below %(below)s: %(rate)s.") % words


def _absent_days(facts: Mapping[str, str]) -> str:
    days, count = int(Decimal(facts["total"])), number(facts["total"])
    if facts["kind"] == "working":
        return ngettext("Absent on %(n)s working day.", "Absent on %(n)s working days.", days) % {"n": count}
    return ngettext("Absent on %(n)s day.", "Absent on %(n)s days.", days) % {"n": count}


def say_clause(clause: Clause, language: str) -> str:
    """What the clause means, in one sentence: “0.5 % of the value not yet delivered per started week, at most 5 %”."""
    rate = _rate_words(clause.rate, clause.base, clause.currency, language)
    sentence = _band_words(clause, language) or _("%(rate)s %(period)s") % {"rate": rate, "period": _period_words(clause)}
    if clause.grace.kind == GraceKind.DEDUCTIBLE:
        sentence = _("%(rule)s, the first %(days)s days free") % {"rule": sentence, "days": clause.grace.days}
    if clause.grace.kind == GraceKind.THRESHOLD:
        sentence = _("%(rule)s, once more than %(days)s days late") % {"rule": sentence, "days": clause.grace.days}
    for tier in clause.tiers:
        words = {"rule": sentence, "day": tier.from_day, "rate": _rate_words(tier.rate, None, clause.currency, language)}
        sentence = _("%(rule)s; from day %(day)s %(rate)s") % words
    if clause.cap is not None:
        most = _rate_words(clause.cap.rate, clause.cap.base, clause.currency, language)
        sentence = _("%(rule)s, at most %(cap)s") % {"rule": sentence, "cap": most}
    return sentence


def _band_words(clause: Clause, language: str) -> str:
    """“2 % of the charge below 99.8, 3 % below 98”; empty where the clause is not about service levels."""
    said: list[str] = []
    for band in sorted(clause.bands, key=lambda band: band.below, reverse=True):
        words = {"rate": _rate_words(band.rate, None, clause.currency, language), "level": number(str(band.below))}
        share = band.rate.unit != RateUnit.SUM and not said
        said.append((_("%(rate)s of the charge below %(level)s") if share else _("%(rate)s below %(level)s")) % words)
    return _(", ").join(said)


def _rate_words(rate: Rate, base: Base | None, currency: str, language: str) -> str:
    if rate.unit == RateUnit.SUM:
        return format_money(Money(rate.value, currency), language)
    share = f"{number(str(rate.value))} {UNITS[rate.unit]}"
    return _("%(share)s of the %(base)s") % {"share": share, "base": base.label} if base else share


def _period_words(clause: Clause) -> str:
    length, unit = clause.period.length, clause.period.unit
    if unit == PeriodUnit.EVENT:
        return _("per event")
    working = clause.working_days and unit == PeriodUnit.DAY
    words = {"period": _one(unit, working) if length == 1 else _many(unit, working, length)}
    if unit == PeriodUnit.DAY and length == 1 and not clause.by_instants:
        return _("per %(period)s") % words
    if clause.counting == Counting.STARTED:
        return _("per started %(period)s") % words
    if clause.counting == Counting.COMPLETED:
        return _("per completed %(period)s") % words
    return _("per %(period)s, pro rata") % words


def _one(unit: PeriodUnit, working: bool) -> str:
    names = {PeriodUnit.DAY: _("working day") if working else _("day"), PeriodUnit.WEEK: _("week"), PeriodUnit.MONTH: _("month")}
    return names[unit]


def _many(unit: PeriodUnit, working: bool, length: int) -> str:
    if working:
        return ngettext("%(n)s working day", "%(n)s working days", length) % {"n": length}
    names = {
        PeriodUnit.DAY: ngettext("%(n)s day", "%(n)s days", length),
        PeriodUnit.WEEK: ngettext("%(n)s week", "%(n)s weeks", length),
        PeriodUnit.MONTH: ngettext("%(n)s month", "%(n)s months", length),
    }
    return names[unit] % {"n": length}
