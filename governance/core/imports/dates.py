"""Dates of a column: the format is found from all of its cells, never guessed cell by cell. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text

SERIAL = ""
SAMPLE = 50
# Day 0 of Excel's calendar, which believes in 29 February 1900; right from 1 March 1900 on.
EXCEL_EPOCH = datetime(1899, 12, 30)
SERIAL_RANGE = (Decimal(20_000), Decimal(80_000))  # 1954 to 2119
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
ZONED = (" %H:%M:%S%z", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", " %H:%M:%S.%f%z", "T%H:%M%z")
CHINESE_CLOCKS = (" %H时%M分", " %H时%M分%S秒", "%H时%M分%S秒", "%H:%M:%S", "%H:%M")


@dataclass(frozen=True)
class DateFormat:
    """How the cells of one column are written. `pattern` is a strptime pattern, "" for Excel's serial numbers.

    `ambiguous` is true when day and month could be exchanged in every cell: then ask, or say which was taken.
    """

    pattern: str
    label: Text
    ambiguous: bool = False

    def read(self, text: str) -> datetime | None:
        """The moment, naive unless the cell carries an offset; None where the cell does not fit."""
        if self.pattern == SERIAL:
            return from_serial(text)
        try:
            return datetime.strptime(trimmed(text), self.pattern)
        except ValueError:
            return None


@dataclass(frozen=True)
class Order:
    """One order of year, month and day, with the separators it is written with."""

    name: str
    label: Text
    shape: re.Pattern[str]
    patterns: tuple[str, ...]


SLASHED = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
ORDERS = (
    Order("ymd", _("year-month-day"), re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"), ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")),
    Order("cjk", _("year年month月day日"), re.compile(r"\d{4}年"), ("%Y年%m月%d日", "%Y年%m月%d号", "%Y年%m月")),
    Order("compact", _("yyyymmdd"), re.compile(r"(19|20)\d{6}(?!\d)"), ("%Y%m%d",)),
    Order("dmy", _("day/month/year"), SLASHED, ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y")),
    Order("mdy", _("month/day/year"), SLASHED, ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y", "%m/%d/%y", "%m.%d.%y", "%m-%d-%y")),
    Order("words", _("day month-name year"), re.compile(r"\d{1,2}[- ][A-Za-z]{3}"), ("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%y")),
)


def trimmed(text: str) -> str:
    """Without outer blanks, inner ones single; a trailing Z as the offset it is."""
    text = " ".join(text.split())
    return f"{text[:-1]}+0000" if text.endswith("Z") and text[-2:-1].isdigit() else text


def from_serial(text: str) -> datetime | None:
    """An Excel serial number, to the second."""
    try:
        days = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not days.is_finite() or not SERIAL_RANGE[0] <= days <= SERIAL_RANGE[1]:
        return None
    return EXCEL_EPOCH + timedelta(seconds=int((days * 86_400).to_integral_value()))


def detect_dates(values: Iterable[str], *, order: str = "") -> DateFormat | None:
    """The format that reads most of the non-empty cells; None if none reads any.

    `order` ("dmy" or "mdy") settles a column in which day and month could be exchanged. Cells that the format
    does not read are the caller's problems, by row.
    """
    cells = list(dict.fromkeys(value for value in map(trimmed, values) if value))
    possible = candidates(cells[:SAMPLE], order)
    if len(possible) < 2:
        return possible[0] if possible else None
    counts = [sum(one.read(cell) is not None for cell in cells) for one in possible]
    best = [one for one, count in zip(possible, counts, strict=True) if count == max(counts)]
    exchanged = {one.pattern.replace("%d", "?").replace("%m", "?") for one in best}
    return replace(best[0], ambiguous=len(best) > 1 and len(exchanged) == 1)


def candidates(sample: list[str], order: str) -> list[DateFormat]:
    """The formats worth trying, by how the first cells look."""
    formats = []
    for one in ORDERS:
        excluded = order in ("dmy", "mdy") and one.shape is SLASHED and one.name != order
        if excluded or not any(one.shape.match(cell) for cell in sample):
            continue
        clocks = (*CLOCKS, *ZONED, *(CHINESE_CLOCKS if one.name == "cjk" else ()))
        formats += [DateFormat(day + clock, one.label) for day in one.patterns for clock in clocks if fits(day + clock, sample)]
    if any(from_serial(cell) for cell in sample):
        formats.append(DateFormat(SERIAL, _("Excel's day numbers")))
    return formats


def fits(pattern: str, sample: list[str]) -> bool:
    """Whether at least one cell of the sample reads so."""
    one = DateFormat(pattern, "")
    return any(one.read(cell) is not None for cell in sample)
