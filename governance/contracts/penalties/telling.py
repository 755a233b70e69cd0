"""The lines of a derivation that change no sum: what was counted, what was not, and what a share is taken of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from governance.contracts.penalties.clause import Clause, Counting, PeriodUnit, Rate, Trigger
from governance.contracts.penalties.counting import Calendar, Late, merged
from governance.contracts.penalties.derivation import Ledger, Value
from governance.contracts.penalties.facts import Facts
from governance.contracts.penalties.pieces import Piece, base_of

ZERO = Decimal(0)


def say_count(clause: Clause, facts: Facts, late: Late, ledger: Ledger, calendar: Calendar | None) -> None:
    # A reader who counts working days by hand needs to know by which calendar.
    named: dict[str, Value] = {"calendar": str(getattr(calendar, "code", ""))} if clause.working_days else {}
    if clause.trigger == Trigger.KEY_PERSON_ABSENT:
        _say_absence(clause, facts, late, ledger, named)
        return
    if facts.extension_days:
        ledger.say("extension", days=facts.extension_days, due=late.due or late.start)
    kind = "working" if clause.working_days else "instants" if clause.by_instants else "calendar"
    end = facts.finish if facts.finish is not None else facts.as_of
    rule: dict[str, Value] = {"part_day": clause.part_day.value} if clause.by_instants else {"first": late.start, "last": late.end}
    rule["open"] = int(facts.finish is None)
    ledger.say("days", kind=kind, due=late.due or late.start, end=end or late.end, total=late.total, **rule, **named)
    _say_excluded(facts, late, ledger)


def _say_excluded(facts: Facts, late: Late, ledger: Ledger) -> None:
    """Each span that does not count, merged where they overlap, then the days it takes off."""
    if not late.excluded:
        return
    for span in merged(facts.excluded):
        ledger.say("excluded_span", first=span.first, last=span.last, why=span.why)
    ledger.say("excluded", days=late.excluded, counted=late.counted)


def say_periods(clause: Clause, days: Decimal, pieces: list[Piece], ledger: Ledger) -> None:
    """How many periods the charged days are, where they are counted whole; months with the days they run to."""
    if pieces and "reached" in pieces[0].part:
        ledger.say("months", **pieces[0].part)
    if clause.counting == Counting.PRO_RATA or (clause.period.unit == PeriodUnit.DAY and clause.period.length == 1):
        return
    whole = sum((piece.periods for piece in pieces), ZERO)
    facts: dict[str, Value] = {"unit": clause.period.unit.value, "length": clause.period.length, "counting": clause.counting.value}
    ledger.say("periods", days=days, periods=whole, **facts)


def _say_absence(clause: Clause, facts: Facts, late: Late, ledger: Ledger, named: Mapping[str, Value]) -> None:
    for span in merged(facts.absent):
        ledger.say("absent", first=span.first, last=span.last)
    ledger.say("absent_days", kind="working" if clause.working_days else "calendar", total=late.total, **named)
    _say_excluded(facts, late, ledger)


def say_base(rate: Rate, clause: Clause, facts: Facts, ledger: Ledger) -> None:
    """The value a share is taken of, and where it comes from."""
    base = base_of(rate, clause, facts)
    if clause.base is not None and base is not None:
        tax = "with" if clause.with_tax else "without"
        ledger.say("base", base=clause.base.value, value=base, tax=tax, **facts.origins.get(clause.base, {}))
