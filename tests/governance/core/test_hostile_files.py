"""Every file that cannot be a table is refused with a message that says what to do, quickly and in little memory."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from django.utils import translation

from governance.core.errors import InvalidInput, UnreadableFile
from governance.core.imports import open_table, preview, to_utf8_csv
from tests.governance.core import hostile

LONG = ",".join(f"c{number}" for number in range(1_000_000)) + "\n1\n"
FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a picture called CSV": ("x.csv", hostile.png, "PNG picture"),
    "a program": ("x.csv", lambda: b"\x7fELF" + b"\2" * 100, "program"),
    "bytes of no kind": ("x.csv", lambda: bytes(range(256)) * 40, "“x.csv” is no table"),
    "an old Excel file": ("x.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office version"),
    "a web page called XLSX": ("x.xlsx", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
    "an empty file": ("x.csv", lambda: b"", "empty"),
    "blank lines only": ("x.csv", lambda: b"\n\n , \n\n", "no rows"),
    "a header only": ("x.csv", lambda: b"code,name\n", "no rows below"),
    "a header and blank rows": ("x.csv", lambda: b"code,name\n,\n \n", "no rows below"),
    "a column name twice": ("x.csv", lambda: b"code,name,Code\n1,2,3\n", "Two columns are called"),
    "a million columns": ("x.csv", LONG.encode, "1,000,000 columns"),
    "one endless line": ("x.csv", lambda: b"a" * 17_000_000, "endless"),
    "an endless cell": ("x.csv", lambda: b'code,name\n1,"' + b"x\n" * 100_000, "quotation mark"),
    "zero bytes": ("x.csv", lambda: hostile.ROWS.encode() * 600 + b"\0" * 30 + b"\n", "zero bytes"),
    "bytes of no encoding": ("x.csv", lambda: b"code,name\n1,\xff\xff\x80\x81\n" * 9, "cannot be told"),
    "truncated gzip": ("x.csv.gz", lambda: hostile.cut(gzip.compress(bytes(range(32, 127)) * 900)), "damaged or was cut off"),
    "gzip with a wrong checksum": ("x.csv.gz", hostile.damaged_gzip, "damaged or was cut off"),
    "truncated zip": ("x.zip", lambda: hostile.cut(hostile.zipped({"a.csv": hostile.ROWS.encode() * 50})), "damaged or was cut off"),
    "truncated workbook": ("x.xlsx", lambda: hostile.cut(hostile.workbook([["a"], [1]])), "damaged or was cut off"),
    "a zip of two files": ("x.zip", lambda: hostile.zipped({"a.csv": b"1", "b.csv": b"2"}), "holds 2 files"),
    "an empty zip": ("x.zip", lambda: hostile.zipped({}), "damaged|holds 0 files"),
    "a zip with a password": ("x.zip", hostile.locked_zip, "password"),
    "a zip in a zip": ("x.zip", lambda: hostile.zipped({"a.zip": hostile.zipped({"a.csv": b"1"})}), "no table"),
    "a picture in a gzip": ("x.csv.gz", lambda: gzip.compress(hostile.png()), "PNG picture"),
    "a page in a gzip": ("x.csv.gz", hostile.deflated_html, "web page"),
    "a gzip bomb": ("x.csv.gz", hostile.gzip_bomb, "far larger"),
    "a zip bomb that lies": ("x.zip", hostile.lying_zip_bomb, "far larger"),
    "a workbook bomb": ("x.xlsx", hostile.workbook_bomb, "far larger"),
    "cells in far corners": ("x.xlsx", hostile.far_corner_workbook, "too far"),
    "far corners in odd XML": ("x.xlsx", lambda: hostile.far_corner_workbook(b"<c\n r = 'ZZZ1048576' ><v>1</v></c>"), "too far"),
    "a far row": ("x.xlsx", lambda: hostile.far_corner_workbook(b'<c r="A1048576"><v>1</v></c>'), "too far"),
    "macros": ("x.xlsm", lambda: hostile.zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}), "macros"),
    "an empty workbook": ("x.xlsx", lambda: hostile.workbook([]), "empty"),
    "broken XML in a workbook": (
        "x.xlsx",
        lambda: hostile.replaced(hostile.workbook([["a"], [1]]), "xl/worksheets/sheet1.xml", lambda xml: xml[:200] + b"<<<"),
        "damaged",
    ),
    "a truncated Parquet file": ("x.parquet", lambda: b"PAR1" + b"\1" * 50, "damaged"),
}


@pytest.mark.parametrize("what", FILES)
def test_it_is_refused_and_says_why(what: str, tmp_path: Path) -> None:
    name, build, message = FILES[what]
    path = hostile.written(tmp_path, name, build())
    with pytest.raises(UnreadableFile, match=message):
        for _row in open_table(path, name).rows():
            pass


def test_a_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.zip", hostile.lying_zip_bomb())
    tracemalloc.start()
    with pytest.raises(UnreadableFile):
        preview(path, "x.zip")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


def test_unpacking_for_the_roll_up_is_guarded_too(tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.csv.gz", hostile.gzip_bomb())
    with pytest.raises(UnreadableFile):
        to_utf8_csv(path, "x.csv.gz", tmp_path / "out.csv")


def test_nested_parquet_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": [[1, 2]]}), path)
    with pytest.raises(UnreadableFile, match="plain columns"):
        open_table(path, "x.parquet")


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.xlsx", hostile.workbook([["a"], [1]], "People"))
    with pytest.raises(InvalidInput, match="People"):
        open_table(path, "x.xlsx", sheet="Wages")


def test_the_refusal_is_in_the_readers_language(tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.csv", hostile.png())
    with translation.override("zh-hans"), pytest.raises(UnreadableFile, match="PNG 图片"):
        open_table(path, "x.csv")


@pytest.mark.parametrize("before", [0, 3, 40_000])
def test_bytes_that_are_no_text_are_named_by_their_line(before: int, tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.csv", b"code,name\n" + b"1,Paris\n" * before + b"2,Par\xffis\n" + b"3,Rome\n" * 9)
    with pytest.raises(UnreadableFile, match=f"In line {before + 2} there are bytes that are no UTF-8 text"):
        for _row in open_table(path, "x.csv", encoding="utf-8").rows():
            pass
