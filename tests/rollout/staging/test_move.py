"""Moving an office: the rules hold, the record says who, when and why."""

from datetime import date

import pytest

from governance.core.errors import NotAllowed, Refused
from rollout.staging import actions, selectors
from rollout.staging.models import StageChange
from rollout.staging.stages import Stage
from tests import company

TODAY = date(2026, 6, 1)


@pytest.fixture
def programme(db):
    return company.programme(capacity=2)


@pytest.fixture
def pilot(programme):
    return company.in_rollout(company.office("PILOT"), company.wave(programme, 0))


def test_an_office_moves_one_stage_forward(pilot, project_office):
    actions.move(pilot, Stage.PREPARING, on=TODAY, actor=project_office, at=company.NOW, reason="Charter signed")
    assert selectors.stages_at(TODAY) == {pilot.office_id: Stage.PREPARING}
    change = StageChange.objects.get()
    assert (change.username, change.reason, change.from_stage) == ("mei", "Charter signed", Stage.CANDIDATE)


def test_a_stage_cannot_be_skipped(pilot, project_office):
    with pytest.raises(Refused, match="table of moves"):
        actions.move(pilot, Stage.LIVE, on=TODAY, actor=project_office, at=company.NOW)


def test_the_sponsor_does_not_move_offices(pilot, sponsor):
    with pytest.raises(NotAllowed):
        actions.move(pilot, Stage.PREPARING, on=TODAY, actor=sponsor, at=company.NOW)
