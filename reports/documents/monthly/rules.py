"""When a monthly report is due. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta


def month_of(day: date) -> str:
    """`2026-11`."""
    return f"{day:%Y-%m}"


def due_on(day_of_month: int, since: date, today: date, made: Collection[str]) -> date | None:
    """The latest due day up to today whose report is not made yet; None where nothing is due.

    A day missed, because nothing ran, is made up for until the next one comes; months before that are not: their figures would be today's.
    """
    latest = today.replace(day=day_of_month)
    if latest > today:
        latest = (today.replace(day=1) - timedelta(days=1)).replace(day=day_of_month)
    return latest if latest >= since and month_of(latest) not in made else None


def next_on(day_of_month: int, since: date, today: date, made: Collection[str]) -> date:
    """The next day on which a report will be made, today included."""
    if due_on(day_of_month, since, today, made):
        return today
    day = max(since, today)
    while True:
        due = day.replace(day=day_of_month)
        if due >= day and month_of(due) not in made:
            return due
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
