"""Moving an office: the rules hold, one wins, and the record says who, when and why."""

from datetime import date

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from rollout.staging import actions, gatekeeping, selectors
from rollout.staging.models import OfficeRollout, StageChange
from rollout.staging.rules import Objection
from rollout.staging.stages import Stage
from tests import company
from tests.at_once import at_once

TODAY = date(2026, 6, 1)


@pytest.fixture
def move(project_office):
    def move(rollout, to, *, on=TODAY, reason="", actor=project_office):
        return actions.move(rollout, to, on=on, actor=actor, at=company.NOW, reason=reason)

    return move


def test_an_office_moves_one_stage_forward(pilot, move):
    move(pilot, Stage.PREPARING, reason="Charter signed")
    pilot.refresh_from_db()
    assert pilot.stage == Stage.PREPARING
    assert selectors.stages_at(TODAY) == {pilot.office_id: Stage.PREPARING}


def test_a_move_is_logged_once_with_its_reason(pilot, move):
    move(pilot, Stage.PREPARING, reason="Charter signed")
    change = StageChange.objects.get()
    assert (change.username, change.reason, change.from_stage, change.recorded_at) == (
        "mei",
        "Charter signed",
        Stage.CANDIDATE,
        company.NOW,
    )
    changed = pilot.history.filter(history_type="~")
    assert [(row.history_username, row.history_change_reason) for row in changed] == [("mei", "Charter signed")]


def test_the_sponsor_and_the_auditor_do_not_move_offices(pilot, move, sponsor, auditor):
    for actor in (sponsor, auditor):
        with pytest.raises(NotAllowed):
            move(pilot, Stage.PREPARING, actor=actor)
    assert not StageChange.objects.exists()


def test_a_stage_cannot_be_skipped(pilot, move):
    with pytest.raises(Refused, match="table of moves"):
        move(pilot, Stage.LIVE)
    assert not StageChange.objects.exists()


def test_repeating_a_move_is_refused(pilot, move):
    move(pilot, Stage.PREPARING)
    with pytest.raises(Refused):
        move(pilot, Stage.PREPARING)


def test_a_page_that_saw_an_older_stage_is_told(pilot, move, walk):
    stale = OfficeRollout.objects.get(pk=pilot.pk)
    walk(pilot, Stage.TRAINING)
    with pytest.raises(Conflict, match="it is now at “Training”"):
        move(stale, Stage.PREPARING)


def test_another_office_waits_for_the_pilot(pilot, other, move, walk):
    walk(pilot, Stage.LIVE)
    move(other, Stage.PREPARING)
    with pytest.raises(Refused, match="Pilot office Pilot is not stabilised yet"):
        move(other, Stage.TRAINING)
    move(pilot, Stage.STABILISED)
    move(other, Stage.TRAINING)


def test_a_pilot_rolled_back_stops_further_starts_but_not_those_under_way(pilot, other, move, walk, waves):
    walk(pilot, Stage.STABILISED)
    walk(other, Stage.TRAINING)
    third = company.in_rollout(company.office("THIRD"), waves[1], Stage.PREPARING)
    move(pilot, Stage.PREPARING, reason="Data lost")
    with pytest.raises(Refused, match="not stabilised"):
        move(third, Stage.TRAINING)
    move(other, Stage.TRIAL)


def test_the_team_carries_no_more_than_it_can(pilot, move, waves, walk):
    walk(pilot, Stage.STABILISED)
    offices = [company.in_rollout(company.office(), waves[1], Stage.PREPARING) for _ in range(3)]
    move(offices[0], Stage.TRAINING)
    move(offices[1], Stage.TRAINING)
    with pytest.raises(Refused, match="can carry 2 offices"):
        move(offices[2], Stage.TRAINING)


def test_a_hold_needs_a_reason_and_remembers_where(pilot, move, walk):
    walk(pilot, Stage.TRIAL)
    with pytest.raises(InvalidInput) as refused:
        move(pilot, Stage.HELD)
    assert "reason" in refused.value.fields
    move(pilot, Stage.HELD, reason="Network down")
    assert (pilot.stage, pilot.held_in) == (Stage.HELD, Stage.TRIAL)
    with pytest.raises(Refused, match="table of moves"):
        move(pilot, Stage.LIVE)
    move(pilot, Stage.TRIAL)
    assert (pilot.stage, pilot.held_in) == (Stage.TRIAL, None)


def test_a_roll_back_needs_a_reason(pilot, move, walk):
    walk(pilot, Stage.LIVE)
    with pytest.raises(InvalidInput):
        move(pilot, Stage.TRAINING, reason="  ")
    move(pilot, Stage.TRAINING, reason="Orders were lost")
    assert selectors.go_live_dates() == {}


@pytest.mark.parametrize(
    ("on", "message"),
    [(date(2026, 6, 2), "has not come yet"), (date(2026, 1, 4), "entered as past stages"), (date(2026, 5, 9), "cannot lie before")],
)
def test_a_move_has_a_possible_day(pilot, move, on, message):
    move(pilot, Stage.PREPARING, on=date(2026, 5, 10))
    with pytest.raises(InvalidInput, match=message) as refused:
        move(pilot, Stage.TRAINING, on=on)
    assert "on" in refused.value.fields


def test_a_gate_that_objects_stops_a_forward_move_and_no_other(pilot, move, monkeypatch):
    monkeypatch.setattr(gatekeeping, "objections", lambda rollout, line, on, at, lifting=False: (Objection("gate", "Nobody is trained."),))
    with pytest.raises(Refused, match="Nobody is trained"):
        move(pilot, Stage.PREPARING)
    move(pilot, Stage.HELD, reason="Wait for training")


def test_a_failure_half_way_leaves_nothing(pilot, move, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("rollout.staging.actions.moves.tell", fail)
    with pytest.raises(RuntimeError):
        move(pilot, Stage.PREPARING)
    pilot.refresh_from_db()
    assert pilot.stage == Stage.CANDIDATE and not StageChange.objects.exists() and not pilot.history.filter(history_type="~").exists()


def test_rooms_above_are_told(pilot, move, monkeypatch):
    told = []
    monkeypatch.setattr("rollout.staging.actions.locks.announce", lambda topic, **named: told.append(topic))
    move(pilot, Stage.PREPARING)
    assert told == ["stages"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_the_same_office_at_once_one_wins_and_the_other_is_told(pilot, move, tmp_path):
    first, second = (OfficeRollout.objects.select_related("wave").get(pk=pilot.pk) for _ in range(2))
    ended, changes = at_once(
        tmp_path,
        lambda: move(first, Stage.PREPARING),
        lambda: move(second, Stage.HELD, reason="No room"),
        then=lambda: StageChange.objects.count(),
    )
    assert sorted(type(end).__name__ for end in ended) == ["Conflict", "StageChange"] and changes == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_that_take_the_last_place_at_once_one_is_refused(waves, move, tmp_path):
    company.in_rollout(company.office(), waves[0], Stage.STABILISED)
    company.in_rollout(company.office(), waves[1], Stage.TRAINING)
    rivals = [company.in_rollout(company.office(), waves[1], Stage.PREPARING) for _ in range(2)]
    ended, training = at_once(
        tmp_path,
        *(lambda rival=rival: move(rival, Stage.TRAINING) for rival in rivals),
        then=lambda: OfficeRollout.objects.filter(stage=Stage.TRAINING).count(),
    )
    assert sorted(type(end).__name__ for end in ended) == ["Refused", "StageChange"] and training == 2
