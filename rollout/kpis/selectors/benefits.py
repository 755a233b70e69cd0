"""What the rollout was to bring and brought, and what it costs: by benefit, month and budget line, as known at any instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from governance.core.earlier import as_held
from rollout.kpis.models import Benefit, BenefitClaim, BenefitPlan, BudgetEntry, BudgetKind, BudgetLine, ClaimState
from rollout.kpis.rules import between, first_of, later

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Row:
    """One benefit: planned by month, confirmed by month, and what waits for finance."""

    benefit: Benefit
    planned: Mapping[date, Decimal] = field(default_factory=dict)
    confirmed: Mapping[date, Decimal] = field(default_factory=dict)
    waiting: Mapping[date, Decimal] = field(default_factory=dict)

    def plan_until(self, day: date) -> Decimal:
        """Planned for the months that are over by that day."""
        return sum((amount for month, amount in self.planned.items() if later(month, 1) <= first_of(day)), NOTHING)

    @property
    def planned_in_all(self) -> Decimal:
        return sum(self.planned.values(), NOTHING)

    @property
    def actual(self) -> Decimal:
        return sum(self.confirmed.values(), NOTHING)

    @property
    def open(self) -> Decimal:
        return sum(self.waiting.values(), NOTHING)


def register(known_at: datetime | None = None, *, ids: Collection[int] | None = None) -> list[Row]:
    """Every benefit with its months. Three queries."""
    benefits = Benefit.objects.select_related("owner__identity", "kpi").order_by("direction", "name", "pk")
    plans, claims = BenefitPlan.objects.order_by("recorded_at", "pk"), BenefitClaim.objects.order_by("claimed_at", "pk")
    if ids is not None:
        benefits, plans, claims = benefits.filter(pk__in=ids), plans.filter(benefit__in=ids), claims.filter(benefit__in=ids)
    if known_at is not None:
        plans, claims = plans.filter(recorded_at__lte=known_at), claims.filter(claimed_at__lte=known_at)
    planned: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for benefit, month, amount in plans.values_list("benefit_id", "month", "amount"):
        planned[benefit][month] = amount
    confirmed: dict[int, dict[date, Decimal]] = defaultdict(dict)
    waiting: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for claim in claims:
        decided = claim.decided_at is not None and (known_at is None or claim.decided_at <= known_at)
        if not decided:
            waiting[claim.benefit_id][claim.month] = claim.amount
        elif claim.state == ClaimState.CONFIRMED and claim.confirmed is not None:
            confirmed[claim.benefit_id][claim.month] = claim.confirmed
    return [Row(one, planned[one.pk], confirmed[one.pk], waiting[one.pk]) for one in as_held(benefits, known_at)]


@dataclass(frozen=True)
class MonthSum:
    month: date
    planned: Decimal
    confirmed: Decimal


def by_month(rows: Sequence[Row], currency: str) -> list[MonthSum]:
    """Plan against confirmed, month by month, of the benefits in this currency."""
    mine = [row for row in rows if row.benefit.currency == currency]
    months = sorted({month for row in mine for month in (*row.planned, *row.confirmed)})
    return [
        MonthSum(
            month,
            sum((row.planned.get(month, NOTHING) for row in mine), NOTHING),
            sum((row.confirmed.get(month, NOTHING) for row in mine), NOTHING),
        )
        for month in (between(months[0], months[-1]) if months else ())
    ]


def currencies(rows: Sequence[Row]) -> list[str]:
    """The currencies of the register, the one of most benefits first."""
    used = [row.benefit.currency for row in rows]
    return sorted(set(used), key=lambda code: (-used.count(code), code))


@dataclass(frozen=True)
class Spending:
    """One budget line: approved, committed and spent so far."""

    line: BudgetLine
    approved: Decimal = NOTHING
    committed: Decimal = NOTHING
    spent: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        """Approved and not committed yet."""
        return self.approved - self.committed

    @property
    def over(self) -> bool:
        return self.committed > self.approved or self.spent > self.approved


def budget(known_at: datetime | None = None) -> list[Spending]:
    """Every budget line with its sums. Two queries."""
    entries = BudgetEntry.objects.order_by("recorded_at", "pk")
    if known_at is not None:
        entries = entries.filter(recorded_at__lte=known_at)
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(BudgetKind.values, NOTHING))
    for line, kind, amount in entries.values_list("line_id", "kind", "amount"):
        sums[line][kind] += amount
    lines = as_held(BudgetLine.objects.order_by("name", "pk"), known_at)
    return [Spending(line, **sums[line.pk]) for line in lines]
