"""Records moved and systems joined in the demo company: batches by night, customer lists month by month, “no record, no order”."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from governance.core.actor import Actor
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, Office
from governance.policies.models import Policy
from reports.dashboards.demo.plan import OfficePlan, monday
from reports.dashboards.demo.programme import instant
from rollout.adoption.actions import weights
from rollout.impact.actions import joined, lists, migration
from rollout.impact.comparing.columns import Columns, Total
from rollout.impact.models import ListPair, MigrationBatch
from rollout.impact.rules.reconciling import Check, Tolerance, TotalRule
from rollout.staging.stages import Stage

DAY, WEEK, HOUR = timedelta(days=1), timedelta(weeks=1), timedelta(hours=1)
NIGHT = 21
COLUMNS = Columns(("customer_no",), ("customer_no",), (Total("balance", "balance", "balance"),))
ALLOWED = Tolerance({Check.SOURCE_DUPLICATES: 5}, (TotalRule("balance", Decimal("0.00")),))
BY_OFFICE = Columns(("customer_no",), ("customer_no",), office="office")
MONTHS = 4
# Coverage takes its weight from the habit.
WEIGHTS = {"reach": 30, "habit": 20, "breadth": 15, "self_entry": 10, "timeliness": 10, "follow_up": 10, "coverage": 5}
Rows = Sequence[tuple[str, str]]


def enter_moves(
    plans: Sequence[OfficePlan], offices: Mapping[str, Office], accounts: Sequence[Account], *, seed: int, actor: Actor, today: date
) -> None:
    random = Random(f"moves {seed}")
    by_name = {account.username: account for account in accounts}
    enter_batches([offices[plan.code] for plan in plans], random, actor=actor, today=today)
    for months in range(MONTHS, 0, -1):
        enter_coverage(plans, months, random, actor=actor, today=today)
    enter_order_stop(offices[plans[0].code], by_name["project"], today=today)
    enter_weights(by_name, today=today)


def listed(rows: Iterable[tuple[str, str]], header: str) -> io.BytesIO:
    return io.BytesIO("\n".join([header, *(",".join(row) for row in rows), ""]).encode())


def customers(count: int, random: Random) -> list[tuple[str, str]]:
    return [(f"K{number:07}", f"{random.randrange(9_999_999) / 100:.2f}") for number in range(count)]


def enter_batches(offices: Sequence[Office], random: Random, *, actor: Actor, today: date) -> None:
    """One that failed on its control total and passed when repeated, one that passed at once, one that waits for its lists, one planned."""
    rows = customers(12_000, random)
    short = [*rows[:-1], (rows[-1][0], f"{Decimal(rows[-1][1]) - Decimal('180.00'):.2f}")]
    failed = moved("客户与往来 Customers and transactions", "华东订单系统 Order system East", offices[:3], rows, today - WEEK * 20, actor)
    reconcile(failed, rows, short, actor=actor)
    failed.refresh_from_db()
    begins, ends = night(today - WEEK * 19)
    again = migration.repeat_batch(
        failed,
        window_start=begins,
        window_end=ends,
        planned_count=len(rows),
        actor=actor,
        at=begins - DAY * 2,
        reason="金额字段截断，已修正。The amount of the last record was cut off; the export is mended.",
    )
    reconcile(run(again, rows, actor), rows, rows, actor=actor)
    cards = rows[:4000]
    second = moved("客户名片 Customer cards", "华南名片库 Card file South", offices[3:5], cards, today - WEEK * 12, actor)
    reconcile(second, cards, list(reversed(cards)), actor=actor)
    moved("合同 Contracts", "合同台账 Contract ledger", offices[:2], rows[:2500], today - WEEK, actor)
    if (today + DAY * 8).year == today.year:
        begins, ends = night(today + DAY * 5)
        plan: dict[str, Any] = {
            "source": "客服日志 Service log",
            "what": "投诉记录 Complaints",
            "offices": offices[:4],
            "planned_count": 8000,
        }
        batch = migration.plan_batch(**plan, window_start=begins, window_end=ends, actor=actor, at=instant(today - DAY * 3))
        migration.fix_tolerance(batch, tolerance=ALLOWED, actor=actor, at=instant(today - DAY * 2))


def night(day: date) -> tuple[datetime, datetime]:
    begins = instant(day, NIGHT)
    return begins, begins + HOUR * 8


def moved(what: str, source: str, offices: Sequence[Office], rows: Rows, day: date, actor: Actor) -> MigrationBatch:
    """Planned two days before its night, its tolerance fixed the day before, run."""
    begins, ends = night(day)
    plan: dict[str, Any] = {"source": source, "what": what, "offices": offices, "planned_count": len(rows)}
    batch = migration.plan_batch(**plan, window_start=begins, window_end=ends, actor=actor, at=begins - DAY * 2)
    return run(batch, rows, actor)


def run(batch: MigrationBatch, rows: Rows, actor: Actor) -> MigrationBatch:
    begins = batch.window_start
    batch = migration.fix_tolerance(batch, tolerance=ALLOWED, actor=actor, at=begins - DAY)
    batch = migration.start_run(batch, actor=actor, at=begins + HOUR)
    return migration.end_run(batch, loaded_count=len(rows), actor=actor, at=begins + HOUR * 5)


def reconcile(batch: MigrationBatch, source: Rows, loaded: Rows, *, actor: Actor) -> None:
    at = batch.window_start + HOUR * 7
    first, second = (listed(rows, "customer_no,balance") for rows in (source, loaded))
    pair = lists.send_lists(first=first, first_name="source.csv", second=second, second_name="loaded.csv", batch=batch, actor=actor, at=at)
    applied(pair, COLUMNS, actor=actor, at=at)


def applied(pair: ListPair, columns: Columns, *, actor: Actor, at: datetime) -> None:
    lists.apply_lists(lists.compare(pair, columns=columns, actor=actor, at=at), actor=actor, at=at)


def enter_coverage(plans: Sequence[OfficePlan], months: int, random: Random, *, actor: Actor, today: date) -> None:
    """The month that ended so many months ago: each office live by then, the longer the better covered."""
    last = ended(today, months)
    orders: list[tuple[str, str]] = []
    known: list[tuple[str, str]] = []
    for plan in plans:
        live = plan.began(Stage.LIVE)
        if live is None or live > last:
            continue
        share = min(0.97, 0.58 + 0.02 * ((last - live).days // 7) + random.uniform(-0.03, 0.03))
        for number in range(40 + plan.people * 3):
            key = f"{plan.code}-{number:05}"
            orders += [(key, plan.code)] * random.choice((1, 1, 2))
            known += [(key, "")] if random.random() < share else []
    if orders:
        at = instant(last + DAY * 4, 10)
        first, second = listed(orders, "customer_no,office"), listed(known, "customer_no,office")
        named: dict[str, Any] = {"first_name": f"orders-{last:%Y-%m}.csv", "second_name": f"crm-{last:%Y-%m}.csv"}
        period = (last.replace(day=1), last)
        applied(lists.send_lists(first=first, second=second, **named, period=period, actor=actor, at=at), BY_OFFICE, actor=actor, at=at)


def ended(today: date, months: int) -> date:
    """The last day of the month that many months before, early enough that its lists are in."""
    day = today - DAY * 4
    for _month in range(months):
        day = day.replace(day=1) - DAY
    return day


def enter_order_stop(office: Office, project: Account, *, today: date) -> None:
    """The first pilot office: announced two months ago, in force for one."""
    policy = Policy.objects.filter(versions__body_en__contains="no order and no payment").order_by("pk").first()
    on = today - WEEK * 8
    if policy is not None:
        reason = "系统已对接，覆盖率超过九成。The systems are joined and nine in ten customers are in the CRM."
        actor = actor_for(project, on)
        joined.enforce(office=office, first_day=today - WEEK * 4, policy=policy, clause="5", actor=actor, at=instant(on), reason=reason)


def enter_weights(by_name: Mapping[str, Account], *, today: date) -> None:
    """Coverage joins the score with a version of its own, seven weeks ago; earlier weeks keep theirs."""
    first = monday(today) - WEEK * 7
    on = first - DAY * 4
    version = weights.propose_weights(
        weights={code: Decimal(weight) for code, weight in WEIGHTS.items()},
        first_day=first,
        actor=actor_for(by_name["project"], on),
        at=instant(on),
        reason="系统对接后，覆盖率计入得分。The systems are joined, so coverage counts.",
    )
    weights.approve_weights(version, actor=actor_for(by_name["sponsor"], on + DAY), at=instant(on + DAY), reason="同意。Agreed.")
