"""A complete KPI and two offices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from governance.core.actor import Actor
from rollout.kpis import actions
from rollout.kpis.models import Kpi
from tests import company

COMPLETE: dict[str, Any] = {
    "name": "Value of deals won",
    "name_zh_hans": "赢单金额",
    "name_zh_hant": "贏單金額",
    "unit": "money",
    "currency": "CNY",
    "source": "Order system, monthly close",
    "baseline": Decimal(100_000),
    "baseline_first": date(2025, 1, 1),
    "baseline_last": date(2025, 12, 1),
    "target": Decimal(120_000),
    "target_on": date(2026, 12, 31),
}


@pytest.fixture
def define(db: None, project_office: Actor) -> Callable[..., Kpi]:
    """`define("won", target=None)`: a draft, complete unless told otherwise."""

    def define(code: str = "won", *, actor: Actor = project_office, **fields: Any) -> Kpi:
        given = COMPLETE | {"owner": company.person("Zhao Min")} | fields
        return actions.define(code=code, actor=actor, at=company.NOW, reason="Agreed with sales", **given)

    return define


@pytest.fixture
def kpi(define: Callable[..., Kpi], project_office: Actor) -> Kpi:
    return actions.activate(define(), actor=project_office, at=company.NOW)
