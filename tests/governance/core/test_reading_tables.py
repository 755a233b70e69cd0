"""Tables of every format, encoding and delimiter come out as the same text with the file's own row numbers."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.core.errors import InvalidInput
from governance.core.imports import encodings, open_table, preview, to_utf8_csv
from tests.governance.core import hostile

CHINESE = "工号,姓名,办事处\nE001,王小明,上海办事处\nE002,李建国,北京\n"
TRADITIONAL = "工號,姓名,辦事處\nE001,王小明,臺北辦事處\nE002,李建國,高雄\n"
EXPECTED = [(2, ("E001", "王小明", "上海办事处")), (3, ("E002", "李建国", "北京"))]


def rows(folder: Path, name: str, data: bytes, **options: str) -> list[tuple[int, tuple[str, ...]]]:
    return list(open_table(hostile.written(folder, name, data), name, **options).rows())


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_simplified_chinese_is_read_in_every_encoding(codec: str, tmp_path: Path) -> None:
    assert rows(tmp_path, "x.csv", CHINESE.encode(codec)) == EXPECTED


@pytest.mark.parametrize("codec", ["big5", "utf-8", "gb18030"])
def test_traditional_chinese_is_read_in_every_encoding(codec: str, tmp_path: Path) -> None:
    assert rows(tmp_path, "x.csv", TRADITIONAL.encode(codec))[0][1][2] == "臺北辦事處"


def test_a_western_file_is_not_taken_for_chinese(tmp_path: Path) -> None:
    table = open_table(hostile.written(tmp_path, "x.csv", "name;ort\nMüller;Köln\nJosé;Zürich\n".encode("cp1252")), "x.csv")
    assert table.encoding == "windows-1252" and next(table.rows())[1] == ("Müller", "Köln")


def test_the_reader_may_overrule_the_encoding(tmp_path: Path) -> None:
    assert rows(tmp_path, "x.csv", CHINESE.encode("gb18030"), encoding="gb18030") == EXPECTED
    with pytest.raises(InvalidInput, match="There are"):
        rows(tmp_path, "x.csv", b"a\n1\n", encoding="ebcdic")


def test_the_first_foreign_letter_may_come_late(tmp_path: Path) -> None:
    text = "code,name\n" + f"E1,{'Smith' * 200}\n" * 1_200 + "E2,王小明\n"
    assert rows(tmp_path, "x.csv", text.encode("gb18030"))[-1] == (1_202, ("E2", "王小明"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str, tmp_path: Path) -> None:
    text = 'a,b,c\n"x, y; z",2,3\n1,2,3\n' if delimiter == "," else "a,b,c\nx,2,3\n1,2,3\n".replace(",", delimiter)
    table = open_table(hostile.written(tmp_path, "x.csv", text.encode()), "x.csv")
    assert table.delimiter == delimiter and len(table.header) == 3


def test_decimal_commas_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    assert rows(tmp_path, "x.csv", b"a;b\n1,5;2,5\n3,5;4,5\n") == [(2, ("1,5", "2,5")), (3, ("3,5", "4,5"))]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert rows(tmp_path, "x.csv", b"code\nA1\nA2\n") == [(2, ("A1",)), (3, ("A2",))]


def test_row_numbers_are_the_files_own(tmp_path: Path) -> None:
    text = b'\ncode,name\n\nA1,"two\nlines"\nA2\nA3,x,\n'
    assert rows(tmp_path, "x.csv", text) == [(4, ("A1", "two\nlines")), (5, ("A2", "")), (6, ("A3", "x", ""))]


def test_header_names_are_trimmed_and_empty_ones_named(tmp_path: Path) -> None:
    table = open_table(hostile.written(tmp_path, "x.csv", b" code ,,name,,\n1,2,3\n"), "x.csv")
    assert table.header == ("code", "Column 2", "name")


def test_a_workbook_keeps_codes_and_dates(tmp_path: Path) -> None:
    data = hostile.workbook(
        [["code", "n", "day", "at", "ok"], ["00123", 7.0, date(2026, 6, 1), datetime(2026, 6, 1, 8, 30), True], ["x", 2.5]]
    )
    path = hostile.written(tmp_path, "x.xlsx", data)
    found = list(open_table(path, "x.xlsx").rows())
    assert found[0][1][:3] == ("00123", "7", "2026-06-01") and found[0][1][4] == "TRUE"
    assert found[1] == (3, ("x", "2.5", "", "", ""))


def test_a_sheet_may_begin_lower_down(tmp_path: Path) -> None:
    table = open_table(hostile.written(tmp_path, "x.xlsx", hostile.workbook([[], [], ["", "code"], ["", "A1"]])), "x.xlsx")
    assert table.header_row == 3 and list(table.rows()) == [(4, ("", "A1"))]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: hostile.zipped({"dir/x": data, "__MACOSX/x": b"?"})])
def test_packed_files_are_opened(pack: object, tmp_path: Path) -> None:
    assert rows(tmp_path, "x.bin", pack(CHINESE.encode())) == EXPECTED
    assert rows(tmp_path, "y.bin", pack(hostile.workbook([["a"], ["上海"]]))) == [(2, ("上海",))]


def test_parquet_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    at = datetime(2026, 6, 1, 8, 0)
    pyarrow.parquet.write_table(pyarrow.table({"code": ["001", None], "n": [1, 2], "at": [at, at], "sum": [Decimal("1.50"), None]}), path)
    assert list(open_table(path, "x").rows()) == [
        (2, ("001", "1", "2026-06-01 08:00:00", "1.50")),
        (3, ("", "2", "2026-06-01 08:00:00", "")),
    ]


def test_a_preview_is_the_first_rows(tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.csv", b"a\n" + b"1\n" * 500)
    assert len(preview(path, "x.csv").rows) == 100


def test_plain_utf8_is_used_where_it_lies(tmp_path: Path) -> None:
    path = hostile.written(tmp_path, "x.csv", CHINESE.encode())
    assert to_utf8_csv(path, "x.csv", tmp_path / "out.csv") == path


@pytest.mark.parametrize(
    "data",
    [CHINESE.encode("utf-16"), CHINESE.replace(",", ";").encode("gb18030"), gzip.compress(CHINESE.encode())],
    ids=["utf-16", "gb18030", "gzip"],
)
def test_anything_else_is_written_as_plain_utf8(data: bytes, tmp_path: Path) -> None:
    out = to_utf8_csv(hostile.written(tmp_path, "x.csv", data), "x.csv", tmp_path / "out.csv")
    assert out.read_text("utf-8") == CHINESE


@pytest.mark.parametrize("name", ["红楼梦", "欧阳娜娜", "司马懿", "张伟", "赵丽颖,黄晓明", "呼和浩特办事处"])
def test_a_few_chinese_names_are_enough(name: str, tmp_path: Path) -> None:
    table = open_table(hostile.written(tmp_path, "x.csv", f"code,name\nA1,{name}\n".encode("gb18030")), "x.csv")
    assert table.encoding == "gb18030"


@pytest.mark.parametrize("name", ["王大明", "陳怡君", "臺北辦事處", "林志豪,張淑芬"])
def test_a_few_traditional_names_are_enough(name: str, tmp_path: Path) -> None:
    table = open_table(hostile.written(tmp_path, "x.csv", f"code,name\nA1,{name}\n".encode("big5")), "x.csv")
    assert table.encoding == "big5"


COMMON = "的一是不了在人有我他这中大来上国产地到说时要就出会可也你对生能而子那得于着下自之年过后作里用道行所然家种事成方多经"


@settings(max_examples=50)
@given(st.text(alphabet=COMMON, min_size=8, max_size=60))
def test_common_simplified_text_is_never_called_big5(text: str) -> None:
    assert encodings.chinese(text.encode("gb18030")) == "gb18030"
