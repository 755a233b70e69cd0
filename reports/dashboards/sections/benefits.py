"""What the rollout was to bring by the day, what finance confirmed of it, and what it costs."""

from __future__ import annotations

from decimal import Decimal

from governance.core.permissions import Verb, allows
from reports.dashboards.sections.asked import Asked, Facts, plain, texts
from rollout.kpis import metrics
from rollout.kpis.selectors.benefits import Row, Spending, budget, by_month, currencies, register


def facts(asked: Asked) -> Facts | None:
    """Money per currency, never added up across them. Five queries."""
    rows = [row for row in register(asked.known_at) if row.planned or row.confirmed or row.waiting]
    rows = rows if allows(asked.reader, Verb.VIEW, "benefit") else []
    lines = budget(asked.known_at) if allows(asked.reader, Verb.VIEW, "budget") else []
    lines = [line for line in lines if line.approved or line.committed or line.spent]
    if not rows and not lines:
        return None
    return {
        "sums": [summed(rows, currency, asked) for currency in currencies(rows)],
        "benefits": [benefit(row, asked) for row in rows],
        "budget": [spent(lines, currency) for currency in dict.fromkeys(line.line.currency for line in lines)],
        "lines": [budget_line(line) for line in lines],
    }


def summed(rows: list[Row], currency: str, asked: Asked) -> Facts:
    """One currency: the plan for the months over by the day, what is confirmed of them, and both month by month."""
    mine = [row for row in rows if row.benefit.currency == currency]
    found = metrics.confirmed(mine, asked.day)
    return {
        "currency": currency,
        "planned": plain(found.denominator),
        "confirmed": plain(found.numerator),
        "planned_in_all": plain(sum((row.planned_in_all for row in mine), Decimal(0))),
        "waiting": plain(sum((row.open for row in mine), Decimal(0))),
        "months": [
            {"month": one.month.isoformat(), "planned": plain(one.planned), "confirmed": plain(one.confirmed)}
            for one in by_month(mine, currency)
        ],
    }


def benefit(row: Row, asked: Asked) -> Facts:
    found = metrics.confirmed([row], asked.day)
    return {
        "id": row.benefit.pk,
        "name": texts(row.benefit),
        "direction": row.benefit.direction,
        "currency": row.benefit.currency,
        "planned": plain(found.denominator),
        "confirmed": plain(found.numerator),
        "planned_in_all": plain(row.planned_in_all),
        "waiting": plain(row.open),
    }


def spent(lines: list[Spending], currency: str) -> Facts:
    mine = [line for line in lines if line.line.currency == currency]
    sums = {kind: sum((getattr(line, kind) for line in mine), Decimal(0)) for kind in ("approved", "committed", "spent")}
    return {"currency": currency, **{kind: plain(amount) for kind, amount in sums.items()}}


def budget_line(line: Spending) -> Facts:
    sums = {kind: plain(getattr(line, kind)) for kind in ("approved", "committed", "spent")}
    return {"id": line.line.pk, "name": texts(line.line), "currency": line.line.currency, **sums, "over": line.over}
