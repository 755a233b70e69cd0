"""Rows and files that cannot be used: by number and reason, nothing lost, nothing changed."""

from __future__ import annotations

import csv
import gzip

import pytest
from django.conf import settings
from django.urls import reverse

from governance.core.errors import InvalidInput, UnreadableFile
from governance.core.roles import Role
from rollout.adoption import store
from rollout.adoption.models import UsageDay, UsageImport
from rollout.adoption.reading.problems import rejected_rows
from tests.rollout.adoption.usage_files import HEAD, counted, days, mapping, sent

pytestmark = pytest.mark.django_db
GOOD = "1,2026-03-02T09:00,anna,Lyon,Update"


def problems(found):
    return [(number, code) for number, code, _cells in rejected_rows(store.reject_path(found.rejects))]


def test_each_unusable_row_is_kept_with_its_number_and_reason():
    found = counted(
        GOOD,
        "2,nonsense,anna,Lyon,Update",
        "3,2026-03-02T09:00,,Lyon,Update",
        "4,,anna,Lyon,Update",
        HEAD,
        ",2026-03-02T09:00,anna,Lyon,Update",
        f"7,2026-03-02T09:00,{'x' * 201},Lyon,Update",
    )
    reasons = [(3, "bad_time"), (4, "no_user"), (5, "no_time"), (6, "header"), (7, "no_identity"), (8, "too_long")]
    assert problems(found) == reasons
    assert len(days()) == 1


def test_row_numbers_are_the_files_own_despite_torn_and_empty_rows():
    found = counted(
        '1,2026-03-02T09:00,"an\nna",Lyon,Update', "2,too,few", "", "3,2026-03-02T09:00,a,Lyon,Update,more", "", "5,bad,a,Lyon,Update"
    )
    assert problems(found) == [(3, "too_few_cells"), (5, "too_many_cells"), (7, "bad_time")]


def test_rejected_rows_mended_and_sent_again_count_once(signed_in):
    first = counted(GOOD, '2,"nonsense, really",anna,=1+1,Update')
    address = reverse("adoption:import-rejected", args=[first.pk])
    text = b"".join(signed_in(Role.PROJECT_OFFICE).get(address).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[1][0] == "3"
    assert rows[1][5] == "'=1+1", "formulas are neutralised in what goes out"
    rows[1][1], rows[1][3] = "mended", "2026-03-04T10:00"
    again = counted(*(",".join(row) for row in rows[1:]), head=",".join(rows[0]))
    assert again.plan["events"] == 1
    assert days("source_office__label", "day") == [("=1+1", "2026-03-04"), ("Lyon", "2026-03-02")], "and restored when they come back"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_files_in_other_encodings_are_read(encoding):
    rows = [f"{number},2026-03-02T09:00,王小明{number},上海的客戶在這裡,Update" for number in range(30)]
    counted(*rows, encoding=encoding)
    assert {row[0] for row in days("source_office__label")} == {"上海的客戶在這裡"}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_found(delimiter):
    counted(*(GOOD.replace(",", delimiter),), head=HEAD.replace(",", delimiter))
    assert len(days()) == 1


def test_line_ends_of_windows_are_read():
    counted(data=f"{HEAD}\r\n{GOOD}\r\n\r\n2,bad,anna,Lyon,Update\r\n".encode())
    assert len(days()) == 1


BAD = {
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "nothing": b"",
    "a header alone": HEAD.encode(),
    "a column twice": b"id,at,user,user,action\n1,2026-03-02T09:00,a,b,Update\n",
    "a million columns": (",".join(f"c{number}" for number in range(1_000_000)) + "\n" + "," * 999_999).encode(),
    "a torn archive": gzip.compress("\n".join((HEAD, *(f"{n}{GOOD}" for n in range(5000)))).encode())[:-400],
    "a bomb": gzip.compress(HEAD.encode() + b"\n" + b"," * 60_000_000),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_file_that_is_no_table_is_refused_with_a_reason_and_not_kept(data):
    with pytest.raises(InvalidInput) as refusal:
        counted(data=data, by=mapping())
    assert str(refusal.value)
    assert not UsageDay.objects.exists()


def test_what_is_no_table_at_all_leaves_no_file_behind():
    with pytest.raises(UnreadableFile):
        sent(data=b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert not UsageImport.objects.exists()
    assert not [path for path in (settings.USAGE_DIR / "raw").rglob("*") if path.is_file()]


def test_a_file_that_changes_its_encoding_half_way_is_refused_whole():
    rows = "\n".join((HEAD, *(f"{n},2026-03-02T09:00,anna,Lyon,Update" for n in range(9)))).encode()
    with pytest.raises(InvalidInput):
        counted(data=rows + b"\n99,2026-03-02T09:00,anna," + b"\xff\xfe\xff,Update\n", by=mapping())
    assert not UsageDay.objects.exists()


def test_a_mapping_that_names_a_missing_column_is_refused_by_name():
    with pytest.raises(InvalidInput, match="branch") as refusal:
        counted(GOOD, by=mapping(office="branch"))
    assert "office" in refusal.value.fields


def test_an_oversized_file_is_refused_while_it_arrives(settings):
    settings.UPLOAD_MAX_BYTES = 20
    with pytest.raises(UnreadableFile):
        sent(GOOD)
