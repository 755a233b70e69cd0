"""Short words for clauses and facts in the tests of this room."""

from datetime import date
from decimal import Decimal
from typing import Any

from governance.contracts.penalties import Base, Cap, Clause, Counting, Facts, Period, PeriodUnit, Rate, RateUnit

D = Decimal


def percent(value: str) -> Rate:
    return Rate(D(value), RateUnit.PERCENT)


def sum_of(value: str) -> Rate:
    return Rate(D(value), RateUnit.SUM)


def per_day(rate: Rate, cap: Rate | None = None, **more: Any) -> Clause:
    return Clause(**{"rate": rate, "base": Base.MILESTONE, "cap": Cap(cap) if cap else None} | more)


def per_week(rate: Rate, cap: Rate | None = None, **more: Any) -> Clause:
    return per_day(rate, cap, **{"period": Period(1, PeriodUnit.WEEK), "counting": Counting.STARTED} | more)


def late(due: str, finish: str, value: str = "0", **more: Any) -> Facts:
    return Facts(due=date.fromisoformat(due), finish=date.fromisoformat(finish), bases={Base.MILESTONE: D(value)}, **more)


def days_late(days: int, value: str = "1000000", **more: Any) -> Facts:
    due = date(2025, 1, 1)
    return Facts(due=due, finish=date.fromordinal(due.toordinal() + days), bases={Base.MILESTONE: D(value)}, **more)
