"""Clause and facts in, amount and derivation out. The order is fixed: count, charge, cap, round.

Sources: docs/algorithms/penalty.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import (
    Base,
    Bonus,
    Cap,
    Clause,
    Counting,
    Grace,
    GraceKind,
    Notice,
    PeriodUnit,
    Rate,
    RateUnit,
    Rounding,
    Termination,
    Trigger,
)
from governance.contracts.penalties.counting import (
    Calendar,
    Late,
    after_grace,
    day_counter,
    due_moment,
    excluded_days,
    late_days,
    merged,
    months_in,
)
from governance.contracts.penalties.derivation import Assessment, Ledger, Value
from governance.contracts.penalties.facts import Facts
from governance.contracts.penalties.refusal import CannotEvaluate
from governance.core.money import round_money

ZERO = Decimal(0)
# Enough digits that a quotient rounded to cents is never wrong, however large the contract.
DIGITS = 50
# A line's amount keeps this many places, so that the lines sum exactly in ordinary decimals.
PLACES = Decimal(1).scaleb(-14)


@dataclass(frozen=True)
class Piece:
    """A stretch of the delay with one rate: so many periods, of which the sum of one is `each`."""

    periods: Decimal
    rate: Rate
    factor: Decimal
    from_day: int
    # How a part of a period is found: `days` ÷ `of`, or whole months and days of the next.
    part: Mapping[str, Value] = field(default_factory=dict)


def assess(clause: Clause, facts: Facts, calendar: Calendar | None = None) -> Assessment:
    """The penalty the clause gives for these facts. Zero with the line "not due" when nothing is late.

    Raises CannotEvaluate naming the parameter, or CalendarNotPublished for a year without working days.
    """
    with localcontext(prec=DIGITS):
        ledger = Ledger()
        if clause.trigger == Trigger.SERVICE_LEVEL:
            raise CannotEvaluate("trigger", _("A service level is assessed from its bands."))
        if clause.period.unit == PeriodUnit.EVENT:
            return _by_events(clause, facts, ledger)
        late = late_days(clause, facts, calendar)
        if late is None or late.counted <= 0:
            return _not_due(clause, facts, ledger)
        _say_count(clause, facts, late, ledger, calendar)
        days = after_grace(clause, late.counted)
        if days != late.counted:
            ledger.say("grace", kind=clause.grace.kind.value, days=clause.grace.days, charged=days)
        pieces = list(_pieces(clause, facts, late, days, calendar))
        _say_periods(clause, days, pieces, ledger)
        return _close(clause, facts, ledger, pieces, days=days, first_day=late.start if days else None)


def _not_due(clause: Clause, facts: Facts, ledger: Ledger) -> Assessment:
    _base(clause.rate, clause, facts)
    ledger.say("not_due", **({"due": facts.due} if facts.due else {}))
    return Assessment(ZERO, ZERO, ZERO, ZERO, None, False, False, False, tuple(ledger.lines))


def _say_count(clause: Clause, facts: Facts, late: Late, ledger: Ledger, calendar: Calendar | None) -> None:
    # A reader who counts working days by hand needs to know by which calendar.
    named: dict[str, Value] = {"calendar": str(getattr(calendar, "code", ""))} if clause.working_days else {}
    if clause.trigger == Trigger.KEY_PERSON_ABSENT:
        _say_absence(clause, facts, late, ledger, named)
        return
    if facts.extension_days:
        ledger.say("extension", days=facts.extension_days, due=late.due or late.start)
    kind = "working" if clause.working_days else "instants" if clause.by_instants else "calendar"
    end = facts.finish if facts.finish is not None else facts.as_of
    ends: dict[str, Value] = {"first": late.start, "last": late.end} if clause.count_due_day or not clause.count_finish_day else {}
    ledger.say("days", kind=kind, due=late.due or late.start, end=end or late.end, total=late.total, **ends, **named)
    _say_excluded(facts, late, ledger)


def _say_excluded(facts: Facts, late: Late, ledger: Ledger) -> None:
    """Each span that does not count, merged where they overlap, then the days it takes off."""
    if not late.excluded:
        return
    for span in merged(facts.excluded):
        ledger.say("excluded_span", first=span.first, last=span.last, why=span.why)
    ledger.say("excluded", days=late.excluded, counted=late.counted)


def _say_periods(clause: Clause, days: Decimal, pieces: list[Piece], ledger: Ledger) -> None:
    """How many periods the charged days are, where they are counted whole."""
    if clause.counting == Counting.PRO_RATA or (clause.period.unit == PeriodUnit.DAY and clause.period.length == 1):
        return
    whole = sum((piece.periods for piece in pieces), ZERO)
    facts: dict[str, Value] = {"unit": clause.period.unit.value, "length": clause.period.length, "counting": clause.counting.value}
    ledger.say("periods", days=days, periods=whole, **facts, **(pieces[0].part if pieces else {}))


def _say_absence(clause: Clause, facts: Facts, late: Late, ledger: Ledger, named: Mapping[str, Value]) -> None:
    for span in merged(facts.absent):
        ledger.say("absent", first=span.first, last=span.last)
    ledger.say("absent_days", kind="working" if clause.working_days else "calendar", total=late.total, **named)
    _say_excluded(facts, late, ledger)


def _pieces(clause: Clause, facts: Facts, late: Late, days: Decimal, calendar: Calendar | None) -> Iterator[Piece]:
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
    if facts.handovers:
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
        yield Piece(periods, clause.rate, Decimal(1), 1, {"whole": whole, "over": over, "month": length})


def _by_events(clause: Clause, facts: Facts, ledger: Ledger) -> Assessment:
    if facts.events is None:
        raise CannotEvaluate("events", _("The clause is per event, and the number of events is not known."))
    if facts.events <= 0:
        return _not_due(clause, facts, ledger)
    events = Decimal(facts.events)
    return _close(clause, facts, ledger, [Piece(events, clause.rate, Decimal(1), 1)], days=events, first_day=_first_absence(facts))


def _first_absence(facts: Facts) -> date | None:
    firsts = [span.first for span in facts.absent]
    return min(firsts) if firsts else None


def _base(rate: Rate, clause: Clause, facts: Facts, base: Base | None = None) -> Decimal | None:
    """The value a share is taken of; refuses when it is missing."""
    if rate.unit == RateUnit.SUM:
        return None
    named = base or clause.base
    if named is None or named not in facts.bases:
        raise CannotEvaluate("base", _("The value the rate is a share of is not known."))
    return facts.bases[named]


def _close(clause: Clause, facts: Facts, ledger: Ledger, pieces: list[Piece], *, days: Decimal, first_day: date | None) -> Assessment:
    """Charge the pieces, cap, round, and say what follows."""
    shares = [piece.rate for piece in pieces if piece.rate.unit != RateUnit.SUM]
    if shares:
        _say_base(shares[0], clause, facts, ledger)
    for piece in pieces:
        _charge(clause, facts, ledger, piece)
    uncapped = ledger.running
    capped = _apply_cap(clause, facts, ledger, clause.cap, "cap")
    amount = round_money(ledger.running, clause.currency)
    if amount != ledger.running:
        ledger.add("rounding", amount - ledger.running, currency=clause.currency)
    terminable = _terminable(clause.termination, days, capped)
    if terminable:
        ledger.say("termination", days=days)
    claimable = amount > 0 and (not clause.notice.required or facts.notice_served is not None)
    if clause.notice.required:
        ledger.say("notice", **({"served": facts.notice_served} if facts.notice_served else {}))
    periods = sum((piece.periods for piece in pieces), ZERO)
    return Assessment(
        amount, round_money(uncapped, clause.currency), days, periods, first_day, capped, terminable, claimable, tuple(ledger.lines)
    )


def _say_base(rate: Rate, clause: Clause, facts: Facts, ledger: Ledger) -> None:
    """The value a share is taken of, and where it comes from."""
    base = _base(rate, clause, facts)
    if clause.base is not None and base is not None:
        tax = "with" if clause.with_tax else "without"
        ledger.say("base", base=clause.base.value, value=base, tax=tax, **facts.origins.get(clause.base, {}))


def _charge(clause: Clause, facts: Facts, ledger: Ledger, piece: Piece) -> None:
    each = piece.rate.amount(_base(piece.rate, clause, facts)) * piece.factor
    if clause.rounding == Rounding.EACH_PERIOD:
        whole, part = divmod(piece.periods, 1)
        amount = round_money(each, clause.currency) * whole + round_money(each * part, clause.currency)
    else:
        amount = each * piece.periods
    ledger.add(
        "charge",
        amount.quantize(PLACES) if amount % PLACES else amount,
        from_day=piece.from_day,
        periods=piece.periods,
        length=clause.period.length,
        unit=clause.period.unit.value,
        counting=clause.counting.value,
        rate=piece.rate.value,
        rate_unit=piece.rate.unit.value,
        factor=piece.factor,
        each=round_money(each, clause.currency) if clause.rounding == Rounding.EACH_PERIOD else each,
        rounded=clause.rounding.value,
        **piece.part,
        base=_base(piece.rate, clause, facts) or ZERO,
    )


def _apply_cap(clause: Clause, facts: Facts, ledger: Ledger, cap: Cap | None, code: str) -> bool:
    """Take off what is above the cap; True when the cap is reached."""
    if cap is None:
        return False
    limit = cap.rate.amount(_base(cap.rate, clause, facts, cap.base))
    if ledger.running > limit:
        share: dict[str, Value] = {}
        if cap.rate.unit != RateUnit.SUM:
            named, value = cap.base or clause.base, _base(cap.rate, clause, facts, cap.base)
            share = {"rate": cap.rate.value, "rate_unit": cap.rate.unit.value, "base": named.value if named else "", "value": value or ZERO}
        ledger.add(code, limit - ledger.running, limit=limit, **share)
        return True
    return ledger.running == limit and ledger.running > 0


def _terminable(termination: Termination, days: Decimal, capped: bool) -> bool:
    past = termination.past_days is not None and days > termination.past_days
    return past or (termination.at_cap and capped)


def assess_bonus(clause: Clause, facts: Facts, calendar: Calendar | None = None) -> Assessment:
    """The reward for early acceptance: a separate result, never negative, with its own cap."""
    if clause.bonus is None or facts.finish is None or facts.due is None:
        return Assessment(ZERO, ZERO, ZERO, ZERO, None, False, False, False, ())
    bonus: Bonus = clause.bonus
    as_penalty = replace(
        clause,
        rate=bonus.rate,
        period=bonus.period,
        counting=bonus.counting,
        cap=bonus.cap,
        tiers=(),
        grace=Grace(),
        termination=Termination(),
        notice=Notice(),
        bonus=None,
        trigger=Trigger.LATE_ACCEPTANCE,
    )
    # Early days are late days seen from the other side: from the acceptance to the due date.
    early = replace(
        facts, due=facts.finish, finish=due_moment(clause, facts, calendar), extension_days=0, excluded=(), handovers=(), notice_served=None
    )
    return assess(as_penalty, early, calendar)


def what_if(clause: Clause, facts: Facts, days: Iterable[date], calendar: Calendar | None = None) -> list[tuple[date, Decimal]]:
    """The penalty for each acceptance date asked for: the curve the page draws."""
    return [(day, assess(clause, replace(facts, finish=day), calendar).amount) for day in days]
