"""Sheets of an Excel workbook as text, through calamine, after a look at whether it is safe to open.

Calamine keeps a sheet as one dense block, so two cells in far corners would fill the memory: the extent is
measured in the raw XML first.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine
from django.utils.translation import gettext_lazy as _

from governance.core.errors import InvalidInput, UnreadableFile
from governance.core.imports.unpacking import BROKEN, Source, check_growth, damaged, open_member

MAX_CELLS = 20_000_000
CHUNK = 1024 * 1024
# Searched in XML without blanks and with one kind of quotation mark, which is several times faster.
QUOTES = bytes.maketrans(b"'", b'"')
BLANKS = b" \t\r\n"
FAR = re.compile(rb'r="[A-Z](?:[A-Z]|\d{6})')
FAR_CELL = re.compile(rb'r="([A-Z]+)(\d+)"[^>/]*>')
TAIL = 200
EPOCH_TIME = datetime(1899, 12, 31)


def sheets(source: Source) -> dict[str, list[list[Any]]]:
    """The visible sheets that hold anything, by name, as rows of values. Every sheet starts at cell A1."""
    check(source)
    try:
        with source.open() as stream, python_calamine.load_workbook(stream) as book:
            visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible]
            found = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible}
    except python_calamine.PasswordError as locked:
        raise UnreadableFile(_("The workbook is locked with a password. Send it without.")) from locked
    except (python_calamine.CalamineError, OSError, ValueError) as broken:
        raise UnreadableFile(_("The workbook is damaged. Open it in Excel, save it anew and send that.")) from broken
    return {name: rows for name, rows in found.items() if any(any(value not in ("", None) for value in row) for row in rows)}


def check(source: Source) -> None:
    """Unpack every part once, counting: size, growth, and how far the cells of a sheet reach."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                measure(archive, member)
    except BROKEN as broken:
        raise damaged() from broken


def measure(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    size, width, depth, tail = 0, 26, 100_000, b""
    is_sheet = member.filename.startswith("xl/worksheets/")
    packed = member.compress_size
    with open_member(archive, member) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            check_growth(size, packed)
            if is_sheet:
                text = tail + chunk.translate(QUOTES, BLANKS)
                tail = text[-TAIL:]
                if FAR.search(text):
                    cells = FAR_CELL.findall(text)
                    width = max([width, *(column_number(letters) for letters in {letters for letters, _row in cells})])
                    depth = max([depth, *(int(row) for _letters, row in cells)])
                    refuse_extent(width, depth)


def refuse_extent(width: int, depth: int) -> None:
    if width * depth > MAX_CELLS:
        raise UnreadableFile(
            _("A sheet of the workbook reaches to column %(columns)s and row %(rows)s, too far to be a table. Delete what lies beyond it.")
            % {"columns": width, "rows": depth}
        )


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def choose(found: dict[str, list[list[Any]]], wanted: str) -> str:
    """The sheet asked for, else the first that holds anything."""
    if wanted and wanted not in found:
        raise InvalidInput(_("There is no sheet “%(name)s”. There are: %(known)s.") % {"name": wanted, "known": ", ".join(found)})
    if not found:
        raise UnreadableFile(_("The workbook is empty. Choose the file again, or export it anew."))
    return wanted or next(iter(found))


def as_text(rows: list[list[Any]]) -> Iterator[tuple[str, ...]]:
    return (tuple(cell_text(value) for value in row) for row in rows)


def cell_text(value: Any) -> str:
    """A cell as it would stand in a CSV: codes stay as they are, whole numbers without a point, days and moments as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "auto")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return (EPOCH_TIME + value).time().isoformat()
    return "" if value is None else str(value)
