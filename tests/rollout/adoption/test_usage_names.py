"""Names are read as numbers; what is counted never depends on which of them the slices of the file showed."""

from __future__ import annotations

import gzip
import hashlib
import io

import pytest

from rollout.adoption import store
from rollout.adoption.models import SourceUser
from rollout.adoption.reading import engine, names
from tests.rollout.adoption.usage_files import counted, days, mapping

pytestmark = pytest.mark.django_db
HEAD = "id,at,user,by,office,thing,action"
ROWS = [
    f"{number},2026-03-{2 + number % 26:02}T09:{number % 60:02}, user {number % 40} ,{'' if number % 5 else f'user {number % 7}'},"
    f"{'' if number % 11 == 0 else f'Büro {number % 13}'},thing {number % 9},{'Create' if number % 3 else 'Update'}"
    for number in range(400)
]
WITH_TYPIST = {"acting_user": "by", "object": "thing", "feature": "both"}
SHOWN = ("source_user__key", "source_office__label", "day", "feature", "actions", "entries", "proxy_entries")


@pytest.fixture
def whole():
    """The counts with every name in the slices."""
    counted(*ROWS, head=HEAD, by=mapping("Whole", "Whole CRM", **WITH_TYPIST))
    found = days(*SHOWN)
    assert len({row[0] for row in found}) == 40
    return found


def again(**changes):
    """The same rows for another source."""
    by = mapping("Other", "Other CRM", **WITH_TYPIST | changes)
    counted(*ROWS, head=HEAD, by=by)
    return [row for row in days("source_user__source__name", *SHOWN) if row[0] == "Other CRM"]


@pytest.mark.parametrize("slice_size", [60, 600, 4000])
def test_names_missed_by_the_slices_are_counted_all_the_same(whole, monkeypatch, slice_size):
    monkeypatch.setattr(names, "SLICES", 1)
    monkeypatch.setattr(names, "SLICE", slice_size)
    assert [row[1:] for row in again()] == whole


def test_a_column_of_too_many_names_is_read_as_text(whole, monkeypatch):
    monkeypatch.setattr(names, "MANY", 3)
    assert [row[1:] for row in again()] == whole


def test_a_column_that_turns_out_to_hold_too_many_names_becomes_text(whole, monkeypatch):
    monkeypatch.setattr(names, "SLICES", 1)
    monkeypatch.setattr(names, "SLICE", 400)
    monkeypatch.setattr("rollout.adoption.reading.events.MANY", 3)
    assert [row[1:] for row in again()] == whole


def test_a_slice_that_begins_inside_a_quoted_cell_does_no_harm(monkeypatch):
    monkeypatch.setattr(names, "SLICE", 50)
    rows = [f'{number},2026-03-02T09:00,"of two\nlines, {number % 3}",Lyon,Update' for number in range(90)]
    counted(*rows)
    assert [(row[0], row[3]) for row in days()] == [(f"of two\nlines, {number}", "30") for number in range(3)]


def test_names_may_have_200_characters_in_any_script_and_longer_ones_are_refused_by_row():
    found = counted(
        f"1,2026-03-02T09:00,{'上' * 200},Lyon,Update",
        f"2,2026-03-02T09:00,{'上' * 201},Lyon,Update",
        f"3,2026-03-02T09:00,anna,{'x' * 201},Update",
        f"4,2026-03-02T09:00,{' ' * 9}bert,Lyon,Update",
    )
    assert found.plan["rejected"] == {"too_long": 2}
    assert sorted(SourceUser.objects.values_list("key", flat=True)) == ["bert", "上" * 200]


def test_events_that_do_not_fit_into_memory_are_counted_from_the_disk(whole, monkeypatch):
    monkeypatch.setattr(engine, "MEMORY", "60MB")
    assert [row[1:] for row in again()] == whole


def test_a_file_is_kept_byte_by_byte_whatever_it_comes_from(tmp_path, settings):
    data = b"id,at\n" + b"x" * 100_000
    plain, packed = tmp_path / "a.csv", tmp_path / "a.gz"
    plain.write_bytes(data)
    packed.write_bytes(gzip.compress(data))
    with plain.open("rb") as file, gzip.open(packed) as unpacking:
        for stream in (file, io.BytesIO(data), unpacking):
            kept = store.keep_raw(stream)
            assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
            assert store.raw_path(kept.sha256).read_bytes() == data
