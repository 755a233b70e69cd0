"""One pilot, two other offices, three waves; `dated` plans an office."""

import pytest

from rollout.staging.plan import actions
from rollout.staging.stages import Stage
from tests import company

# The fixtures of the room, by name.
from tests.rollout.staging.conftest import auditor, other, pilot, programme, walk, waves  # noqa: F401


@pytest.fixture
def third(waves):  # noqa: F811
    return company.in_rollout(company.office("THIRD"), waves[2])


@pytest.fixture
def dated(project_office):
    """`dated(other, training=…, live=…)`: plan dates as the project office does."""

    def dated(rollout, *, at=company.NOW, reason="Agreed with the office head", **dates):
        given = {Stage(stage): on for stage, on in dates.items()}
        return actions.plan_dates(rollout, given, actor=project_office, at=at, reason=reason)

    return dated
