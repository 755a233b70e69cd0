"""Working days of named calendars. Pure: days in, days out.

A calendar knows its published years only. Asked for any other year it raises CalendarNotPublished, because
statutory days off and make-up days are announced year by year and cannot be worked out beforehand.
Source and figures: docs/algorithms/working-days.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.core.errors import CalendarNotPublished

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class YearPlan:
    """What one year adds to Monday–Friday: days off, and weekend days worked instead."""

    days_off: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days by name. `plan` gives a year's exceptions, or None where that year is not published."""

    code: str
    name: str | Promise
    plan: Callable[[int], YearPlan | None]

    def is_working(self, day: date) -> bool:
        plan = self.year(day.year)
        return day in plan.made_up or (day.weekday() < SATURDAY and day not in plan.days_off)

    def year(self, year: int) -> YearPlan:
        """The exceptions of a year; CalendarNotPublished where they are not known."""
        plan = self.plan(year)
        if plan is None:
            raise CalendarNotPublished(
                _("The working days of %(year)s are not published in the calendar “%(calendar)s”, so they cannot be counted.")
                % {"year": year, "calendar": self.name}
            )
        return plan

    def days(self, first: date, last: date) -> Iterator[date]:
        """Each working day from first to last, both included."""
        day = first
        while day <= last:
            if self.is_working(day):
                yield day
            day += ONE_DAY

    def count(self, first: date, last: date) -> int:
        """Working days from first to last, both included; 0 when last is before first."""
        return sum(1 for _day in self.days(first, last))

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it when n is negative); n = 0 is `day` itself, working or not."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def following(self, day: date) -> date:
        """`day` if it is a working day, else the next one."""
        return day if self.is_working(day) else self.add(day, 1)
