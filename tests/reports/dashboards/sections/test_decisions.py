"""The decisions section: what waits, what was decided within the month, as known at the instant asked for, without names of persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from governance.core.actor import ANONYMOUS, Actor
from governance.core.roles import Role
from governance.organisation.models import RoleStatus
from reports.dashboards.sections import Asked, decisions
from rollout.adoption.models import WeightState, WeightVersion
from rollout.staging.stages import Stage
from tests import company
from tests.rollout.staging import gated

# The fixtures of the room, by name.
from tests.rollout.staging.conftest import figure, programme, waves  # noqa: F401
from tests.rollout.staging.gated import NOW, decide

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def two(programme: Any, figure: Any, waves: Any) -> Any:  # noqa: F811
    """Two offices at a gate that both pass; the first was let through today."""
    version = gated.gate(programme, Stage.TRAINING)
    made = [company.in_rollout(company.office(code, name=code), waves[0], Stage.TRAINING) for code in ("Arles", "Brest")]
    decide(made[0], version)
    return made


def told(reader: Actor, day: Any = TODAY, known_at: Any = None) -> dict[str, Any]:
    found = decisions.facts(Asked(day, known_at, reader))
    assert found is not None
    return found


def test_a_gate_that_is_ready_is_asked_and_one_decided_is_taken(two: Any, sponsor: Actor) -> None:
    found = told(sponsor)
    assert [one["text"]["en"] for one in found["asked"]] == ["1 office can pass its next gate: Brest."]
    assert [(one["kind"], one["on"]) for one in found["taken"]] == [("gate", TODAY.isoformat())]
    assert found["taken"][0]["text"]["en"].endswith("Arles")


def test_before_the_decision_both_were_asked_about(two: Any, sponsor: Actor) -> None:
    assert decisions.facts(Asked(TODAY - 40 * DAY, NOW - 40 * DAY, sponsor)) is None


def test_after_a_month_a_decision_is_no_news(two: Any, sponsor: Actor) -> None:
    assert told(sponsor, TODAY + 31 * DAY)["taken"] == []


def test_weights_wait_until_they_are_decided(db: None, sponsor: Actor) -> None:
    version = WeightVersion.objects.create(
        number=2, first_day=TODAY, weights={}, state=WeightState.APPROVED, proposed_by="mei", proposed_at=NOW - 3 * DAY, decided_at=NOW,
        decided_by="sun",
    )  # fmt: skip
    before = told(sponsor, TODAY - DAY, NOW - DAY)
    assert [(one["kind"], one["id"]) for one in before["asked"]] == [("weights", version.pk)] and before["taken"] == []
    assert [one["kind"] for one in told(sponsor)["taken"]] == ["weights"]


def test_a_proposed_role_names_no_person(db: None, sponsor: Actor) -> None:
    company.role(company.person("Zhao Min"), Role.OFFICE_HEAD, office=company.office(name="Arles"), status=RoleStatus.PROPOSED)
    (one,) = told(sponsor)["asked"]
    assert one["text"]["en"] == "Somebody is proposed as Office head for Arles"


def test_who_may_not_see_the_page_is_told_nothing(two: Any) -> None:
    assert decisions.facts(Asked(TODAY, None, ANONYMOUS)) is None
