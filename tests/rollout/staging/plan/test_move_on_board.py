"""An office moves on the board: to another wave, another day, or both; whole or not at all."""

from datetime import date

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from rollout.staging.models import OfficeRollout, Placement, PlannedDate
from rollout.staging.plan import actions, selectors
from rollout.staging.stages import Stage
from tests import company

TODAY = date(2026, 6, 1)
JULY, SEPTEMBER, OCTOBER = date(2026, 7, 6), date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def move(project_office):
    def move(rollout, wave, *, actor=project_office, reason="The team is free then", **given):
        return actions.move_on_board(rollout, wave=wave, actor=actor, at=company.NOW, reason=reason, **given)

    return move


def test_another_wave_and_day_are_saved_together_with_the_reason(other, waves, dated, move):
    dated(other, training=JULY, live=SEPTEMBER)
    move(other, waves[2], on=OCTOBER)
    fresh = OfficeRollout.objects.get(pk=other.pk)
    assert (fresh.wave, fresh.planned_live_on) == (waves[2], OCTOBER)
    assert Placement.objects.get().reason == "The team is free then"


def test_the_other_open_stages_keep_their_distance(other, waves, dated, move):
    dated(other, training=JULY, live=SEPTEMBER)
    move(other, waves[1], on=OCTOBER)
    assert selectors.plan_of(other, TODAY).planned == {Stage.TRAINING: date(2026, 8, 5), Stage.LIVE: OCTOBER}


def test_another_wave_alone_leaves_the_dates(other, waves, dated, move):
    dated(other, live=SEPTEMBER)
    move(other, waves[2])
    assert selectors.plan_of(other, TODAY).planned == {Stage.LIVE: SEPTEMBER}


def test_a_day_alone_leaves_the_wave(other, waves, move):
    move(other, waves[1], on=SEPTEMBER)
    assert not Placement.objects.exists() and PlannedDate.objects.get().on == SEPTEMBER


def test_the_same_place_again_changes_nothing(other, waves, move):
    move(other, waves[1], on=SEPTEMBER)
    move(other, waves[1], on=SEPTEMBER)
    assert PlannedDate.objects.count() == 1


def test_a_day_that_is_refused_takes_the_wave_back_too(other, waves, dated, move):
    dated(other, training=JULY, live=SEPTEMBER)
    with pytest.raises(InvalidInput):
        move(other, waves[2], on=TODAY)
    assert OfficeRollout.objects.get(pk=other.pk).wave == waves[1] and not Placement.objects.exists()


def test_an_office_that_has_started_stays_in_its_wave(pilot, other, waves, walk, move):
    walk(pilot, Stage.TRAINING)
    with pytest.raises(Refused, match="cannot be placed"):
        move(pilot, waves[1])
    with pytest.raises(Refused):
        move(other, waves[0])


def test_two_on_the_board_the_second_is_told(other, waves, dated, move):
    saw = actions.seen(selectors.plan_of(other, TODAY))
    move(other, waves[2], expected=saw)
    with pytest.raises(Conflict, match="meanwhile"):
        move(other, waves[1], on=SEPTEMBER, expected=saw)


def test_a_reason_and_the_right_are_needed(other, waves, move, auditor):
    with pytest.raises(InvalidInput):
        move(other, waves[2], reason="")
    with pytest.raises(NotAllowed):
        move(other, waves[2], actor=auditor)
    assert not Placement.objects.exists()
