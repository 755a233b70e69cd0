"""KPIs of the demo company: one that going live truly moves, one that it truly does not, and a draft that still lacks its goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from governance.core.actor import Actor
from governance.organisation.models import Account, Office
from reports.dashboards.demo.plan import OfficePlan
from reports.dashboards.demo.programme import instant
from rollout.kpis import actions
from rollout.kpis.actions import Entry
from rollout.kpis.models import Kpi, ValueKind
from rollout.kpis.rules import between, first_of, last_whole_month, later
from rollout.staging.stages import Stage

MONTHS = 18
# Days to the first answer fall by this much in every month after go-live; the discount does not move at all.
SHORTER = 1.1

DEFINITIONS: tuple[dict[str, Any], ...] = (
    {
        "code": "days-to-answer",
        "name": "Days to the first answer",
        "name_zh_hans": "首次答复天数",
        "name_zh_hant": "首次答覆天數",
        "explanation": "Working days from a customer's enquiry to the first answer, mean of the month.",
        "explanation_zh_hans": "从客户询问到首次答复的工作日数，取当月平均值。",
        "explanation_zh_hant": "從客戶詢問到首次答覆的工作日數，取當月平均值。",
        "unit": "days",
        "better": "lower",
        "per_person": True,
        "source": "Enquiry book of each office, sent in by the fifth working day",
        "source_zh_hans": "各办事处询问登记簿，每月第五个工作日前报送",
        "source_zh_hant": "各辦事處詢問登記簿，每月第五個工作日前報送",
        "baseline": Decimal("5.2"),
        "target": Decimal("4.0"),
    },
    {
        "code": "discount",
        "name": "Mean discount",
        "name_zh_hans": "平均折扣",
        "name_zh_hant": "平均折扣",
        "explanation": "Discount on list prices over all orders of the month.",
        "explanation_zh_hans": "当月全部订单相对目录价的折扣。",
        "explanation_zh_hant": "當月全部訂單相對目錄價的折扣。",
        "unit": "percent",
        "better": "lower",
        "source": "Order system, monthly close",
        "source_zh_hans": "订单系统，月度结账",
        "source_zh_hant": "訂單系統，月度結帳",
        "baseline": Decimal("12.5"),
        "target": Decimal("11.0"),
    },
)
LEVELS = {"days-to-answer": (5.2, 0.7, 0.25), "discount": (12.5, 1.5, 0.5)}


def enter_kpis(
    plans: Sequence[OfficePlan], offices: Mapping[str, Office], accounts: Sequence[Account], *, seed: int, actor: Actor, today: date
) -> None:
    """Definitions at the start, then a year and a half of monthly values."""
    last = last_whole_month(today - timedelta(days=5))
    months = list(between(later(last, 1 - MONTHS), last))
    owner = next(account.person for account in accounts if account.username == "sponsor")
    at = instant(min(today, later(first_of(today), 0)) - timedelta(days=1))
    for fields in DEFINITIONS:
        dates: dict[str, Any] = {"baseline_first": months[0], "baseline_last": months[5], "target_on": later(last, 6)}
        kpi = actions.define(actor=actor, at=at, reason="Agreed with sales and finance.", owner=owner, summing="mean", **fields, **dates)
        actions.activate(kpi, actor=actor, at=at, reason="Signed by the executive sponsor.")
        actions.enter(values(kpi, plans, offices, months, seed), actor=actor, at=at, reason="Monthly close")
    draft: dict[str, Any] = {"name": "Repeat orders", "name_zh_hans": "复购订单", "name_zh_hant": "回購訂單", "unit": "count"}
    draft |= {
        "explanation": "Orders of customers who had ordered before.",
        "explanation_zh_hans": "曾经下过订单的客户的订单数。",
        "explanation_zh_hant": "曾經下過訂單的客戶的訂單數。",
    }
    actions.define(code="repeat-orders", actor=actor, at=at, reason="Asked for by sales; its baseline is not agreed yet.", **draft)


def values(kpi: Kpi, plans: Sequence[OfficePlan], offices: Mapping[str, Office], months: Sequence[date], seed: int) -> list[Entry]:
    """Offices differ, drift a little together, and vary from month to month; plans ease down to the target."""
    random = Random(f"kpi {kpi.code} {seed}")
    level, apart, noise = LEVELS[kpi.code]
    shared = [random.gauss(0, noise / 2) for _month in months]
    entries = []
    for plan in plans:
        own = random.gauss(level, apart)
        live = plan.began(Stage.LIVE)
        for place, month in enumerate(months):
            moved = SHORTER if kpi.code == "days-to-answer" and live is not None and month >= first_of(live) else 0.0
            actual = own + shared[place] + random.gauss(0, noise) - moved
            planned = own - (level - float(kpi.target or 0)) * place / len(months) + noise
            for kind, value in ((ValueKind.ACTUAL, actual), (ValueKind.PLAN, planned)):
                entries.append(Entry(kpi.pk, offices[plan.code].pk, month, kind, Decimal(str(round(max(value, 0.1), 2)))))
    return entries
