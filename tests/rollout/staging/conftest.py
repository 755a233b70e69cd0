"""A programme with one pilot and one other office, capacity two."""

from datetime import date

import pytest

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from rollout.staging import actions
from rollout.staging.stages import WALK, Stage
from tests import company
from tests.rollout.staging import gated

TODAY = date(2026, 6, 1)


@pytest.fixture
def programme(db):
    return company.programme(capacity=2)


@pytest.fixture
def waves(programme):
    return [company.wave(programme, number) for number in range(3)]


@pytest.fixture
def pilot(waves):
    return company.in_rollout(company.office("PILOT"), waves[0])


@pytest.fixture
def other(waves):
    return company.in_rollout(company.office("OTHER"), waves[1])


@pytest.fixture
def walk(project_office):
    """`walk(pilot, Stage.LIVE)`: move an office stage by stage up to that one."""

    def walk(rollout, until, on=TODAY):
        for stage in WALK[WALK.index(rollout.stage) + 1 : WALK.index(until) + 1]:
            actions.move(rollout, stage, on=on, actor=project_office, at=company.NOW)
        return rollout

    return walk


@pytest.fixture
def auditor():
    return Actor(username="an", grants=(Grant(Role.AUDITOR),))


@pytest.fixture
def figure(monkeypatch):
    return gated.install(monkeypatch)


@pytest.fixture
def version(programme, figure):
    """A gate of the training stage in force, which asks for that figure."""
    return gated.gate(programme, Stage.TRAINING)


@pytest.fixture
def office(waves):
    """A pilot office in training, before that gate."""
    return company.in_rollout(company.office("HARBOUR"), waves[0], Stage.TRAINING)
