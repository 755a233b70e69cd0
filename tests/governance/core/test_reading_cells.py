"""Columns are recognised by name in any language; each bad cell is a problem with its row, column and reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from governance.core.errors import UnreadableFile
from governance.core.imports import importer, open_table, readers
from governance.core.imports.importer import ReadRows
from governance.core.imports.readers import CellError, ColumnCells, Reader
from tests.governance.core.bookshelf import Books


def found(folder: Path, text: str, **options: str) -> ReadRows:
    path = folder / "x.csv"
    path.write_text(text, "utf-8")
    return importer.read(Books(), open_table(path, "x.csv"), **options)


def said(rows: ReadRows) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, str(problem.message)) for problem in rows.problems]


@pytest.mark.parametrize("header", ["code,name", "CODE , Name*", "编号,书名", "Code,TITLE"])
def test_columns_are_recognised_however_they_are_written(header: str, tmp_path: Path) -> None:
    assert found(tmp_path, f"{header}\nA1,Emma\n").rows[0].values == {"code": "A1", "name": "Emma"}


def test_missing_columns_are_named_together_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="missing: Code, Name. The file has: x, y"):
        found(tmp_path, "x,y\n1,2\n")


def test_two_columns_for_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="both mean “Name”"):
        found(tmp_path, "code,name,title\nA1,Emma,Emma\n")


def test_columns_that_are_not_used_are_said(tmp_path: Path) -> None:
    assert "colour" in str(found(tmp_path, "code,name,colour\nA1,Emma,red\n").notes[0])


def test_every_bad_cell_is_named_by_row_and_column(tmp_path: Path) -> None:
    text = "code,name,pages,kind,bought on\nA1,Emma,many,novel,2026-01-01\n,Emma,3,poem,2026-02-30\nA3,Ivanhoe,99999,novel,\n"
    rows = found(tmp_path, text)
    assert [row.number for row in rows.rows] == []
    assert sorted((row, column) for row, column, _message in said(rows)) == [
        (2, "Pages"),
        (3, "Bought on"),
        (3, "Code"),
        (3, "Kind"),
        (4, "Pages"),
    ]


def test_a_key_that_comes_twice_names_the_row_where_it_came_first(tmp_path: Path) -> None:
    rows = found(tmp_path, "code,name\nA1,Emma\nA2,Ivanhoe\nＡ１,Emma again\n")
    assert said(rows) == [(4, "Code", "The same as in row 2; each may come once.")] and len(rows.rows) == 2


def test_the_header_in_the_middle_is_a_problem_of_its_row(tmp_path: Path) -> None:
    assert said(found(tmp_path, "code,name\nA1,Emma\ncode,name\nA2,Ivanhoe\n"))[0][0] == 3


def test_a_row_with_too_many_cells_is_a_problem(tmp_path: Path) -> None:
    assert "3 cells" in said(found(tmp_path, "code,name\nA1,Emma,or not\n"))[0][2]


def test_what_our_own_export_neutralised_is_read_as_it_was(tmp_path: Path) -> None:
    assert found(tmp_path, "code,name\nA1,'=SUM(A1)\nA2,'tis\n").rows[0].values["name"] == "=SUM(A1)"


def test_the_same_row_numbers_hold_with_blank_rows_between(tmp_path: Path) -> None:
    assert [row.number for row in found(tmp_path, "code,name\n\nA1,Emma\n\n\nA2,Ivanhoe\n").rows] == [3, 6]


def one(reader: Reader, cell: str, **context: object) -> object:
    return reader(ColumnCells([cell], **context))(cell)


@pytest.mark.parametrize(
    ("cell", "value"), [("1,234", 1234), ("１２", 12), ("7.0", 7), ("-3", -3), ("1 000", 1000), ("1,234,567", 1234567)]
)
def test_whole_numbers(cell: str, value: int) -> None:
    assert one(readers.whole_number(), cell) == value


NO_NUMBERS = ["1.5", "1,5", "12,34", "abc", "NaN", "Infinity", "1e999999999", "0x10", "１２a", "9" * 60, "--1", "1,2345", "٣", "1_000"]


@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_what_is_no_whole_number(cell: str) -> None:
    with pytest.raises(CellError):
        one(readers.whole_number(), cell)


def test_decimals_are_exact_and_bounded_in_places() -> None:
    assert one(readers.decimal_number(2), "1,234.50") == Decimal("1234.50")
    with pytest.raises(CellError, match="2"):
        one(readers.decimal_number(2), "1.005")


@pytest.mark.parametrize(("cell", "value"), [("是", True), ("无", False), ("Yes", True), ("0", False), ("√", True)])
def test_yes_and_no(cell: str, value: bool) -> None:
    assert one(readers.yes_no(), cell) is value


def test_text_loses_what_cannot_be_seen_and_keeps_what_can() -> None:
    assert one(readers.text(), " 王\u200b小\x07明 ") == "王小明"
    assert one(readers.text(fold=True), "Ｅ００１") == "E001"
    assert one(readers.text(), "Renée 𠮷 👩‍🔬 Ω≈ç") != ""
    with pytest.raises(CellError):
        one(readers.text(5), "longer than five")


def test_moments_without_an_offset_are_of_the_columns_zone() -> None:
    paris = ZoneInfo("Europe/Paris")
    twice = one(readers.moment(), "2026-10-25 02:30:00", zone=paris)
    assert isinstance(twice, datetime) and twice.utcoffset().total_seconds() == 7200
    fixed = one(readers.moment(), "2026-10-25T02:30:00+05:00", zone=paris)
    assert isinstance(fixed, datetime) and fixed.utcoffset().total_seconds() == 18000


def test_days_follow_the_order_that_was_answered() -> None:
    assert one(readers.day(), "03/04/2026", date_order="mdy") == date(2026, 3, 4)
    with pytest.raises(CellError, match="2026-11-22"):
        one(readers.day(), "soon")
