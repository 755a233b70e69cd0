"""A KPI counts only once it is complete; then it keeps its meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from rollout.kpis import actions, rules
from rollout.kpis.models import Kpi, KpiState
from tests import company

Define = Callable[..., Kpi]
NOW = company.NOW


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"owner": None}, "owner"),
        ({"unit": ""}, "unit"),
        ({"currency": ""}, "currency"),
        ({"source": "  "}, "source"),
        ({"baseline": None}, "baseline"),
        ({"baseline_first": None, "baseline_last": None}, "baseline_first"),
        ({"target": None}, "target"),
        ({"target_on": None}, "target_on"),
        ({"target_on": date(2025, 12, 1)}, "target_on"),
    ],
)
def test_a_goal_with_a_gap_is_refused_and_the_gap_named(
    define: Define, project_office: Actor, fields: dict[str, object], named: str
) -> None:
    draft = define(**fields)
    with pytest.raises(InvalidInput) as refused:
        actions.activate(draft, actor=project_office, at=NOW)
    assert list(refused.value.fields) == [named]
    draft.refresh_from_db()
    assert draft.state == KpiState.DRAFT


def test_a_complete_one_is_put_in_force_once_and_logged(define: Define, project_office: Actor) -> None:
    draft = define()
    seen = Kpi.objects.get(pk=draft.pk)
    actions.activate(draft, actor=project_office, at=NOW, reason="Signed by the chief")
    assert [row.history_change_reason for row in draft.history.order_by("history_id")] == ["Agreed with sales", "Signed by the chief"]
    with pytest.raises(Conflict):
        actions.activate(seen, actor=project_office, at=NOW)


def test_what_is_in_force_stays_complete_and_keeps_what_it_counts(kpi: Kpi, project_office: Actor) -> None:
    for field, value in [("target", None), ("unit", "count"), ("better", "lower")]:
        with pytest.raises(InvalidInput) as refused:
            actions.change(kpi, actor=project_office, at=NOW, reason="try", **{field: value})
        assert field in refused.value.fields
    kpi.refresh_from_db()
    assert (kpi.target, kpi.unit) == (Decimal(120_000), "money")


def test_a_goal_in_force_changes_only_with_a_reason(kpi: Kpi, project_office: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.change(kpi, actor=project_office, at=NOW, target=Decimal(130_000))
    assert list(refused.value.fields) == ["reason"]
    changed = actions.change(kpi, actor=project_office, at=NOW, target=Decimal(130_000), reason="Better market")
    assert changed.target == 130_000


def test_a_target_worse_than_the_baseline_is_refused(define: Define) -> None:
    with pytest.raises(InvalidInput) as refused:
        define(target=Decimal(90_000))
    assert list(refused.value.fields) == ["target"]
    assert define(target=Decimal(90_000), better="lower").target == 90_000


def test_only_the_project_office_defines(define: Define, sponsor: Actor) -> None:
    with pytest.raises(NotAllowed):
        define(actor=sponsor)
    assert not Kpi.objects.exists()


def test_two_of_one_code_are_refused(define: Define) -> None:
    define()
    with pytest.raises(InvalidInput) as refused:
        define()
    assert list(refused.value.fields) == ["code"]


def test_the_database_itself_refuses_a_kpi_in_force_without_its_goal(define: Define) -> None:
    draft = define(target=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Kpi.objects.filter(pk=draft.pk).update(state=KpiState.ACTIVE)


def test_a_retired_one_says_why_and_may_come_back(kpi: Kpi, project_office: Actor) -> None:
    with pytest.raises(InvalidInput):
        actions.retire(kpi, actor=project_office, at=NOW, reason="")
    retired = actions.retire(kpi, actor=project_office, at=NOW, reason="Replaced")
    with pytest.raises(Conflict):
        actions.change(retired, actor=project_office, at=NOW, reason="x", target=Decimal(1_000_000))
    assert actions.activate(retired, actor=project_office, at=NOW).state == KpiState.ACTIVE


@pytest.mark.parametrize(
    ("better", "actual", "plan", "percent", "met"),
    [
        ("higher", 110, 100, 110, True),
        ("higher", 100, 100, 100, True),
        ("higher", 99, 100, 99, False),
        ("lower", 8, 10, 125, True),
        ("lower", 10, 10, 100, True),
        ("lower", 20, 10, 50, False),
        ("lower", 0, 10, None, True),
        ("higher", 5, 0, None, True),
        ("higher", -5, 10, None, False),
    ],
)
def test_how_far_a_plan_is_met(better: str, actual: int, plan: int, percent: int | None, met: bool) -> None:
    direction = rules.Better(better)
    assert rules.attained(direction, Decimal(actual), Decimal(plan)) == percent
    assert rules.met(direction, Decimal(actual), Decimal(plan)) is met


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 3, 31), date(2026, 3, 1)),
        (date(2026, 3, 30), date(2026, 2, 1)),
        (date(2026, 1, 5), date(2025, 12, 1)),
        (date(2026, 2, 28), date(2026, 2, 1)),
    ],
)
def test_the_last_whole_month_of_a_day(day: date, month: date) -> None:
    assert rules.last_whole_month(day) == month


def test_before_and_after_count_the_month_of_go_live_as_after() -> None:
    months = [rules.Month(date(2026, n, 1), Decimal(n), None, n >= 3) for n in range(1, 5)]
    found = rules.before_and_after(months)
    assert (found.before, found.after, found.change) == (Decimal("1.5"), Decimal("3.5"), Decimal(2))
    assert rules.before_and_after(months[:2]).change is None
