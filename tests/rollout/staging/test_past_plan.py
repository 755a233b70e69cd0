"""Planning past stage dates: what each row would do, and why a row cannot stand."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.history import Change, timelines
from rollout.staging.past import PastRow, plan_past
from rollout.staging.stages import WALK

C, P, T, U, L, S, H = WALK
ENTERED = date(2026, 3, 1)
RECORDED = datetime(2026, 3, 1, tzinfo=UTC)


def day(text):
    return date.fromisoformat(f"2026-{text}")


def rows(*given):
    """`(stage, day)` or `(stage, day, note)`; row numbers as in a file with a header."""
    return [PastRow(number, 1, stage, day(on), *note) for number, (stage, on, *note) in enumerate(given, start=2)]


def record(*given, past=True):
    return timelines([Change(number, 1, stage, day(on), RECORDED, past=past) for number, (stage, on) in enumerate(given, start=1)])


def plan(given, standing=None):
    return plan_past(rows(*given), standing or {}, ENTERED)


def test_dates_in_any_order_become_a_walk():
    planned = plan([(L, "02-10"), (P, "01-05"), (T, "01-20")])
    assert [(entry.start, entry.row.stage) for entry in planned.entries] == [(C, P), (P, T), (T, L)]
    assert planned.problems == ()


def test_a_go_live_date_alone_is_enough():
    assert [(entry.start, entry.row.stage) for entry in plan([(L, "02-10")]).entries] == [(C, L)]


def test_the_same_rows_again_change_nothing():
    planned = plan([(P, "01-05"), (L, "02-10")], record((P, "01-05"), (L, "02-10")))
    assert (planned.added, planned.corrected, planned.unchanged) == (0, 0, 2)


def test_another_date_for_the_same_stage_is_a_correction():
    planned = plan([(L, "02-12")], record((P, "01-05"), (L, "02-10")))
    assert [(entry.corrects, entry.start) for entry in planned.entries] == [(2, P)]


def test_the_past_ends_before_the_programme_was_put_on_record():
    (problem,) = plan([(L, "03-01")]).problems
    assert (problem.row, problem.column) == (2, "date") and "make a move" in problem.message


def test_a_date_out_of_order_is_named_with_its_row():
    (problem,) = plan([(L, "01-10"), (T, "02-10")]).problems
    assert problem.row == 3 and "“Training” on 10 Feb 2026 would come after “Live”" in problem.message


def test_a_past_roll_back_is_accepted_with_a_note():
    planned = plan([(L, "01-10"), (T, "02-10", "Orders lost"), (L, "02-20")])
    assert planned.problems == () and planned.added == 3


def test_a_stage_twice_in_a_row_is_named():
    (problem,) = plan([(L, "01-10"), (L, "02-10")]).problems
    assert problem.row == 3 and "entered twice" in problem.message


def test_a_date_after_the_stage_it_was_left_for_is_named():
    (problem,) = plan([(P, "02-15")], record((P, "01-05"), (T, "02-01"))).problems
    assert "would come after" in problem.message


def test_the_past_cannot_contradict_a_move_made_here():
    standing = timelines(
        [Change(1, 1, P, day("01-05"), RECORDED, past=True), Change(2, 1, T, date(2026, 3, 9), RECORDED)],
    )
    (problem,) = plan([(L, "02-10")], standing).problems
    assert "moved on from “Preparing”" in problem.message
    assert plan([(C, "01-02")], standing).problems == ()


@given(st.lists(st.sampled_from(WALK[1:]), unique=True, min_size=1), st.randoms())
def test_any_part_of_the_walk_in_order_is_accepted_whatever_the_order_of_the_rows(stages, random):
    ordered = sorted(stages, key=WALK.index)
    given_rows = [(stage, f"01-{number:02}") for number, stage in enumerate(ordered, start=1)]
    random.shuffle(given_rows)
    planned = plan(given_rows)
    assert planned.problems == () and [entry.row.stage for entry in planned.entries] == ordered


@pytest.mark.parametrize("stage", WALK[1:])
def test_entering_twice_equals_entering_once(stage):
    once = record((stage, "01-05"))
    assert plan([(stage, "01-05")], once).entries == ()
