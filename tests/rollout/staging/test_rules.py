"""Pilots first, then no more offices at once than the team can carry: the truth table, and what holds for any programme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.staging.rules import Objection, OfficeFacts, ProgrammeFacts, judge, may_place, may_withdraw
from rollout.staging.stages import CARRIED, PROVEN, STARTED, WALK, MoveKind, Stage, moves_from

C, P, T, U, L, S, H = WALK
HELD = Stage.HELD
PILOT, OTHER = 1, 2


def pilot(stage, held_in=None, *, withdrawn=False, id=PILOT):
    return OfficeFacts(id, f"Pilot {id}", stage, pilot=True, withdrawn=withdrawn, held_in=held_in)


def other(stage, held_in=None, id=OTHER):
    return OfficeFacts(id, f"Office {id}", stage, held_in=held_in)


def codes(offices, office_id, to, capacity=9):
    return [objection.code for objection in judge(ProgrammeFacts(capacity, tuple(offices)), office_id, to).objections]


PILOT_AT = [
    # pilot at, held in, may another office go from preparing to training?
    (C, None, False),
    (P, None, False),
    (T, None, False),
    (U, None, False),
    (L, None, False),
    (S, None, True),
    (H, None, True),
    (HELD, L, False),
    (HELD, S, True),
]


@pytest.mark.parametrize(("stage", "held_in", "free"), PILOT_AT)
def test_another_office_passes_preparing_only_after_the_pilot_is_stabilised(stage, held_in, free):
    assert codes([pilot(stage, held_in), other(P)], OTHER, T) == ([] if free else ["pilot"])


@pytest.mark.parametrize(("stage", "held_in", "free"), PILOT_AT)
def test_preparing_itself_never_waits_for_the_pilot(stage, held_in, free):
    assert codes([pilot(stage, held_in), other(C)], OTHER, P) == []


def test_every_pilot_must_be_stabilised_not_only_one():
    assert codes([pilot(S), pilot(L, id=3), other(P)], OTHER, T) == ["pilot"]


def test_a_withdrawn_pilot_is_not_waited_for():
    assert codes([pilot(S), pilot(C, withdrawn=True, id=3), other(P)], OTHER, T) == []


def test_a_withdrawn_pilot_waits_for_the_others_like_any_office():
    assert codes([pilot(L), pilot(P, withdrawn=True, id=3)], 3, T) == ["pilot"]


def test_without_a_pilot_nobody_starts():
    assert codes([other(P)], OTHER, T) == ["no_pilot"]


def test_pilots_do_not_wait_for_each_other():
    assert codes([pilot(P), pilot(C, id=3)], PILOT, T) == []


@pytest.mark.parametrize(("stage", "to"), [(T, U), (U, L), (L, S), (S, H)])
def test_when_a_pilot_is_rolled_back_offices_already_further_go_on(stage, to):
    assert codes([pilot(P), other(stage)], OTHER, to) == []


def test_an_office_held_while_training_may_resume_after_a_pilot_was_rolled_back():
    assert codes([pilot(P), other(HELD, T)], OTHER, T) == []


def test_an_office_rolled_back_to_preparing_waits_again():
    assert codes([pilot(T), other(P)], OTHER, T) == ["pilot"]


CAPACITY = [
    # carried already, capacity, allowed
    (0, 1, True),
    (1, 1, False),
    (1, 2, True),
    (3, 2, False),
]


@pytest.mark.parametrize(("carried", "capacity", "free"), CAPACITY)
@pytest.mark.parametrize(("start", "held_in", "to"), [(P, None, T), (HELD, T, T), (HELD, U, U), (L, None, U), (L, None, T)])
def test_nobody_enters_training_or_trial_use_beyond_what_the_team_can_carry(carried, capacity, free, start, held_in, to):
    busy = [other(U if number % 2 else T, id=10 + number) for number in range(carried)]
    assert codes([pilot(S), other(start, held_in), *busy], OTHER, to, capacity) == ([] if free else ["capacity"])


def test_going_from_training_to_trial_use_takes_no_new_place():
    assert codes([pilot(S), other(T)], OTHER, U, capacity=1) == []


def test_pilots_are_held_to_the_capacity_too():
    assert codes([pilot(P), pilot(T, id=3)], PILOT, T, capacity=1) == ["capacity"]


def test_all_reasons_are_given_at_once():
    assert codes([pilot(T), other(P)], OTHER, T, capacity=1) == ["pilot", "capacity"]


def test_a_reason_names_the_pilot_and_where_it_is():
    verdict = judge(ProgrammeFacts(4, (pilot(U), other(P))), OTHER, T)
    assert verdict.reasons == ("Pilot office Pilot 1 is not stabilised yet: it is at “Trial use”.",)


def test_a_move_outside_the_table_says_so_and_asks_nothing_else():
    verdict = judge(ProgrammeFacts(4, (pilot(C), other(C))), OTHER, L)
    assert (verdict.kind, [objection.code for objection in verdict.objections]) == (None, ["table"])


def test_the_gate_is_asked_for_forward_moves_only():
    gate = (Objection("gate", "Too few trained."),)
    facts = ProgrammeFacts(4, (pilot(S), other(U)))
    assert judge(facts, OTHER, L, gate=gate).reasons == ("Too few trained.",)
    assert judge(facts, OTHER, HELD, gate=gate).allowed and judge(facts, OTHER, P, gate=gate).allowed


def test_the_last_pilot_cannot_be_withdrawn():
    facts = ProgrammeFacts(4, (pilot(C), pilot(C, withdrawn=True, id=3), other(C)))
    assert [objection.code for objection in may_withdraw(facts, PILOT)] == ["last_pilot"]
    assert [objection.code for objection in may_withdraw(facts, 3)] == ["withdrawn"]
    assert [objection.code for objection in may_withdraw(facts, OTHER)] == ["not_pilot"]


PLACING = [
    # office now, into the pilot wave?, has any office started?, objections
    (None, True, False, []),
    (None, True, True, ["pilots_settled"]),
    (None, False, True, []),
    (other(C), False, True, []),
    (other(P), False, True, []),
    (other(T), False, True, ["started"]),
    (other(HELD, T), False, True, ["started"]),
    (pilot(C), False, False, []),
    (pilot(C), False, True, ["pilots_settled"]),
    (pilot(C, withdrawn=True), False, True, []),
    (other(C), True, True, ["pilots_settled"]),
]


@pytest.mark.parametrize(("office", "to_pilot", "any_started", "expected"), PLACING)
def test_waves_change_before_the_start_and_pilots_are_settled_by_the_first_start(office, to_pilot, any_started, expected):
    assert [objection.code for objection in may_place(office, to_pilot, any_started=any_started)] == expected


@st.composite
def programmes(draw):
    """A programme in which nobody has begun, and a sequence of moves somebody tries."""
    count = draw(st.integers(2, 6))
    pilots = draw(st.integers(1, count))
    offices = tuple(OfficeFacts(number, f"O{number}", C, pilot=number < pilots) for number in range(count))
    tries = draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from(list(Stage))), max_size=60))
    return ProgrammeFacts(draw(st.integers(1, 3)), offices), tries


def moved(facts, office_id, to):
    office = facts.office(office_id)
    held_in = office.stage if to == HELD else None
    after = OfficeFacts(office.id, office.name, to, pilot=office.pilot, withdrawn=office.withdrawn, held_in=held_in)
    return ProgrammeFacts(facts.capacity, tuple(after if each.id == office_id else each for each in facts.offices))


@given(programmes())
def test_whatever_is_tried_the_rules_hold_after_every_move(drawn):
    facts, tries = drawn
    for office_id, to in tries:
        if not judge(facts, office_id, to).allowed:
            continue
        before, facts = facts, moved(facts, office_id, to)
        assert len(facts.carried) <= facts.capacity
        mover, was = facts.office(office_id), before.office(office_id)
        if not mover.pilot and mover.reached in STARTED and was.reached not in STARTED:
            assert all(each.reached in PROVEN for each in before.pilots)


@given(programmes())
def test_an_office_can_always_be_held_or_taken_back_to_preparing(drawn):
    facts, tries = drawn
    for office_id, to in tries:
        office = facts.office(office_id)
        for move in moves_from(office.stage, office.held_in):
            if move.kind in (MoveKind.HOLD, MoveKind.ROLL_BACK) and move.end not in CARRIED:
                assert judge(facts, office_id, move.end).allowed
        if judge(facts, office_id, to).allowed:
            facts = moved(facts, office_id, to)
