"""The KPI section: plans kept, the figures of all offices together, and what going live is associated with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from governance.core.actor import Actor
from governance.organisation.models import Office
from reports.dashboards.sections import Asked, kpis
from rollout.kpis import actions
from rollout.kpis.actions import Entry
from rollout.kpis.models import Kpi, ValueKind
from tests import company

# The fixtures of the room, by name.
from tests.rollout.kpis.conftest import define, kpi  # noqa: F401

DAY = date(2026, 6, 30)
JUNE = date(2026, 6, 1)


def entered(kpi: Kpi, office: Office, actor: Actor, plan: int, actual: int) -> None:  # noqa: F811
    pairs = ((ValueKind.PLAN, plan), (ValueKind.ACTUAL, actual))
    actions.enter([Entry(kpi.pk, office.pk, JUNE, kind, Decimal(value)) for kind, value in pairs], actor=actor, at=company.NOW)


def test_plans_kept_and_the_sum_of_the_offices(kpi: Kpi, project_office: Actor, sponsor: Actor) -> None:  # noqa: F811
    entered(kpi, company.office("A"), project_office, 100, 120)
    entered(kpi, company.office("B"), project_office, 100, 90)
    told = kpis.facts(Asked(DAY, None, sponsor))
    assert told is not None
    (line,) = told["kpis"]
    assert (told["month"], told["kept"], told["of"]) == ("2026-06-01", 1, 2)
    assert (Decimal(line["actual"]), Decimal(line["plan"]), line["name"]["zh-hans"]) == (210, 200, "赢单金额")
    assert [one["month"] for one in line["months"]] == ["2026-06-01"]


def test_an_effect_that_cannot_be_told_says_why_in_each_language(kpi: Kpi, project_office: Actor, sponsor: Actor) -> None:  # noqa: F811
    entered(kpi, company.office("A"), project_office, 100, 120)
    told = kpis.facts(Asked(DAY, None, sponsor))
    assert told is not None
    effect = told["kpis"][0]["effect"]
    assert (effect["told"], effect["size"], effect["cannot_say"]) == (False, None, [])
    assert effect["sentence"]["en"].endswith("cannot be told: At least three months of values are needed.")
    assert "赢单金额" in effect["sentence"]["zh-hans"] and "At least" not in effect["sentence"]["zh-hans"]


def test_without_values_it_is_absent(kpi: Kpi, sponsor: Actor) -> None:  # noqa: F811
    assert kpis.facts(Asked(DAY, None, sponsor)) is None
