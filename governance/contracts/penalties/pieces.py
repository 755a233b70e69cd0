"""The charged delay cut where the rate changes: at tiers, at part handovers, at the ends of periods. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import Base, Clause, Counting, GraceKind, PeriodUnit, Rate, RateUnit
from governance.contracts.penalties.counting import Calendar, Late, anniversary, day_counter, excluded_days, months_in
from governance.contracts.penalties.derivation import Value
from governance.contracts.penalties.facts import Facts
from governance.contracts.penalties.refusal import CannotEvaluate

ZERO = Decimal(0)


@dataclass(frozen=True)
class Piece:
    """A stretch of the delay with one rate: so many periods, of which the sum of one is `each`."""

    periods: Decimal
    rate: Rate
    factor: Decimal
    from_day: int
    # How a part of a period is found: `days` ÷ `of`, or whole months and days of the next.
    part: Mapping[str, Value] = field(default_factory=dict)


def pieces_of(clause: Clause, facts: Facts, late: Late, days: Decimal, calendar: Calendar | None) -> Iterator[Piece]:
    """The charged delay cut where the rate changes: at tiers, and where a part was handed over."""
    if days <= 0:
        return
    if clause.period.unit == PeriodUnit.MONTH:
        yield from _month_pieces(clause, facts, late, days, calendar)
        return
    length = Decimal(clause.period.length * (7 if clause.period.unit == PeriodUnit.WEEK else 1))
    cuts = _cuts(clause, facts, late, days, calendar)
    if clause.counting == Counting.PRO_RATA:
        for (start, rate, factor), stop in zip(cuts, [cut[0] for cut in cuts[1:]] + [days], strict=True):
            if stop > start:
                counted = min(stop, days) - start
                yield Piece(counted / length, rate, factor, int(start) + 1, {"days": counted, "of": length})
        return
    whole = (days / length).to_integral_value(ROUND_CEILING if clause.counting == Counting.STARTED else ROUND_FLOOR)
    # A period is charged at the rate in force on its first day.
    bounds = [min((cut[0] / length).to_integral_value(ROUND_CEILING), whole) for cut in cuts[1:]] + [whole]
    begin = ZERO
    for (_start, rate, factor), end in zip(cuts, bounds, strict=True):
        if end > begin:
            yield Piece(end - begin, rate, factor, int(begin * length) + 1)
        begin = max(begin, end)


def _cuts(clause: Clause, facts: Facts, late: Late, days: Decimal, calendar: Calendar | None) -> list[tuple[Decimal, Rate, Decimal]]:
    """(charged days before the change, rate from there, share of the work not handed over)."""
    tiers = {Decimal(tier.from_day - 1): tier.rate for tier in clause.tiers}
    parts = _handed_over(clause, facts, late, calendar)
    rate, factor, cuts = clause.rate, Decimal(1), []
    for start in sorted({ZERO, *tiers, *parts}):
        if start >= days:
            break
        rate = tiers.get(start, rate)
        factor = parts.get(start, factor)
        cuts.append((start, rate, factor))
    return cuts


def _handed_over(clause: Clause, facts: Facts, late: Late, calendar: Calendar | None) -> dict[Decimal, Decimal]:
    """Charged days before each part handover → share of the work still open after it."""
    if facts.handovers and clause.by_instants:
        raise CannotEvaluate("handovers", _("Parts handed over are counted by dates, not between instants."))
    if sum((part.share for part in facts.handovers), ZERO) > 1 or any(part.share < 0 for part in facts.handovers):
        raise CannotEvaluate("handovers", _("The parts handed over are more than the whole."))
    free = Decimal(clause.grace.days) if clause.grace.kind == GraceKind.DEDUCTIBLE else ZERO
    count, open_share = day_counter(clause, calendar), Decimal(1)
    result: dict[Decimal, Decimal] = {}
    for part in sorted(facts.handovers, key=lambda part: part.on):
        open_share -= part.share
        last = min(part.on, late.end)
        before = count(late.start, last) - excluded_days(count, facts.excluded, late.start, last) - free
        result[max(before, ZERO)] = open_share
    return result


def _month_pieces(clause: Clause, facts: Facts, late: Late, days: Decimal, calendar: Calendar | None) -> Iterator[Piece]:
    """Months run to the due date's anniversary; a part of a month counts by that month's days."""
    parts = _handed_over(clause, facts, late, calendar)
    if any(ZERO < before < days for before in parts):
        raise CannotEvaluate("handovers", _("Parts handed over need a clause by days or weeks."))
    start = late.start if late.due is None or clause.count_due_day else late.start - timedelta(days=1)
    whole, over, length = months_in(start, int(days))
    if clause.counting == Counting.PRO_RATA:
        months = Decimal(whole) + Decimal(over) / Decimal(length)
    else:
        months = Decimal(whole + (1 if over and clause.counting == Counting.STARTED else 0))
    size = Decimal(clause.period.length)
    periods = months / size
    if clause.counting != Counting.PRO_RATA:
        periods = periods.to_integral_value(ROUND_CEILING if clause.counting == Counting.STARTED else ROUND_FLOOR)
    if periods:
        reached, following = anniversary(start, whole), anniversary(start, whole + 1)
        part: dict[str, Value] = {"whole": whole, "over": over, "month": length, "reached": reached, "next": following}
        yield Piece(periods, clause.rate, parts.get(ZERO, Decimal(1)), 1, part)


def base_of(rate: Rate, clause: Clause, facts: Facts, base: Base | None = None) -> Decimal | None:
    """The value a share is taken of; refuses when it is missing."""
    if rate.unit == RateUnit.SUM:
        return None
    named = base or clause.base
    if named == Base.FIXED and clause.base_sum is not None:
        return clause.base_sum
    if named is None or named not in facts.bases:
        raise CannotEvaluate("base", _("The value the rate is a share of is not known."))
    if facts.bases[named] < 0:
        raise CannotEvaluate("base", _("The value the rate is a share of is less than nothing."))
    return facts.bases[named]


def cap_limit(clause: Clause, facts: Facts) -> Decimal | None:
    """The most the clause may come to, before the contract's own cap; None where it has no cap."""
    return None if clause.cap is None else clause.cap.rate.amount(base_of(clause.cap.rate, clause, facts, clause.cap.base))
