"""Two lists compared: the numbers, the row numbers, and that no key is ever kept."""

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from governance.core.errors import InvalidInput, UnreadableFile
from rollout.impact.comparing import reconcile
from rollout.impact.comparing.columns import Columns, Total
from rollout.impact.comparing.lists import FIRST, SECOND, Sent, read, write_rows

BALANCE = Columns(("no",), ("no",), (Total("balance", "balance", "balance"),))


def listed(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Sent:
    (folder / name).write_bytes(text.encode(encoding))
    return Sent(folder / name, f"{name}.csv")


def outcome(folder, first, second, columns=BALANCE, encoding="utf-8"):
    with read(listed(folder, "a", first, encoding), listed(folder, "b", second, encoding), columns) as pair:
        found = reconcile.outcome(pair)
        write_rows(pair, reconcile.differing_rows(pair), folder / "odd.csv")
        rejected = pair.rejected(FIRST), pair.rejected(SECOND)
    rows = list(csv.DictReader((folder / "odd.csv").open()))
    return found, [(row["list"], int(row["row_number"]), row["difference"]) for row in rows], rejected


SOURCE = "no,balance\nA,1.10\nB,2.20\nB,2.20\nC,x\n,5\nD,4.40\nE,5\n"
LOADED = "no,balance\nB,4.40\nA,1.11\nE,5.00\nE,5.00\nF,1\n"


def test_counts_sums_duplicates_missing_extra_differing_and_rejects(tmp_path):
    found, rows, rejected = outcome(tmp_path, SOURCE, LOADED)
    assert (found.source.rows, found.source.rejects, found.source.keys, found.source.duplicates) == (7, 2, 4, 1)
    assert (found.loaded.rows, found.loaded.rejects, found.loaded.keys, found.loaded.duplicates) == (5, 0, 4, 1)
    assert (found.source.totals["balance"], found.loaded.totals["balance"]) == (Decimal("14.90"), Decimal("16.51"))
    assert (found.missing, found.extra, found.differing) == (1, 1, 2)
    assert rejected == ({"no_amount": 1, "no_key": 1}, {})
    assert rows == [
        ("first", 2, "differing"),
        ("first", 3, "duplicate"),
        ("first", 4, "duplicate"),
        ("first", 5, "no_amount"),
        ("first", 6, "no_key"),
        ("first", 7, "missing"),
        ("first", 8, "differing"),
        ("second", 3, "differing"),
        ("second", 4, "differing"),
        ("second", 4, "duplicate"),
        ("second", 5, "differing"),
        ("second", 5, "duplicate"),
        ("second", 6, "extra"),
    ]


def test_amounts_that_net_out_are_still_found_by_key(tmp_path):
    found, _rows, _rejected = outcome(tmp_path, "no,balance\nA,1\nB,2\n", "no,balance\nA,2\nB,1\n")
    assert found.source.totals == found.loaded.totals
    assert found.differing == 2


def test_no_key_stands_in_the_differences_and_the_hashes_change_each_time(tmp_path):
    secret = "CUSTOMER-4711"
    text = f"no,balance\n{secret},1\n"
    outcome(tmp_path, text, "no,balance\nOTHER,1\n")
    first = (tmp_path / "odd.csv").read_text()
    assert secret not in first and "OTHER" not in first
    outcome(tmp_path, text, "no,balance\nOTHER,1\n")
    assert (tmp_path / "odd.csv").read_text() != first


def test_row_numbers_count_empty_and_broken_lines_as_people_do(tmp_path):
    broken = 'no,balance\nA,1\n\nB,2\nC,3,surplus\n"D,4\n'
    _found, rows, rejected = outcome(tmp_path, broken, "no,balance\nA,1\n")
    assert ("first", 4, "missing") in rows
    assert ("first", 5, "too_many_cells") in rows
    assert sum(rejected[0].values()) >= 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_usual_encodings_mean_the_same(tmp_path, encoding):
    found, _rows, _rejected = outcome(tmp_path, "no,balance,姓名\n北京01,1,张三\n", "no,balance,姓名\n北京01,1,张三\n", encoding=encoding)
    assert (found.missing, found.extra, found.source.keys) == (0, 0, 1)


def test_a_workbook_and_a_parquet_file_are_lists_too(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("no", "balance"), ("A", 1.5), ("B", 2))):
            sheet.write_row(number, 0, row)
    duckdb.sql(f"COPY (SELECT * FROM (VALUES ('A', 1.5), ('B', 2)) t(no, balance)) TO '{tmp_path / 'b'}' (FORMAT parquet)")
    with read(Sent(tmp_path / "a", "a.xlsx"), Sent(tmp_path / "b", "b.parquet"), BALANCE) as pair:
        found = reconcile.outcome(pair)
    assert (found.missing, found.extra, found.differing, found.loaded.totals["balance"]) == (0, 0, 0, Decimal("3.5"))


def test_leading_zeros_count_unless_it_is_said_that_they_do_not(tmp_path):
    first, second = "no,balance\n00123,1\n000,1\n", "no,balance\n123,1\n0,1\n"
    assert outcome(tmp_path, first, second)[0].missing == 2
    loose = Columns(("no",), ("no",), BALANCE.totals, leading_zeros=False)
    assert outcome(tmp_path, first, second, loose)[0].missing == 0


def test_a_key_of_two_columns_is_not_glued_together(tmp_path):
    two = Columns(("a", "b"), ("a", "b"))
    found, _rows, _rejected = outcome(tmp_path, "a,b\nx,yz\n", "a,b\nxy,z\n", two)
    assert (found.missing, found.extra) == (1, 1)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1234.5", "1234.5"), ('"1,234.50"', "1234.5"), ("-3", "-3"), ("", "0"), ("0.000001", "0.000001"), (" 7 ", "7"), ("1.5000000", "1.5")],
)
def test_an_amount_is_read_exactly(tmp_path, cell, value):
    found, _rows, _rejected = outcome(tmp_path, f"no,balance\nA,{cell}\n", "no,balance\nA,0\n")
    assert (found.source.totals["balance"], found.source.rejects) == (Decimal(value), 0)


@pytest.mark.parametrize("cell", ["abc", "1e3", "0.0000001", '"1,23"', "1.2.3", "NaN", "Infinity", "12345678901234567890123456789"])
def test_what_is_no_amount_is_rejected_never_rounded(tmp_path, cell):
    found, _rows, rejected = outcome(tmp_path, f"no,balance\nA,{cell}\nB,1\n", "no,balance\nB,1\n")
    assert rejected[0] == {"no_amount": 1}
    assert found.missing == 0


@pytest.mark.parametrize("content", [b"", b"no,balance\n", b"\x00\x01\x02", b"MZ program", b"<html><body>", b"PK\x03\x04broken"])
def test_what_is_no_table_is_refused(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UnreadableFile), read(Sent(tmp_path / "a", "a.csv"), listed(tmp_path, "b", LOADED), BALANCE):
        pass


def test_a_bomb_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a.csv", b"no,balance\n" + b"0" * 60_000_000)
    with pytest.raises(UnreadableFile), read(Sent(tmp_path / "a", "a.zip"), listed(tmp_path, "b", LOADED), BALANCE):
        pass


@pytest.mark.parametrize("name", ["'; DROP TABLE first_list; --", 'a"b', "[0]"])
def test_a_column_may_be_called_anything(tmp_path, name):
    quoted = '"' + name.replace('"', '""') + '"'
    found, _rows, _rejected = outcome(tmp_path, f"{quoted}\nA\n", f"{quoted}\nA\n", Columns((name,), (name,)))
    assert found.source.keys == 1


def test_columns_that_are_not_there_and_comparing_nothing_are_refused(tmp_path):
    for columns in (Columns(("gone",), ("no",)), Columns(), Columns(("no",), ()), Columns(("no",), ("no",), office="gone")):
        with pytest.raises(InvalidInput):
            outcome(tmp_path, SOURCE, LOADED, columns)


def test_the_same_key_a_thousand_times_on_both_sides_does_not_multiply(tmp_path):
    text = "no,balance\n" + "A,1\n" * 3000
    found, rows, _rejected = outcome(tmp_path, text, text)
    assert (found.source.duplicates, found.differing, len(rows)) == (2999, 0, 6000)


entries = some.lists(some.tuples(some.sampled_from("ABCDE"), some.integers(-500, 500)), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entries, entries)
def test_the_engine_counts_as_plain_python_does(tmp_path, first, second):
    def text(rows):
        return "no,balance\n" + "".join(f"{key},{amount}\n" for key, amount in rows)

    found, _rows, _rejected = outcome(tmp_path, text(first), text(second))
    a, b = ({key: sum(n for k, n in rows if k == key) for key, _n in rows} for rows in (first, second))
    assert (found.missing, found.extra) == (len(a.keys() - b.keys()), len(b.keys() - a.keys()))
    assert found.differing == sum(a[key] != b[key] for key in a.keys() & b.keys())
    assert (found.source.keys, found.loaded.keys) == (len(a), len(b))
    assert found.source.totals["balance"] == sum(a.values())


def test_columns_are_the_same_when_read_again():
    columns = Columns(("a", "b"), ("c", "d"), (Total("t", "x", "y"),), False, "office")
    assert Columns.from_json(json.loads(json.dumps(columns.to_json()))) == columns


def test_parquet_cut_off_is_refused_in_words(tmp_path):
    whole = io.BytesIO()
    duckdb.sql(f"COPY (SELECT 'A' AS no, 1 AS balance) TO '{tmp_path / 'whole'}' (FORMAT parquet)")
    whole.write((tmp_path / "whole").read_bytes())
    (tmp_path / "a").write_bytes(whole.getvalue()[:-20])
    with pytest.raises(UnreadableFile), read(Sent(tmp_path / "a", "a.parquet"), listed(tmp_path, "b", LOADED), BALANCE):
        pass
