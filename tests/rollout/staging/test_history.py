"""The stage history: corrected without overwriting, answered for any day and any instant of knowing."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.history import Change, breaches, live_since, reached_on, stage_on, standing, timelines
from rollout.staging.stages import WALK, Stage

C, P, T, U, L, S, H = WALK
HELD = Stage.HELD
OFFICE, PILOT = 1, 9


def day(number):
    return date(2026, 3, number)


def known(number):
    return datetime(2026, 4, number, tzinfo=UTC)


def change(id, to, on, recorded=1, office=OFFICE, **more):
    return Change(id, office, to, day(on), known(recorded), **more)


def steps(*changes, known_at=None):
    return timelines(changes, known_at).get(OFFICE, ())


def test_an_office_without_a_change_is_a_candidate():
    assert stage_on(()) == C and live_since(()) is None


def test_a_stage_holds_from_its_day_until_the_next():
    walk = steps(change(1, P, 2), change(2, T, 5))
    assert [stage_on(walk, day(number)) for number in (1, 2, 4, 5, 30)] == [C, P, P, T, T]
    assert [step.start for step in walk] == [C, P]


def test_a_corrected_date_counts_from_when_the_correction_was_recorded():
    rows = change(1, P, 2, recorded=1), change(2, P, 10, recorded=7, corrects=1)
    assert stage_on(steps(*rows), day(5)) == C
    assert stage_on(steps(*rows, known_at=known(6)), day(5)) == P
    assert steps(*rows, known_at=datetime(2026, 1, 1, tzinfo=UTC)) == ()


def test_a_correction_can_be_corrected():
    rows = change(1, P, 2), change(2, P, 10, recorded=2, corrects=1), change(3, P, 4, recorded=3, corrects=2)
    assert [row.id for row in standing(rows)] == [3]
    assert [row.id for row in standing(rows, known(2))] == [2]


def test_a_row_taken_back_leaves_nothing_and_can_still_be_read_as_known_before():
    rows = change(1, L, 2, past=True), change(2, L, 2, recorded=5, corrects=1, void=True)
    assert steps(*rows) == () and stage_on(steps(*rows, known_at=known(4))) == L


def test_on_one_day_moves_keep_their_order_even_after_a_correction():
    rows = change(1, P, 2), change(2, T, 3), change(3, P, 3, recorded=9, corrects=1)
    assert [step.to for step in steps(*rows)] == [P, T]


def test_history_entered_late_for_one_day_follows_the_walk():
    rows = change(1, L, 3, past=True), change(2, T, 3, past=True), change(3, HELD, 3)
    assert [step.to for step in steps(*rows)] == [T, L, HELD]


def test_on_hold_remembers_where_and_still_counts_as_live():
    walk = steps(change(1, L, 2), change(2, HELD, 5), change(3, L, 8))
    assert (stage_on(walk, day(6)), reached_on(walk, day(6)), live_since(walk, day(6))) == (HELD, L, day(2))
    assert live_since(walk) == day(2)


def test_after_a_roll_back_the_next_go_live_counts():
    walk = steps(change(1, L, 2), change(2, T, 5), change(3, L, 9))
    assert [live_since(walk, day(number)) for number in (1, 4, 5, 8, 9)] == [None, day(2), None, None, day(9)]


def test_starts_before_the_pilot_was_stabilised_are_named():
    record = timelines([change(1, T, 2), change(2, S, 5, office=PILOT), change(3, T, 7, office=2)])
    found = breaches(record, {PILOT: None})
    assert [(breach.office_id, breach.step.on, breach.waiting_for) for breach in found] == [(OFFICE, day(2), (PILOT,))]


def test_a_pilot_withdrawn_before_the_start_is_not_waited_for_but_later_is_too_late():
    record = timelines([change(1, T, 4)])
    assert breaches(record, {PILOT: day(3), 8: day(4)}) == []
    assert [breach.waiting_for for breach in breaches(record, {PILOT: day(3), 8: day(9)})] == [(8,)]


def test_a_pilot_itself_is_no_breach():
    assert breaches(timelines([change(1, T, 4, office=PILOT)]), {PILOT: None}) == []


@given(st.lists(st.tuples(st.sampled_from(WALK), st.integers(1, 28), st.integers(1, 28)), max_size=12), st.integers(1, 28))
def test_what_was_known_then_does_not_change_with_what_is_recorded_later(rows, instant):
    changes = [change(id, to, on, recorded=recorded, past=True) for id, (to, on, recorded) in enumerate(rows, start=1)]
    then = timelines(changes, known(instant))
    later = [*changes, change(99, S, 1, recorded=29, past=True), *([change(98, S, 2, recorded=29, corrects=1)] if rows else [])]
    assert timelines(later, known(instant)) == then
