"""From two moments to counted days: ends, working days, exclusions merged, grace, parts of a day."""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties.clause import Clause, GraceKind, PartDay, Trigger
from governance.contracts.penalties.facts import Facts, Moment, Span
from governance.contracts.penalties.refusal import CannotEvaluate

DAY = timedelta(days=1)


class Calendar(Protocol):
    """What counting asks of a working calendar; an unpublished year raises CalendarNotPublished."""

    def count(self, first: date, last: date) -> int: ...

    def add(self, day: date, days: int) -> date: ...


@dataclass(frozen=True)
class Late:
    """`total` days late, of which `excluded` do not count; `counted` remain, before grace. `start` is the first late day."""

    start: date
    end: date
    due: Moment | None
    total: Decimal
    excluded: Decimal
    counted: Decimal


def merged(spans: Sequence[Span]) -> list[Span]:
    """Overlapping and touching spans as their union, so that no day is taken off twice."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.first, span.last)):
        if result and span.first <= _after(result[-1].last):
            last = max(result[-1].last, span.last)
            why = ", ".join(dict.fromkeys(part for part in (result[-1].why, span.why) if part))
            result[-1] = Span(result[-1].first, last, why)
        else:
            result.append(span)
    return result


def _after(last: Moment) -> Moment:
    return last if isinstance(last, datetime) else last + DAY


def day_counter(clause: Clause, calendar: Calendar | None) -> Callable[[date, date], int]:
    """How many counted days lie in first..last, both included."""
    if not clause.working_days:
        return lambda first, last: max((last - first).days + 1, 0)
    if calendar is None:
        raise CannotEvaluate("calendar", _("The clause counts working days, and no calendar is named."))
    return lambda first, last: calendar.count(first, last) if last >= first else 0


def due_moment(clause: Clause, facts: Facts, calendar: Calendar | None) -> Moment:
    """The due moment after extensions of time; extension days are working days where the clause counts those."""
    if facts.due is None:
        raise CannotEvaluate("due", _("There is no due date."))
    if not facts.extension_days:
        return facts.due
    if clause.working_days and calendar is not None:
        return calendar.add(_date(facts.due), facts.extension_days)
    return facts.due + timedelta(days=facts.extension_days)


def late_days(clause: Clause, facts: Facts, calendar: Calendar | None) -> Late | None:
    """How late it is; None when it is not."""
    if clause.trigger == Trigger.KEY_PERSON_ABSENT:
        return _absent_days(clause, facts, calendar)
    due = due_moment(clause, facts, calendar)
    end = facts.finish if facts.finish is not None else facts.as_of
    if end is None:
        raise CannotEvaluate("as_of", _("Not finished yet: say for which day the penalty is asked."))
    return _between_instants(clause, due, end, facts) if clause.by_instants else _between_dates(clause, due, end, facts, calendar)


def _between_dates(clause: Clause, due: Moment, end: Moment, facts: Facts, calendar: Calendar | None) -> Late | None:
    due_day, end_day = _date(due), _date(end)
    if end_day <= due_day:
        return None
    first = due_day if clause.count_due_day else due_day + DAY
    last = end_day if clause.count_finish_day else end_day - DAY
    count = day_counter(clause, calendar)
    total = count(first, last)
    excluded = excluded_days(count, facts.excluded, first, last)
    return Late(first, last, due_day, Decimal(total), Decimal(excluded), Decimal(total - excluded)) if total else None


def excluded_days(count: Callable[[date, date], int], spans: Sequence[Span], first: date, last: date) -> int:
    """Counted days of first..last that lie in any of the spans, each once."""
    return sum(count(max(_date(s.first), first), min(_date(s.last), last)) for s in merged(_as_days(spans)))


def _between_instants(clause: Clause, due: Moment, end: Moment, facts: Facts) -> Late | None:
    if not (isinstance(due, datetime) and isinstance(end, datetime) and due.tzinfo and end.tzinfo):
        raise CannotEvaluate("due", _("The clause counts between instants: both need a time and a zone."))
    if end <= due:
        return None
    inside = [Span(max(s.first, due), min(s.last, end)) for s in facts.excluded if s.first < end and s.last > due]
    spans = merged(inside)
    lost = sum((s.last - s.first for s in spans), timedelta())  # type: ignore[operator]
    total, counted = _parts(clause, end - due), _parts(clause, end - due - lost)
    return Late(due.date(), end.date(), due, total, total - counted, counted)


def _parts(clause: Clause, elapsed: timedelta) -> Decimal:
    days = Decimal(elapsed // timedelta(microseconds=1)) / Decimal(86_400_000_000)
    if clause.part_day == PartDay.PRO_RATA:
        return days
    return days.to_integral_value(ROUND_CEILING if clause.part_day == PartDay.WHOLE else ROUND_FLOOR)


def _absent_days(clause: Clause, facts: Facts, calendar: Calendar | None) -> Late | None:
    if clause.by_instants:
        raise CannotEvaluate("days", _("Absence is recorded by the day, not between instants."))
    count = day_counter(clause, calendar)
    spans = merged(_as_days(facts.absent))
    if not spans:
        return None
    total = sum(count(_date(s.first), _date(s.last)) for s in spans)
    excluded = sum(excluded_days(count, facts.excluded, _date(s.first), _date(s.last)) for s in spans)
    return Late(_date(spans[0].first), _date(spans[-1].last), None, Decimal(total), Decimal(excluded), Decimal(total - excluded))


def _as_days(spans: Sequence[Span]) -> list[Span]:
    return [Span(_date(s.first), _date(s.last), s.why) for s in spans]


def _date(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def after_grace(clause: Clause, counted: Decimal) -> Decimal:
    """Days that are charged: less a deductible grace; none until a threshold is passed."""
    grace = clause.grace
    if grace.kind == GraceKind.DEDUCTIBLE:
        return max(counted - grace.days, Decimal(0))
    if grace.kind == GraceKind.THRESHOLD and counted <= grace.days:
        return Decimal(0)
    return counted


def anniversary(start: date, months: int) -> date:
    """The day `months` after, clamped to the month's end: 31 January + 1 month is 28 or 29 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, month_lengths.monthrange(year, month + 1)[1]))


def months_in(start: date, days: int) -> tuple[int, int, int]:
    """(whole months, days left over, length in days of the month they fall in) of `days` days after `start`."""
    end, whole = start + timedelta(days=days), 0
    while anniversary(start, whole + 1) <= end:
        whole += 1
    here, there = anniversary(start, whole), anniversary(start, whole + 1)
    return whole, (end - here).days, (there - here).days
