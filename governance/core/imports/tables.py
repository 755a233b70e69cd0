"""A file as a table of text: one header, numbered rows, whatever the file's format was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Table:
    """The header and a way to read the rows, as often as wanted. Row numbers are the file's own; the header is row 1."""

    header: tuple[str, ...]
    read: Callable[[], Iterator[tuple[int, tuple[str, ...]]]]
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(row number, cells); empty rows are left out, every row has as many cells as the header."""
        return self.read()


@dataclass(frozen=True)
class Preview:
    """The first rows of a table, for a page."""

    table: Table
    rows: list[tuple[int, tuple[str, ...]]]


def open_table(path: Path, filename: str, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Table:
    """Open a CSV, XLSX or Parquet file, also in gz or in a zip with one member; UnreadableFile says what is wrong.

    The format is found from the content; empty options mean: find out.
    """
    raise NotImplementedError


def preview(path: Path, filename: str, n: int = 100, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Preview:
    """The table and its first n rows."""
    raise NotImplementedError


def to_utf8_csv(path: Path, filename: str, target: Path, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Path:
    """Write the table as plain UTF-8 CSV (comma, no BOM, \\n) to `target`, unpacked safely: for DuckDB."""
    raise NotImplementedError
