"""The risks section: holds with their reason, conditions past their day, overrides that run out, as the record held them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from governance.core.actor import Actor
from reports.dashboards.sections import Asked, risks
from rollout.staging import actions
from rollout.staging.actions import NewCondition
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.rollout.staging import gated

# The fixtures of the room, by name.
from tests.rollout.staging.conftest import figure, programme, waves  # noqa: F401
from tests.rollout.staging.gated import NOW, PROJECT, SPONSOR, decide

TODAY = NOW.date()
DAY = timedelta(days=1)


def told(reader: Actor, day: Any = TODAY, known_at: Any = None) -> list[tuple[str, str, str]]:
    found = risks.facts(Asked(day, known_at, reader))
    return [(one["kind"], one["light"], one["text"]["en"]) for one in found["open"]] if found else []


def test_an_office_on_hold_with_the_reason_on_record(waves: Any, programme: Any, sponsor: Actor) -> None:  # noqa: F811
    rollout = company.in_rollout(company.office("A"), waves[0], Stage.TRAINING)
    actions.move(rollout, Stage.HELD, on=TODAY, actor=PROJECT, at=NOW, reason="Trainer ill")
    assert told(sponsor) == [("held", "amber", "Trainer ill")]
    assert told(sponsor, TODAY - DAY) == []


def test_a_condition_turns_red_once_its_day_has_passed(waves: Any, programme: Any, figure: Any, sponsor: Actor) -> None:  # noqa: F811
    version = gated.gate(programme, Stage.TRAINING)
    rollout = company.in_rollout(company.office("A"), waves[0], Stage.TRAINING)
    conditions = [NewCondition("Repeat the course", company.person(), TODAY + 5 * DAY)]
    decide(rollout, version, Decided.CONDITIONAL, conditions=conditions)
    assert told(sponsor) == [("condition", "amber", "Repeat the course")]
    assert told(sponsor, TODAY + 6 * DAY) == [("condition", "red", "Repeat the course")]
    assert told(sponsor, TODAY, NOW - DAY) == []


def test_an_override_that_runs_out_within_a_month(waves: Any, programme: Any, figure: Any, sponsor: Actor) -> None:  # noqa: F811
    figure.default = 10
    version = gated.gate(programme, Stage.TRAINING, {"label": "Trained", "threshold": Decimal(80)})
    rollout = company.in_rollout(company.office("A"), waves[0], Stage.TRAINING)
    actions.override_criterion(rollout, version.criteria.get(), until=TODAY + 20 * DAY, actor=SPONSOR, at=NOW, reason="Trainer ill")
    assert told(sponsor) == [("override", "amber", "Trained")]


def test_nothing_open_and_no_programme_are_absent(db: None, sponsor: Actor) -> None:
    assert risks.facts(Asked(TODAY, None, sponsor)) is None
    company.in_rollout(company.office("A"), company.wave(company.programme()))
    assert risks.facts(Asked(TODAY, None, sponsor)) is None
