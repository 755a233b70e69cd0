"""From the text of a cell to its value. A reader first sees its whole column, then reads cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.dates import NOT_MEANT, can_be_meant, without_end
from governance.core.errors import Text
from governance.core.imports.dates import DateFormat, detect_dates

# Spreadsheets write very large and small numbers with an exponent; two digits of it are plenty.
NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{0,20})?([eE][+-]?\d{1,2})?", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be read; its message says what is expected."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


@dataclass
class ColumnCells:
    """What a reader is given of its column; it leaves `question` when only a person can say what the cells mean."""

    values: Sequence[str]
    date_order: str = ""
    zone: tzinfo = field(default_factory=timezone.get_default_timezone)
    question: str = ""
    note: Text = ""


Read = Callable[[str], Any]
Reader = Callable[[ColumnCells], Read]


def text(longest: int = 200, *, fold: bool = False) -> Reader:
    """Text without control characters; `fold` turns full-width letters and digits into plain ones, for codes."""

    def read(cell: str) -> str:
        value = unicodedata.normalize("NFKC" if fold else "NFC", cell)
        if not value.isprintable():
            value = "".join(character for character in value if character.isprintable() or character in "\n\t")
        value = value.strip()
        if len(value) > longest:
            raise CellError(_("longer than %(limit)s characters") % {"limit": longest})
        return value

    return lambda column: read


def whole_number(least: int = -(10**12), most: int = 10**12) -> Reader:
    """A whole number, with thousands separated or not."""

    def read(cell: str) -> int:
        number = parsed_decimal(cell)
        if number != number.to_integral_value():
            raise CellError(_("a whole number is expected"))
        if not least <= number <= most:
            raise CellError(_("a number from %(least)s to %(most)s is expected") % {"least": least, "most": most})
        return int(number)

    return lambda column: read


def decimal_number(places: int | None = None) -> Reader:
    """An exact decimal with a point; at most `places` digits after it."""

    def read(cell: str) -> Decimal:
        number = parsed_decimal(cell)
        exponent = number.as_tuple().exponent
        if places is not None and isinstance(exponent, int) and -exponent > places:
            raise CellError(_("at most %(places)s decimals are expected") % {"places": places})
        return number

    return lambda column: read


def parsed_decimal(cell: str) -> Decimal:
    """1234.5, 1,234.5, 1 234.5; full-width digits too. Nothing that could mean two numbers."""
    plain = unicodedata.normalize("NFKC", cell).replace("\u00a0", "").replace(" ", "").replace("−", "-")
    whole, _point, _rest = plain.partition(".")
    groups = whole.lstrip("+-").split(",")
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3:
        plain = plain.replace(",", "")
    if not NUMBER.fullmatch(plain):
        raise CellError(_("a number is expected"))
    return Decimal(plain)


def yes_no() -> Reader:
    """Yes or no, in the languages and signs in use."""
    words = dict.fromkeys(("yes", "y", "true", "1", "x", "是", "有", "真", "√", "✓"), True)
    words |= dict.fromkeys(("no", "n", "false", "0", "否", "无", "無", "假", "×"), False)
    return one_of(words)


def one_of(words: Mapping[str, Any], *, names: str = "") -> Reader:
    """One of these words, however capitalised, as its value. `names` says the choices where the words are many."""
    folded = {word.casefold(): value for word, value in words.items()}

    def read(cell: str) -> Any:
        found = unicodedata.normalize("NFKC", cell).strip().casefold()
        if found not in folded:
            raise CellError(_("one of these is expected: %(words)s") % {"words": names or ", ".join(list(words)[:12])})
        return folded[found]

    return lambda column: read


def day() -> Reader:
    """A day, in the format of the whole column."""

    def prepare(column: ColumnCells) -> Read:
        found = column_format(column)

        @lru_cache(maxsize=4096)
        def read(cell: str) -> date:
            return meant(parsed(found, cell)).date()

        return read

    return prepare


def last_day() -> Reader:
    """A last day, in the format of the whole column; 9999-12-31 and its like say that there is none yet, as an empty cell does."""

    def prepare(column: ColumnCells) -> Read:
        found = column_format(column)

        @lru_cache(maxsize=4096)
        def read(cell: str) -> date | None:
            value = parsed(found, cell)
            return None if without_end(value.date()) else meant(value).date()

        return read

    return prepare


def moment() -> Reader:
    """An instant; without an offset it is the column's zone. A time that the clocks skipped is moved on, one they repeated is the first."""

    def prepare(column: ColumnCells) -> Read:
        found = column_format(column)

        def read(cell: str) -> datetime:
            value = meant(parsed(found, cell))
            return value if value.tzinfo else value.replace(tzinfo=column.zone, fold=0)

        return read

    return prepare


def column_format(column: ColumnCells) -> DateFormat | None:
    """The column's date format; leaves the question where day and month could be exchanged."""
    found = detect_dates(column.values, order=column.date_order)
    if found and found.ambiguous:
        column.question = "date_order"
    elif found:
        column.note = found.label
    return found


def parsed(found: DateFormat | None, cell: str) -> datetime:
    if found is None:
        raise CellError(_("a date is expected, like 2026-11-22"))
    value = found.read(cell)
    if value is None:
        raise CellError(_("a date is expected, written as %(format)s like the rest of the column") % {"format": found.label})
    return value


def meant(value: datetime) -> datetime:
    if not can_be_meant(value.date()):
        raise CellError(NOT_MEANT)
    return value
