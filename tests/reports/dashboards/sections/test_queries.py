"""The sections read a fixed number of times, however many offices there are."""
# ruff: noqa: F811

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core.actor import Actor
from reports.dashboards.sections import Asked, gather
from rollout.kpis import actions
from rollout.kpis.actions import Entry
from rollout.kpis.models import Kpi, ValueKind
from rollout.staging import actions as moves
from rollout.staging.stages import Stage
from tests import company

# The fixtures of the rooms, by name.
from tests.rollout.kpis.conftest import define, kpi  # noqa: F401
from tests.rollout.staging import gated
from tests.rollout.staging.conftest import figure, programme, waves  # noqa: F401
from tests.rollout.staging.gated import NOW

TODAY = NOW.date()
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)


def offices(count: int, kpi: Kpi, wave: Any, actor: Actor) -> None:
    """In training, at a gate that they pass, with people on duty and a value of the KPI; the first is put on hold."""
    entries = []
    for number in range(count):
        office = company.office()
        rollout = company.in_rollout(office, wave, Stage.TRAINING)
        company.person(at=office)
        entries.append(Entry(kpi.pk, office.pk, MONTH, ValueKind.ACTUAL, Decimal(5)))
        if number == 0:
            moves.move(rollout, Stage.HELD, on=TODAY, actor=actor, at=NOW, reason="Trainer ill")
    actions.enter(entries, actor=actor, at=NOW)


def test_the_number_of_queries_does_not_grow_with_the_offices(
    kpi: Kpi,
    programme: Any,
    waves: Any,
    figure: Any,
    sponsor: Actor,
    project_office: Actor,
) -> None:
    company.use_rule()
    gated.gate(programme, Stage.TRAINING)
    offices(6, kpi, waves[0], project_office)

    with CaptureQueriesContext(connection) as few:
        found = gather(Asked(TODAY, None, sponsor))
    assert {"decisions", "forecast", "kpis", "training", "risks"} <= set(found)
    offices(20, kpi, waves[0], project_office)
    with CaptureQueriesContext(connection) as many:
        gather(Asked(TODAY, None, sponsor))
    assert len(many) == len(few)
