"""A file as a table of text: one header, numbered rows, whatever the file's format was."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from governance.core import filetypes, written
from governance.core.errors import UnreadableFile
from governance.core.imports import parquet, texts, workbooks
from governance.core.imports.unpacking import Source, source

MAX_COLUMNS = 700
Rows = Iterator[tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """The header and a way to read the rows, as often as wanted. Row numbers are the file's own; the header has one too."""

    header: tuple[str, ...]
    read: Callable[[], Rows]
    format: str
    header_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(row number, cells) below the header. Empty rows are left out; short rows are filled up, long ones stay long."""
        width = len(self.header)
        for number, cells in enumerate(self.read(), start=1):
            if number > self.header_row and any(cells):
                yield number, cells + ("",) * (width - len(cells))

    def repeats_header(self, cells: tuple[str, ...]) -> bool:
        """Whether a row is the header again, as happens where exports were pasted together."""
        return tuple(cell.strip().lstrip("\ufeff") for cell in cells[: len(self.header)]) == self.header


@dataclass(frozen=True)
class Preview:
    """The first rows of a table, for a page."""

    table: Table
    rows: list[tuple[int, tuple[str, ...]]]


def open_table(path: Path, filename: str, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Table:
    """Open a CSV, XLSX or Parquet file, also in gz or in a zip with one member; UnreadableFile says what is wrong.

    The format is found from the content; empty options mean: find out.
    """
    found = source(path, filename)
    if found.type == filetypes.XLSX:
        return from_workbook(found, sheet)
    if found.type == filetypes.PARQUET:
        return titled(lambda: parquet.rows(found), "parquet")
    style = texts.style(found, encoding=encoding, delimiter=delimiter)
    return titled(lambda: texts.rows(found, style), "csv", encoding=style.encoding, delimiter=style.delimiter)


def from_workbook(found: Source, wanted: str) -> Table:
    by_name = workbooks.sheets(found)
    chosen = workbooks.choose(by_name, wanted)
    return titled(lambda: workbooks.as_text(by_name[chosen]), "xlsx", sheet=chosen, sheets=tuple(by_name))


def titled(
    read: Callable[[], Rows], format: str, *, encoding: str = "", delimiter: str = "", sheet: str = "", sheets: tuple[str, ...] = ()
) -> Table:
    """The table with its header: the first row that is not empty. Refuses what cannot be a table."""
    rows = enumerate(read(), start=1)
    number, first = next(((number, cells) for number, cells in rows if any(cell.strip() for cell in cells)), (0, ()))
    if not first:
        raise UnreadableFile(_("The file holds no rows. Choose the file again, or export it anew."))
    header = checked_header(first)
    if not any(any(cell.strip() for cell in cells) for _number, cells in rows):
        raise UnreadableFile(_("The file has a header but no rows below it. Export it anew with its rows."))
    return Table(header, read, format, number, encoding, delimiter, sheet, sheets)


def checked_header(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the columns, trimmed; trailing empty ones dropped, other empty ones named by their place."""
    if len(cells) > MAX_COLUMNS:
        raise UnreadableFile(
            _(
                "The file has %(count)s columns; a table may have %(limit)s. Perhaps rows and columns are exchanged, "
                "or the delimiter is another."
            )
            % {"count": written.number(len(cells)), "limit": written.number(MAX_COLUMNS)}
        )
    names = [cell.strip().lstrip("\ufeff").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    names = [name or str(_("Column %(number)s") % {"number": place}) for place, name in enumerate(names, start=1)]
    seen: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if first := seen.get(name.casefold()):
            raise UnreadableFile(
                _(
                    "Two columns are called “%(name)s” (columns %(first)s and %(second)s), so it cannot be told which is meant. "
                    "Rename or remove one."
                )
                % {"name": name, "first": first, "second": place}
            )
        seen[name.casefold()] = place
    return tuple(names)


def preview(path: Path, filename: str, n: int = 100, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Preview:
    """The table and its first n rows."""
    table = open_table(path, filename, encoding=encoding, sheet=sheet, delimiter=delimiter)
    return Preview(table, list(islice(table.rows(), n)))


def to_utf8_csv(path: Path, filename: str, target: Path, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Path:
    """The table as plain UTF-8 CSV with commas, for DuckDB: `path` itself where it already is that, else written to `target`.

    Rows keep their order and number; a text file is copied without being taken apart, so its rows are as they were.
    """
    found = source(path, filename)
    if found.type == filetypes.TEXT:
        style = texts.style(found, encoding=encoding, delimiter=delimiter)
        if style.delimiter == ",":
            return texts.plain(found, style, target)
    table = open_table(path, filename, encoding=encoding, sheet=sheet, delimiter=delimiter)
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(table.read())
    return target
