"""What is exported can be sent in again: text, numbers and days come back as they were, from CSV and from XLSX."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.core import exports
from governance.core.imports import open_table
from governance.core.imports.workbooks import cell_text, column_number

# Everything a person can type: no surrogates, no control characters but the line break.
typed = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=30).filter(lambda text: "\ufeff" not in text)
Write = Callable[[Path, Sequence[Any], Iterable[Sequence[Any]]], int]


def back(write: Write, rows: list[tuple[Any, ...]], name: str) -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path, ["key", "value"], rows)
        table = open_table(path, name, encoding="utf-8" if name.endswith("csv") else "")
        return [tuple(exports.original_text(cell) for cell in cells) for _number, cells in table.rows()]


@settings(max_examples=60, deadline=None)
@given(st.lists(typed, min_size=1, max_size=8))
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    rows = [("k", text) for text in texts]
    assert back(exports.write_csv, rows, "x.csv") == rows


@settings(max_examples=40, deadline=None)
@given(st.lists(typed, min_size=1, max_size=8))
def test_any_text_comes_back_from_a_workbook(texts: list[str]) -> None:
    rows = [("k", text) for text in texts]
    assert back(exports.write_xlsx, rows, "x.xlsx") == rows


@settings(max_examples=40, deadline=None)
@given(st.integers(-(10**14), 10**14), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_numbers_and_days_come_back(number: int, day: date) -> None:
    for write, name in ((exports.write_csv, "x.csv"), (exports.write_xlsx, "x.xlsx")):
        assert back(write, [(number, day)], name) == [(str(number), day.isoformat())]


@given(st.text("'=+-@a \t＝", max_size=6) | typed)
def test_neutralising_is_undone_exactly_and_nothing_runs(text: str) -> None:
    safe = exports.safe_text(text)
    assert exports.original_text(safe) == text and not safe.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("00123", "00123"),
        (123.0, "123"),
        (13800000000.0, "13800000000"),
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (True, "TRUE"),
        (None, ""),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 8, 30), "2026-06-01 08:30:00"),
    ],
)
def test_a_workbooks_cells_read_like_a_csvs(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(("letters", "number"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"ZZ", 702), (b"XFD", 16384)])
def test_columns_are_counted_as_excel_does(letters: bytes, number: int) -> None:
    assert column_number(letters) == number
