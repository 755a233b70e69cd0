"""A bit of everything in this room, for tests of pages and links: a KPI with values, a scheme, a sheet, a benefit, a budget."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from governance.organisation.models import Office
from governance.policies.states import PolicyKind
from rollout.kpis import actions
from rollout.kpis.actions import Entry, LineGiven
from rollout.kpis.models import BudgetKind, Kpi, ValueKind
from rollout.kpis.rules import first_of, later
from rollout.kpis.states import Audience
from tests import company
from tests.governance.policies import governed
from tests.rollout.kpis.conftest import COMPLETE
from tests.rollout.kpis.sheets import PROJECT, SPONSOR, STEPS


def enter(office: Office, today: date) -> None:
    """Everything about this office, which is live. In January there is no sheet: no month of the year is over."""
    now = timezone.now()
    kpi = actions.define(code="won", owner=company.person("Zhao Min"), actor=PROJECT, at=now, **COMPLETE)
    kpi = actions.activate(kpi, actor=PROJECT, at=now)
    month = later(first_of(today), -1)
    pairs = ((ValueKind.ACTUAL, 90), (ValueKind.PLAN, 100))
    actions.enter([Entry(kpi.pk, office.pk, month, kind, Decimal(value)) for kind, value in pairs], actor=PROJECT, at=now)
    enter_money(month, today)
    if month.year == today.year:
        enter_sheet(kpi, office, today)


def enter_money(month: date, today: date) -> None:
    now = timezone.now()
    given = {"name": "Faster answers", "direction": "cash_in", "owner": company.person(), "how": "Orders"}
    benefit = actions.register_benefit(**given, actor=PROJECT, at=now)  # type: ignore[arg-type]
    actions.plan_benefit(benefit, month=month, amount=Decimal(1000), actor=PROJECT, at=now)
    actions.claim(benefit, month=month, amount=Decimal(900), note="Orders", actor=PROJECT, at=now, today=today)
    line = actions.open_budget_line(name="Training", currency="CNY", actor=PROJECT, at=now)
    actions.book(line, BudgetKind.APPROVED, on=today, amount=Decimal(100), actor=SPONSOR, at=now, reason="Plan")


def enter_sheet(kpi: Kpi, office: Office, today: date) -> None:
    now = timezone.now()
    draft = actions.save_scheme(
        year=today.year,
        audience=Audience.OFFICE,
        from_day=today,
        policy=governed.published(PolicyKind.REWARD, on=today).policy,
        clause="1",
        lines=[LineGiven(kpi, Decimal(80), STEPS), LineGiven(None, Decimal(20), STEPS)],
        actor=PROJECT,
        at=now,
    )
    scheme = actions.approve_scheme(draft, actor=SPONSOR, at=now)
    actions.open_sheets(scheme, [(office, None)], contest_by=today + timedelta(days=10), actor=PROJECT, at=now)
