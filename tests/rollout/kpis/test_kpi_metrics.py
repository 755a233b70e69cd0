"""Figures of this room in the registry: plans kept, benefits confirmed, budget spent, and the rows behind each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.errors import NotAllowed
from governance.core.metrics import Subject, SubjectKind
from governance.organisation.models import Office
from rollout.kpis import actions
from rollout.kpis.models import Benefit, BudgetKind, Kpi
from tests import company
from tests.rollout.kpis import sheets
from tests.rollout.kpis.sheets import LATER, NOW, PROJECT, SPONSOR
from tests.rollout.kpis.test_benefit_pages import FINANCE

JUNE = date(2026, 6, 10)
WHOLE = Subject(SubjectKind.PROGRAMME, 1)


def of(office: Office) -> Subject:
    return Subject(SubjectKind.OFFICE, office.pk)


@pytest.fixture
def offices(kpi: Kpi) -> list[Office]:
    made = [company.office("NORTH"), company.office("SOUTH"), company.office("WEST")]
    sheets.told(kpi, made[0], (100, 100), first=5)
    sheets.told(kpi, made[1], (80, 100), first=5)
    return made


def test_plans_kept_by_office_and_in_all(offices: list[Office]) -> None:
    north, south, west = offices
    found = metrics.measure("kpis.attainment", [of(north), of(south), of(west), WHOLE], [JUNE, date(2026, 5, 30)], actor=PROJECT)
    assert [found[subject, JUNE].value for subject in (of(north), of(south), of(west), WHOLE)] == [100, 0, None, 50]
    assert (found[WHOLE, JUNE].numerator, found[WHOLE, JUNE].denominator) == (1, 2)
    assert "April 2026" in str(found[WHOLE, date(2026, 5, 30)].absent)
    assert metrics.measure("kpis.attainment", [WHOLE], [JUNE], actor=PROJECT, known_at=company.RECORDED)[WHOLE, JUNE].value is None


def test_the_rows_behind_it_are_those_the_reader_may_see(offices: list[Office]) -> None:
    rows = metrics.rows("kpis.attainment", WHOLE, JUNE, actor=PROJECT)
    assert [(row[0], row[-1]) for row in rows.cells] == [("North", "yes"), ("South", "no")]
    head = sheets.head(offices[0])
    assert [row[0] for row in metrics.rows("kpis.attainment", of(offices[0]), JUNE, actor=head).cells] == ["North"]
    with pytest.raises(NotAllowed):
        metrics.rows("kpis.attainment", of(offices[1]), JUNE, actor=head)


def test_the_queries_do_not_grow(offices: list[Office], django_assert_num_queries: Callable) -> None:
    for subjects in ([of(offices[0])], [of(office) for office in offices]):
        with django_assert_num_queries(2):
            metrics.measure("kpis.attainment", subjects, [JUNE, date(2026, 5, 1), date(2026, 4, 1)], actor=PROJECT)


def test_only_confirmed_benefits_count(project_office: Actor, db: None) -> None:
    assert "empty" in str(metrics.measure("kpis.benefits_confirmed", [WHOLE], [JUNE], actor=PROJECT)[WHOLE, JUNE].absent)
    given = {"direction": "cash_in", "owner": company.person(), "how": "Orders"}
    benefit: Benefit = actions.register_benefit(name="Follow-up", **given, actor=project_office, at=NOW)
    actions.plan_benefit(benefit, month=date(2026, 5, 1), amount=Decimal(100), actor=project_office, at=NOW)
    claim = actions.claim(benefit, month=date(2026, 5, 1), amount=Decimal(90), note="n", actor=project_office, at=NOW, today=JUNE)
    actions.confirm(claim, amount=Decimal(90), actor=FINANCE, at=LATER)
    july = date(2026, 7, 2)
    then, now = (
        metrics.measure("kpis.benefits_confirmed", [WHOLE], [july], actor=PROJECT, known_at=instant)[WHOLE, july] for instant in (NOW, None)
    )
    assert (then.value, now.value, now.denominator) == (0, 90, 100)
    assert metrics.rows("kpis.benefits_confirmed", WHOLE, july, actor=PROJECT).cells[0][2:5] == [100, 90, None]
    actions.register_benefit(name="In euro", currency="EUR", **given, actor=project_office, at=NOW)
    assert metrics.measure("kpis.benefits_confirmed", [WHOLE], [july], actor=PROJECT)[WHOLE, july].value is None


def test_budget_spent(project_office: Actor, db: None) -> None:
    line = actions.open_budget_line(name="Training", currency="CNY", actor=project_office, at=NOW)
    assert metrics.measure("kpis.budget_spent", [WHOLE], [JUNE], actor=PROJECT)[WHOLE, JUNE].value is None
    for kind, amount, actor in ((BudgetKind.APPROVED, 200, SPONSOR), (BudgetKind.SPENT, 50, PROJECT)):
        actions.book(line, kind, on=JUNE, amount=Decimal(amount), actor=actor, at=NOW, reason="Plan")
    assert metrics.measure("kpis.budget_spent", [WHOLE], [JUNE], actor=PROJECT)[WHOLE, JUNE].value == 25
    assert metrics.rows("kpis.budget_spent", WHOLE, JUNE, actor=PROJECT).cells == [["Training", 200, 0, 50, "CNY"]]
