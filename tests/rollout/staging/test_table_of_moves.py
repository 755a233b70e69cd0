"""The one table of allowed moves: forward one stage, on hold and on again, back as far as one likes."""

import pytest

from rollout.staging.stages import MOVES, WALK, MoveKind, Stage, move_between, moves_from

C, P, T, U, L, S, H = WALK
HELD = Stage.HELD


def kind(start, end, held_in=None):
    move = move_between(start, end, held_in)
    return move.kind if move else None


@pytest.mark.parametrize(("start", "end"), [(C, P), (P, T), (T, U), (U, L), (L, S), (S, H)])
def test_forward_goes_one_stage_and_through_a_gate(start, end):
    assert kind(start, end) == MoveKind.FORWARD and move_between(start, end).gated


@pytest.mark.parametrize(("start", "end"), [(C, T), (P, L), (U, S), (C, H), (L, H), (C, C), (H, HELD), (HELD, HELD)])
def test_no_stage_is_skipped_repeated_or_held_after_handing_over(start, end):
    assert kind(start, end) is None


@pytest.mark.parametrize("start", WALK[:-1])
def test_any_stage_before_handing_over_can_be_held_and_resumed_only_where_it_was(start):
    assert kind(start, HELD) == MoveKind.HOLD
    assert kind(HELD, start, start) == MoveKind.RESUME
    assert all(kind(HELD, later, start) is None for later in WALK[WALK.index(start) + 1 :])


def test_every_earlier_stage_can_be_rolled_back_to_also_from_hold():
    for place, start in enumerate(WALK):
        assert all(kind(start, end) == MoveKind.ROLL_BACK for end in WALK[:place])
        if start != H:
            assert all(kind(HELD, end, start) == MoveKind.ROLL_BACK for end in WALK[:place])


def test_the_table_names_each_move_once():
    ends = [(move.start, move.held_in, move.end) for move in MOVES]
    assert len(ends) == len(set(ends)) == 6 + 6 + 6 + 21 + 15


def test_only_forward_moves_have_a_gate():
    assert {move.kind for move in MOVES if move.gated} == {MoveKind.FORWARD}


def test_an_office_in_trial_use_may_go_on_stop_or_go_back():
    assert {move.end for move in moves_from(U)} == {L, HELD, C, P, T}
