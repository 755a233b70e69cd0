"""Every event once: the same file twice, overlapping files, repeats within a file."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.core.errors import Refused
from rollout.adoption import store
from rollout.adoption.models import UsageDay
from tests.rollout.adoption.usage_files import counted, days, mapping

pytestmark = pytest.mark.django_db
ROWS = [f"{number},2026-03-{2 + number % 9:02}T09:00,u{number % 3},Lyon,Update" for number in range(12)]


def test_the_same_file_twice_changes_nothing():
    counted(*ROWS)
    before = days()
    again = counted(*ROWS)
    assert days() == before
    assert (again.plan["events"], again.plan["already_counted"]) == (0, 12)


def test_overlapping_files_count_each_event_once():
    counted(*ROWS[:8])
    counted(*ROWS[4:])
    assert sum(int(row[3]) for row in days()) == 12


def test_the_same_event_in_another_format_is_the_same_event():
    counted("1,2026-03-02T09:00:00+01:00,anna,Lyon,Update")
    again = counted("1, 2026-03-02 08:00:00Z ,anna,Lyon,Update")
    assert again.plan["already_counted"] == 1


def test_repeats_within_a_file_count_once_and_the_first_row_stays():
    found = counted("1,2026-03-02T09:00,anna,Lyon,Update", "1,2026-03-02T09:00,bert,Lyon,Update")
    assert found.plan["repeats"] == 1
    assert days("source_user__key") == [("anna",)]


def test_texts_that_only_look_alike_joined_are_different_events():
    by = mapping(identity=("id", "user"), time="at")
    counted("a,2026-03-02T09:00,bc,Lyon,Update", "ab,2026-03-02T09:00,c,Lyon,Update", by=by)
    assert len(days()) == 2


def test_another_source_counts_its_own_events():
    counted(ROWS[0])
    counted(ROWS[0], by=mapping("Other", "Other CRM"))
    assert len(days()) == 2


def test_other_identity_columns_for_the_same_source_are_refused():
    counted(ROWS[0])
    with pytest.raises(Refused, match="told apart"):
        counted(ROWS[1], by=mapping(identity=("id", "user")))


def test_without_the_record_of_counted_events_nothing_is_imported():
    first = counted(ROWS[0])
    store.identity_path(first.identities).unlink()
    with pytest.raises(Refused, match="backup"):
        counted(ROWS[1])
    assert len(days()) == 1


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.lists(st.sampled_from(ROWS), min_size=1, max_size=8), min_size=1, max_size=3))
def test_however_the_events_are_cut_into_files_the_sum_is_the_same(parts):
    before = UsageDay.objects.count()
    source = f"CRM {before} {len(parts)} {hash(str(parts))}"
    by = mapping(source, source)
    for part in parts:
        counted(*part, by=by)
    rows = UsageDay.objects.filter(source_user__source=by.source)
    assert sum(row.actions for row in rows) == len({row for part in parts for row in part})
