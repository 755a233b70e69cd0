"""The same events as text, as a workbook and as Parquet are the same events."""

import io

import pyarrow
import pyarrow.parquet
import pytest
import xlsxwriter

from tests.rollout.adoption.usage_files import HEAD, counted, days, mapping

pytestmark = pytest.mark.django_db
ROWS = (
    "1,2026-05-11T09:00:00,li,Paris,Create",
    "2,2026-05-11T10:00:00,li,Paris,Update",
    "3,2026-05-12T09:30:00,wang,Lyon,View",
    "4,2026-05-12T09:40:00,wang,Lyon,Create",
)


def as_text():
    return "\n".join((HEAD, *ROWS, "")).encode()


def as_workbook():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate((HEAD, *ROWS)):
            sheet.write_row(number, 0, line.split(","))
    return stream.getvalue()


def as_parquet():
    columns = zip(*(line.split(",") for line in ROWS), strict=True)
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(dict(zip(HEAD.split(","), map(list, columns), strict=True))), stream)
    return stream.getvalue()


KINDS = {"log.csv": as_text, "log.xlsx": as_workbook, "log.parquet": as_parquet}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_file_gives_the_same_counts(name):
    sent = counted(data=KINDS[name](), name=name)
    assert sent.plan["rejected_rows"] == 0
    assert [row[-1] for row in days("source_user__key", "feature", "actions")] == ["1", "1", "1"]


def test_the_same_events_in_another_kind_of_file_count_once():
    by = mapping()
    counted(data=as_text(), name="log.csv", by=by)
    before = days()
    for name in ("log.xlsx", "log.parquet"):
        counted(data=KINDS[name](), name=name, by=by)
    assert days() == before
