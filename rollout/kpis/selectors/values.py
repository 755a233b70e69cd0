"""Values of KPIs by office and month, as the record held them at any instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from rollout.kpis.models import KpiPersonValue, KpiValue, ValueKind
from rollout.kpis.rules import Month, between, first_of

Key = tuple[int, int, date, str]


@dataclass(frozen=True)
class Values:
    """Values by (KPI, office, month, kind), and when the youngest of them was recorded."""

    held: dict[Key, Decimal]
    recorded_at: dict[int, datetime]

    def get(self, kpi_id: int, office_id: int, month: date, kind: ValueKind) -> Decimal | None:
        return self.held.get((kpi_id, office_id, month, kind.value))

    def months(self, kpi_id: int, kind: ValueKind = ValueKind.ACTUAL) -> list[date]:
        """The months with some value of this kind, in order."""
        return sorted({month for kpi, _office, month, held in self.held if kpi == kpi_id and held == kind})

    def offices(self, kpi_id: int, kind: ValueKind = ValueKind.ACTUAL) -> set[int]:
        return {office for kpi, office, _month, held in self.held if kpi == kpi_id and held == kind}


def values(
    kpi_ids: Iterable[int],
    *,
    first: date | None = None,
    last: date | None = None,
    offices: Iterable[int] | None = None,
    known_at: datetime | None = None,
) -> Values:
    """All values of these KPIs between two months. One query."""
    rows = KpiValue.objects.known_at(known_at).filter(kpi__in=list(kpi_ids))
    if first is not None:
        rows = rows.filter(month__gte=first_of(first))
    if last is not None:
        rows = rows.filter(month__lte=first_of(last))
    if offices is not None:
        rows = rows.filter(office__in=list(offices))
    return collected(rows.values_list("kpi_id", "office_id", "month", "kind", "value", "recorded_at"))


def values_of_people(kpi_ids: Iterable[int], people: Iterable[int], first: date, last: date, known_at: datetime | None = None) -> Values:
    """The same of people, by person in place of office. One query."""
    rows = KpiPersonValue.objects.known_at(known_at).filter(kpi__in=list(kpi_ids), person__in=list(people))
    rows = rows.filter(month__range=(first_of(first), first_of(last)))
    return collected(rows.values_list("kpi_id", "person_id", "month", "kind", "value", "recorded_at"))


def collected(rows: Iterable[tuple[int, int, date, str, Decimal, datetime]]) -> Values:
    held: dict[Key, Decimal] = {}
    recorded: dict[int, datetime] = {}
    for kpi, office, month, kind, value, at in rows:
        held[kpi, office, month, kind] = value
        recorded[kpi] = max(recorded.get(kpi, at), at)
    return Values(held, recorded)


def office_months(found: Values, kpi_id: int, office_id: int, months: Sequence[date], live_on: date | None) -> list[Month]:
    """One office's months in order; the month of the go-live counts as live."""
    live = first_of(live_on) if live_on else None
    return [
        Month(
            month,
            found.get(kpi_id, office_id, month, ValueKind.ACTUAL),
            found.get(kpi_id, office_id, month, ValueKind.PLAN),
            live is not None and month >= live,
        )
        for month in months
    ]


def span(months: Sequence[date]) -> list[date]:
    """Every month from the first to the last, gaps included."""
    return list(between(months[0], months[-1])) if months else []
