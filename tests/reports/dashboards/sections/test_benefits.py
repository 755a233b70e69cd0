"""The benefits section: literal sums of a small register, as known at any instant, and nothing where there is nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.core.actor import ANONYMOUS, Actor, Grant
from governance.core.roles import Role
from reports.dashboards.sections import Asked, benefits
from rollout.kpis import actions
from rollout.kpis.models import BudgetKind
from tests import company

DAY = date(2026, 6, 1)
APRIL, MAY, JULY = date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 1)


@pytest.fixture
def register(db: None, project_office: Actor, sponsor: Actor) -> None:
    """300 planned until May, 1,000 in July; 200 reported of April and 90 of them confirmed; 50 of May wait."""
    finance = Actor(username="qian", grants=(Grant(Role.FINANCE),))
    by = {"actor": project_office, "at": company.NOW}
    fields = {"name": "Faster follow-up", "name_zh_hans": "更快跟进", "direction": "cash_in", "owner": company.person(), "how": "Orders"}
    benefit = actions.register_benefit(**by, **fields)
    for month, amount in ((APRIL, 100), (MAY, 200), (JULY, 1000)):
        actions.plan_benefit(benefit, month=month, amount=Decimal(amount), **by)
    reported = actions.claim(benefit, month=APRIL, amount=Decimal(200), note="Orders", today=DAY, **by)
    actions.confirm(reported, amount=Decimal(90), actor=finance, at=company.NOW, reason="Two were cancelled")
    actions.claim(benefit, month=MAY, amount=Decimal(50), note="Orders", today=DAY, **by)
    line = actions.open_budget_line(name="Training", currency="CNY", **by)
    for kind, amount, actor in ((BudgetKind.APPROVED, 400, sponsor), (BudgetKind.SPENT, 120, finance)):
        actions.book(line, kind, on=MAY, amount=Decimal(amount), actor=actor, at=company.NOW, reason="Plan")


def test_the_sums_of_a_small_register(register: None, sponsor: Actor) -> None:
    told = benefits.facts(Asked(DAY, None, sponsor))
    assert told is not None
    (sums,), (line,), (budget,) = told["sums"], told["benefits"], told["budget"]
    assert (sums["currency"], sums["planned"], sums["confirmed"]) == ("CNY", "300.00", "90.00")
    assert (sums["planned_in_all"], sums["waiting"]) == ("1300.00", "50.00")
    assert [(one["month"], one["planned"], one["confirmed"]) for one in sums["months"]][:2] == [
        ("2026-04-01", "100.00", "90.00"),
        ("2026-05-01", "200.00", "0"),
    ]
    assert line["name"] == {"en": "Faster follow-up", "zh-hans": "更快跟进", "zh-hant": "更快跟进"}
    assert budget == {"currency": "CNY", "approved": "400.00", "committed": "0", "spent": "120.00"}
    assert json.loads(json.dumps(told)) == told


def test_before_anything_was_recorded_it_is_absent(register: None, sponsor: Actor) -> None:
    assert benefits.facts(Asked(DAY, company.NOW - timedelta(seconds=1), sponsor)) is None


def test_who_may_not_see_money_is_told_none(register: None) -> None:
    assert benefits.facts(Asked(DAY, None, ANONYMOUS)) is None


def test_an_empty_register_is_absent(db: None, sponsor: Actor) -> None:
    assert benefits.facts(Asked(DAY, None, sponsor)) is None
