"""A clause in words, in the reader's language. Nothing is computed here."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.penalties import Base, Clause, Counting, GraceKind, PeriodUnit, Rate, RateUnit, Rounding, Trigger
from governance.core.money import Money, format_money

UNITS = {RateUnit.PERCENT: "%", RateUnit.PER_MILLE: "‰", RateUnit.PER_TEN_THOUSAND: "‱"}


def number(text: str) -> str:
    """A decimal without needless zeros, at most six places."""
    value = Decimal(text)
    short = value.quantize(Decimal("0.000001")) if value % Decimal("0.000001") else value
    return f"{short.normalize():f}"


def say_clause(clause: Clause, language: str) -> str:
    """What the clause means, in one sentence: “0.5 % of the value not yet delivered per started week, at most 5 %”."""
    rate = _rate_words(clause.rate, clause.base, clause.currency, language)
    if clause.base == Base.FIXED and clause.base_sum is not None and clause.rate.unit != RateUnit.SUM:
        rate = _("%(rate)s (%(sum)s)") % {"rate": rate, "sum": format_money(Money(clause.base_sum, clause.currency), language)}
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
    for more in [*_counted(clause), *_bonus(clause, language), *_conditions(clause)]:
        sentence = _("%(rule)s; %(more)s") % {"rule": sentence, "more": more}
    return sentence


def _counted(clause: Clause) -> list[str]:
    """How days and sums are counted, where it is not the common way: the due day out, the finish day in, the total rounded."""
    if clause.bands or clause.period.unit == PeriodUnit.EVENT:
        return []
    by_dates = not clause.by_instants and clause.trigger != Trigger.KEY_PERSON_ABSENT
    found = [
        (by_dates and clause.count_due_day, _("the due day counts")),
        (by_dates and not clause.count_finish_day, _("the finish day does not count")),
        (clause.by_instants, _("a part of a day %(how)s") % {"how": clause.part_day.label}),
        (clause.rounding == Rounding.EACH_PERIOD, _("each period is rounded")),
    ]
    return [words for applies, words in found if applies]


def _bonus(clause: Clause, language: str) -> list[str]:
    """What early acceptance brings, and at most."""
    bonus = clause.bonus
    if bonus is None:
        return []
    # Words can be found for a bonus too that could not be worked out.
    working = clause.working_days and bonus.period.unit == PeriodUnit.DAY
    base = clause.base or Base.MILESTONE
    reward = Clause(bonus.rate, base, period=bonus.period, counting=bonus.counting, working_days=working)
    words = {"rate": _rate_words(bonus.rate, clause.base, clause.currency, language), "period": _period_words(reward)}
    said = _("bonus for early acceptance of %(rate)s %(period)s") % words
    if bonus.cap is None:
        return [said]
    most = _rate_words(bonus.cap.rate, bonus.cap.base, clause.currency, language)
    return [_("%(rule)s, at most %(cap)s") % {"rule": said, "cap": most}]


def _conditions(clause: Clause) -> list[str]:
    """What a claim waits for, when it is lost, and from when the contract may be terminated."""
    past, notice = clause.termination.past_days, clause.notice
    found = [
        (notice.required, _("claimed only after notice")),
        (notice.time_bar_days is not None, _("lost unless notified within %(days)s days") % {"days": notice.time_bar_days}),
        (past is not None, _("may be terminated past %(days)s days") % {"days": past}),
        (clause.termination.at_cap, _("may be terminated when the cap is reached")),
    ]
    return [words for applies, words in found if applies]


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
