"""What the rollout of the demo company was to bring, what finance confirmed of it, and its budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from governance.core import attachments
from governance.core.actor import Actor
from governance.core.models import Attachment
from governance.organisation.grants import actor_for
from governance.organisation.models import Account
from reports.dashboards.demo.programme import instant, start_day
from rollout.kpis import actions
from rollout.kpis.models import Benefit, BudgetKind, Direction, Kpi
from rollout.kpis.rules import between, first_of, later

IN, OUT = Direction.CASH_IN, Direction.COST_OUT
MONTHS = 12
# Name, kind, how it is measured, planned a month at full size, share of the plan it reaches, the KPI behind it.
BENEFITS = (
    (
        ("Orders won by faster answers", "更快答复带来的订单", "更快答覆帶來的訂單"),
        IN,
        "Margin of orders won within 30 days of an enquiry, less that of the year before. 询价30天内成交订单的毛利，减去上年同期。",
        Decimal(180_000),
        0.85,
        "days-to-answer",
    ),
    (
        ("No more typing of paper forms", "不再录入纸质表单", "不再錄入紙本表單"),
        OUT,
        "Clerks' hours on paper forms, at 60 yuan an hour. 文员录入纸质表单的工时，每小时60元。",
        Decimal(42_000),
        1.05,
        "",
    ),
    (
        ("Lower discounts", "折扣下降", "折扣下降"),
        IN,
        "Mean discount against the baseline, on the turnover of the month. 平均折扣与基线之差乘以当月销售额。",
        Decimal(90_000),
        0.0,
        "discount",
    ),
)
# Name, approved, share committed, share spent.
BUDGET = (
    (("Software and vendor", "软件与供应商", "軟體與供應商"), 2_400_000, 0.95, 0.6),
    (("Training and travel", "培训与差旅", "培訓與差旅"), 480_000, 0.8, 0.55),
    (("Moving the data", "数据迁移", "資料遷移"), 260_000, 1.12, 0.7),
    (("Rewards and contests", "奖励与竞赛", "獎勵與競賽"), 120_000, 0.4, 0.25),
)


def enter_benefits(accounts: Sequence[Account], *, seed: int, today: date) -> None:
    """The register with its plan from the start, months reported as they pass, most of them confirmed."""
    by_name = {account.username: account for account in accounts}
    random = Random(f"benefits {seed}")
    first = later(first_of(start_day(today)), 2)
    project, at = acting(by_name, "project", today), instant(start_day(today))
    for names, direction, how, full, share, code in BENEFITS:
        benefit = register(by_name, names, direction, how, code, today)
        for step, month in enumerate(between(first, later(first, MONTHS - 1))):
            planned = full * min(step + 1, 6) / 6
            actions.plan_benefit(benefit, month=month, amount=planned, actor=project, at=at, reason="Business case")
            report(by_name, benefit, month, planned, share, random, today)
    enter_budget(by_name, today)


def acting(by_name: Mapping[str, Account], username: str, day: date) -> Actor:
    return actor_for(by_name[username], day)


def register(
    by_name: Mapping[str, Account], names: tuple[str, str, str], direction: Direction, how: str, code: str, today: date
) -> Benefit:
    fields: dict[str, Any] = dict(zip(("name", "name_zh_hans", "name_zh_hant"), names, strict=True))
    return actions.register_benefit(
        **fields,
        direction=direction,
        owner=by_name["sponsor"].person,
        how=how,
        kpi=Kpi.objects.filter(code=code).first(),
        actor=acting(by_name, "project", today),
        at=instant(start_day(today)),
        reason="Business case signed by the sponsor.",
    )


def report(
    by_name: Mapping[str, Account], benefit: Benefit, month: date, planned: Decimal, share: float, random: Random, today: date
) -> None:
    """Reported on the eighth of the month after, decided a week later; finance trims some and refuses one."""
    on = later(month, 1) + timedelta(days=7)
    reached = (planned * Decimal(str(round(share * random.uniform(0.8, 1.15), 3)))).quantize(Decimal(100))
    if on > today or reached <= 0:
        return
    project, finance = acting(by_name, "project", on), acting(by_name, "finance", on)
    claimed = actions.claim(
        benefit,
        month=month,
        amount=reached,
        note="Order list of the month against the year before. 当月订单与上年同期对比表。",
        evidence=evidence(benefit, month, project, on),
        actor=project,
        at=instant(on),
        today=on,
    )
    decided = on + timedelta(days=7)
    newest = later(month, 2) + timedelta(days=7) > today
    if decided > today or (newest and direction_waits(benefit)):
        return
    chance = random.random()
    if chance < 0.1:
        actions.refuse(
            claimed, actor=finance, at=instant(decided), reason="The list counts orders of another month. 清单混入了其他月份的订单。"
        )
        return
    trimmed = chance < 0.35
    granted = (reached * Decimal("0.9")).quantize(Decimal(100)) if trimmed else reached
    why = "Cancelled orders taken out. 剔除已取消订单。" if trimmed else ""
    actions.confirm(claimed, amount=granted, actor=finance, at=instant(decided), reason=why)


def direction_waits(benefit: Benefit) -> bool:
    """Finance still looks at the newest month of what was saved."""
    return benefit.direction == OUT


def evidence(benefit: Benefit, month: date, actor: Actor, on: date) -> Attachment:
    name = f"orders-{benefit.pk}-{month:%Y-%m}.txt"
    file = BytesIO(f"{benefit.name} {month:%Y-%m}\n".encode())
    return attachments.store(file, name=name, actor=actor, at=instant(on), what="benefit_claim")


def enter_budget(by_name: Mapping[str, Account], today: date) -> None:
    """Approved at the start; committed and spent since. One line has run over."""
    first = start_day(today)
    project, sponsor, finance = (acting(by_name, name, today) for name in ("project", "sponsor", "finance"))
    for names, approved, committed, spent in BUDGET:
        fields = dict(zip(("name", "name_zh_hans", "name_zh_hant"), names, strict=True))
        line = actions.open_budget_line(**fields, currency="CNY", actor=project, at=instant(first), reason="Business case")
        why = "Decided with the business case. 随商业论证批准。"
        actions.book(line, BudgetKind.APPROVED, on=first, amount=Decimal(approved), actor=sponsor, at=instant(first), reason=why)
        for step, part in ((4, Decimal("0.6")), (12, Decimal("0.4"))):
            on = min(first + timedelta(weeks=step), today)
            sums = (
                (BudgetKind.COMMITTED, committed, project, "Ordered. 已订购。"),
                (BudgetKind.SPENT, spent, finance, "Invoices paid. 已付发票。"),
            )
            for kind, share, actor, reason in sums:
                amount = (approved * Decimal(str(share)) * part).quantize(Decimal(1))
                actions.book(line, kind, on=on, amount=amount, actor=actor, at=instant(on), reason=reason)
