"""Clause and facts in, amount and derivation out. The order is fixed: count, charge, cap, round.

Sources: docs/algorithms/penalty.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import Cap, Clause, GraceKind, PeriodUnit, RateUnit, Rounding, Termination, Trigger
from governance.contracts.penalties.counting import Calendar, after_grace, due_moment, late_days
from governance.contracts.penalties.derivation import Assessment, Ledger, Value
from governance.contracts.penalties.facts import Facts
from governance.contracts.penalties.fitting import bonus_terms, require_facts
from governance.contracts.penalties.pieces import Piece, base_of, pieces_of
from governance.contracts.penalties.refusal import CannotEvaluate
from governance.contracts.penalties.telling import say_base, say_count, say_periods
from governance.core.money import round_money

ZERO = Decimal(0)
# Enough digits that a quotient rounded to cents is never wrong, however large the contract.
DIGITS = 50
# A line's amount keeps this many places, so that the lines sum exactly in ordinary decimals.
PLACES = Decimal(1).scaleb(-14)


def assess(clause: Clause, facts: Facts, calendar: Calendar | None = None) -> Assessment:
    """The penalty the clause gives for these facts. Zero with the line "not due" when nothing is late.

    Raises CannotEvaluate naming the parameter, or CalendarNotPublished for a year without working days.
    """
    with localcontext(prec=DIGITS):
        ledger = Ledger()
        if clause.trigger == Trigger.SERVICE_LEVEL:
            raise CannotEvaluate("trigger", _("A service level is assessed from its bands."))
        require_facts(clause, facts)
        if clause.period.unit == PeriodUnit.EVENT:
            return _by_events(clause, facts, ledger)
        late = late_days(clause, facts, calendar)
        if late is None or late.counted <= 0:
            return _not_due(clause, facts, ledger)
        say_count(clause, facts, late, ledger, calendar)
        days = after_grace(clause, late.counted)
        if clause.grace.kind != GraceKind.NONE:
            ledger.say("grace", kind=clause.grace.kind.value, days=clause.grace.days, charged=days)
        pieces = list(pieces_of(clause, facts, late, days, calendar))
        say_periods(clause, days, pieces, ledger)
        return _close(clause, facts, ledger, pieces, days=days, first_day=late.start if days else None)


def _not_due(clause: Clause, facts: Facts, ledger: Ledger) -> Assessment:
    base_of(clause.rate, clause, facts)
    ledger.say("not_due", **({"due": facts.due} if facts.due else {}))
    return Assessment(ZERO, ZERO, ZERO, ZERO, None, False, False, False, tuple(ledger.lines))


def _by_events(clause: Clause, facts: Facts, ledger: Ledger) -> Assessment:
    if clause.tiers or clause.grace.kind != GraceKind.NONE:
        raise CannotEvaluate("tiers" if clause.tiers else "grace", _("A clause per event counts no days, so it has no tiers and no grace."))
    if facts.events is None:
        raise CannotEvaluate("events", _("The clause is per event, and the number of events is not known."))
    if facts.events <= 0:
        return _not_due(clause, facts, ledger)
    events = Decimal(facts.events)
    return _close(clause, facts, ledger, [Piece(events, clause.rate, Decimal(1), 1)], days=events, first_day=_first_absence(facts))


def _first_absence(facts: Facts) -> date | None:
    firsts = [span.first for span in facts.absent]
    return min(firsts) if firsts else None


def _close(clause: Clause, facts: Facts, ledger: Ledger, pieces: list[Piece], *, days: Decimal, first_day: date | None) -> Assessment:
    """Charge the pieces, cap, round, and say what follows."""
    for part in sorted(facts.handovers, key=lambda part: part.on):
        if any(piece.factor != 1 for piece in pieces):
            ledger.say("handover", on=part.on, share=part.share)
    shares = [piece.rate for piece in pieces if piece.rate.unit != RateUnit.SUM]
    if shares:
        say_base(shares[0], clause, facts, ledger)
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


def _charge(clause: Clause, facts: Facts, ledger: Ledger, piece: Piece) -> None:
    each = piece.rate.amount(base_of(piece.rate, clause, facts)) * piece.factor
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
        base=base_of(piece.rate, clause, facts) or ZERO,
    )


def _apply_cap(clause: Clause, facts: Facts, ledger: Ledger, cap: Cap | None, code: str) -> bool:
    """Take off what is above the cap; True when the cap is reached."""
    if cap is None:
        return False
    limit = cap.rate.amount(base_of(cap.rate, clause, facts, cap.base))
    if ledger.running > limit:
        share: dict[str, Value] = {}
        if cap.rate.unit != RateUnit.SUM:
            named, value = cap.base or clause.base, base_of(cap.rate, clause, facts, cap.base)
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
    # Early days are late days seen from the other side: from the acceptance to the due date.
    early = replace(
        facts, due=facts.finish, finish=due_moment(clause, facts, calendar), extension_days=0, excluded=(), handovers=(), notice_served=None
    )
    found = assess(bonus_terms(clause, clause.bonus), early, calendar)
    return replace(found, lines=tuple(replace(line, code="early") if line.code == "days" else line for line in found.lines))


def what_if(clause: Clause, facts: Facts, days: Iterable[date], calendar: Calendar | None = None) -> list[tuple[date, Decimal]]:
    """The penalty for each acceptance date asked for: the curve the page draws."""
    return [(day, assess(clause, replace(facts, finish=day), calendar).amount) for day in days]
