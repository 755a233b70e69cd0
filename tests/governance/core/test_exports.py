"""Exported cells never run, Chinese opens in Excel, numbers and dates stay what they are."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.http import FileResponse
from python_calamine import load_workbook

from governance.core import exports
from governance.core.errors import InvalidInput

RUNS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "\u3000=1"]


def body(response: object) -> bytes:
    assert isinstance(response, FileResponse)
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("text", RUNS)
def test_text_that_a_spreadsheet_would_run_is_neutralised_in_csv(text: str) -> None:
    content = body(exports.csv_response("x", ["a"], [[text]])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content)))[1][0].startswith("'")


def test_a_header_is_neutralised_too() -> None:
    assert "'=a" in body(exports.csv_response("x", ["=a"], [])).decode("utf-8-sig")


def test_numbers_stay_numbers_in_csv() -> None:
    content = body(exports.csv_response("x", ["a", "b", "c"], [[-5, Decimal("-1E+3"), -0.5]])).decode("utf-8-sig")
    assert content.splitlines()[1] == "-5,-1000,-0.5"


def test_csv_begins_with_the_mark_by_which_excel_knows_utf8() -> None:
    content = body(exports.csv_response("x", ["办事处"], [["上海"]]))
    assert content.startswith(b"\xef\xbb\xbf") and "上海" in content.decode("utf-8")


def test_moments_are_written_in_local_time(settings: object) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    cell = exports.csv_cell(datetime(2026, 6, 1, 16, 30, tzinfo=UTC))
    assert cell == "2026-06-02 00:30:00"


def test_texts_are_never_formulas_in_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    exports.write_xlsx(path, ["=a"], [[text] for text in RUNS] + [["https://example.org"]])
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet


def test_xlsx_keeps_numbers_dates_and_long_codes(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    exports.write_xlsx(path, ["a", "b", "c", "d"], [[Decimal("12.50"), date(2026, 6, 1), 110101199003070011, "00123"]], sheet="a/b:c")
    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    assert rows[1] == [12.5, date(2026, 6, 1), "110101199003070011", "00123"]


def test_more_rows_than_a_workbook_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "XLSX_ROWS", 3)
    with pytest.raises(InvalidInput, match="CSV"):
        exports.write_xlsx(tmp_path / "x.xlsx", ["a"], [[1], [2], [3]])


def test_a_download_is_an_attachment_with_its_chinese_name() -> None:
    response = exports.xlsx_response("花名册", ["a"], [[1]])
    assert "attachment" in response["Content-Disposition"] and "filename*=utf-8''" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff" and body(response).startswith(b"PK")


def test_a_row_that_fails_fails_the_whole_download() -> None:
    def rows() -> object:
        yield [1]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        exports.csv_response("x", ["a"], rows())
