"""Tables out of the product: CSV that Excel opens in Chinese, XLSX in constant memory, no cell that runs as a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from django.http import FileResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, Text

# A spreadsheet runs a cell that begins with one of these; so does one with full-width forms of them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX_ROWS = 1_048_576
XLSX_CELL = 32_767
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def runs(text: str) -> bool:
    """Whether a spreadsheet would run the text, or would once the apostrophes before it are gone."""
    bare = text.lstrip("'")
    return bare.startswith(FORMULA_STARTS) or bare.lstrip(" \u00a0\u3000").startswith(FORMULA_STARTS)


def safe_text(text: str) -> str:
    """The text with an apostrophe before anything a spreadsheet would run."""
    return f"'{text}" if runs(text) else text


def original_text(text: str) -> str:
    """Undo `safe_text`, so that an exported table can be sent in again."""
    return text[1:] if text.startswith("'") and runs(text[1:]) else text


def csv_cell(value: Any) -> str:
    """A value as CSV text. Numbers stay numbers; every other text is neutralised; moments are local and to the second."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return safe_text(str(value))
    if isinstance(value, int | float | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    return safe_text(str(value).replace("\0", ""))


def write_rows(stream: TextIO, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> int:
    """Header and rows as CSV to an open text stream; the number of rows."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([csv_cell(str(column)) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
        count += 1
    return count


def write_csv(path: Path, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> int:
    """Write a UTF-8 file with byte-order mark, by which Excel knows it; the number of rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        return write_rows(stream, columns, rows)


def write_xlsx(path: Path, columns: Sequence[Text], rows: Iterable[Sequence[Any]], *, sheet: str = "") -> int:
    """Write a workbook of one sheet in constant memory; the number of rows. Texts are never formulas or links."""
    import xlsxwriter  # Only where a workbook is made: every start of the product would wait for it.

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count = 0
    with xlsxwriter.Workbook(path, options | {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet_name(sheet))
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(columns) - 1, 0), 18)
        page.write_row(0, 0, [str(column) for column in columns], book.add_format({"bold": True, "text_wrap": True}))
        for count, row in enumerate(rows, start=1):
            if count >= XLSX_ROWS:
                raise InvalidInput(
                    _("A workbook holds %(rows)s rows at most. Narrow the list, or export it as CSV.") % {"rows": f"{XLSX_ROWS - 1:,}"}
                )
            for at, value in enumerate(row):
                write_cell(page, count, at, value, moment)
    return count


def write_cell(page: Any, row: int, column: int, value: Any, moment: Any) -> None:
    """One cell by the type of its value."""
    if value is None or value == "" or value != value:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        # Spreadsheets keep 15 digits; a longer number is a code and stays text.
        big = len(str(value).lstrip("-").replace(".", "")) > 15 and not isinstance(value, float)
        (page.write_string if big else page.write_number)(row, column, str(value) if big else value)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, timezone.make_naive(value) if timezone.is_aware(value) else value, moment)
    elif isinstance(value, date):
        page.write_datetime(row, column, value)
    else:
        page.write_string(row, column, str(value).replace("\0", "")[:XLSX_CELL])


def sheet_name(name: str) -> str:
    """A name a workbook accepts: 31 characters, none of the forbidden."""
    return "".join(" " if character in "[]:*?/\\" else character for character in name)[:31].strip("' ") or "Sheet1"


def csv_response(name: str, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A download; `name` without ending."""
    return response(f"{name}.csv", "text/csv; charset=utf-8", ".csv", lambda path: write_csv(path, columns, rows))


def xlsx_response(name: str, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A download; `name` without ending."""
    return response(f"{name}.xlsx", XLSX_TYPE, ".xlsx", lambda path: write_xlsx(path, columns, rows, sheet=name))


def response(filename: str, content_type: str, ending: str, write: Callable[[Path], int]) -> HttpResponseBase:
    """Written to a temporary file first: a failing row is then an error page, not half a file."""
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        write(Path(file.name))
        stream = Path(file.name).open("rb")  # noqa: SIM115 - FileResponse closes it; the name is gone, the bytes stay
    answer = FileResponse(stream, as_attachment=True, filename=filename, content_type=content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
