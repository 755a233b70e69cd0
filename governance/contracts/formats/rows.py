"""One milestone as a file gives it, whatever the format; and the cells that could not be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from governance.core.dates import can_be_meant


@dataclass(frozen=True)
class MilestoneRow:
    """`row` is where it stands in the file. None means the file says nothing of it, and nothing of it changes.

    `clauses`: the numbers of the penalty clauses that apply.
    """

    row: int
    number: str
    name: str = ""
    due: date | None = None
    forecast: date | None = None
    actual: date | None = None
    value: Decimal | None = None
    phase: str = ""
    clauses: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Unreadable:
    """A cell that is not what its column holds: a text code among dates, a negative duration."""

    row: int
    column: str
    value: str


def tally(cells: Sequence[Unreadable]) -> list[tuple[str, str, int]]:
    """(column, value, how often), the most frequent first."""
    counted = Counter((cell.column, cell.value) for cell in cells)
    return [(column, value, count) for (column, value), count in counted.most_common()]


def read_day(text: str) -> date | None:
    """A date as files write it: ISO (with or without a time), 2026/6/1, 2026年6月1日, or a spreadsheet's day number.

    None: unreadable, or of a year that cannot be meant.
    """
    found = _day(text.strip())
    return found if found is not None and can_be_meant(found) else None


def read_clauses(text: str) -> tuple[str, ...] | None:
    """The numbers of clauses in one cell, parted by commas or semicolons of either script. None: it names none."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[;,；，、\n]", text) if part.strip())) or None


def _day(text: str) -> date | None:
    match = re.match(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$", text)
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
        if re.fullmatch(r"\d{5}(?:\.0+)?", text):
            # Day 1 of spreadsheets is 1 January 1900, and they count a 29 February 1900 that never was.
            return date(1899, 12, 30) + timedelta(days=int(float(text)))
    except ValueError:
        return None
    return None


def read_amount(text: str) -> Decimal | None:
    """A sum of money, with or without thousands separators; None: unreadable or negative."""
    try:
        value = Decimal(text.strip().replace(",", "").replace("，", "").replace("¥", "").replace("￥", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
