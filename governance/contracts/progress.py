"""A milestone's progress week by week: the vendor's word, the project office's, and the final figure. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol


class Assessed(Protocol):
    """One recorded assessment, oldest first in what is passed."""

    week: date
    percent: Decimal
    by_vendor: bool
    final: bool
    username: str


@dataclass(frozen=True)
class Week:
    """What was said of one week. The latest word of each side counts, and the final figure above both."""

    week: date
    vendor: Decimal | None = None
    office: Decimal | None = None
    final: Decimal | None = None
    final_by: str = ""


def monday(day: date) -> date:
    """A week is named by its Monday."""
    return day - timedelta(days=day.weekday())


def weeks(rows: Iterable[Assessed]) -> list[Week]:
    """The weeks spoken of, latest first."""
    found: dict[date, Week] = {}
    for row in rows:
        week = found.get(row.week, Week(row.week))
        if row.final:
            week = replace(week, final=row.percent, final_by=row.username)
        elif row.by_vendor:
            week = replace(week, vendor=row.percent)
        else:
            week = replace(week, office=row.percent)
        found[row.week] = week
    return [found[key] for key in sorted(found, reverse=True)]
