"""Values of single people: who may read whose, and one person's months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.organisation.models import Membership
from rollout.kpis.models import Kpi, KpiPersonValue, ValueKind
from rollout.kpis.selectors.definitions import by_id

WHAT = "person_kpi"


def within_reach(person_id: int, actor: Actor, day: date) -> bool:
    """The person, a head of an office they belong to that day, and whoever reaches everybody."""
    reached = scope(actor, Verb.VIEW, WHAT)
    if reached.everything or (reached.person_id is not None and reached.person_id == person_id):
        return True
    here = Membership.objects.current().on(day).filter(person=person_id)
    return here.filter(office__in=reached.office_ids).exists()


def may_read_values(person_id: int, actor: Actor, day: date) -> bool:
    """Within reach, and there are values at all."""
    return KpiPersonValue.objects.current().filter(person=person_id).exists() and within_reach(person_id, actor, day)


@dataclass(frozen=True)
class PersonMonth:
    """One KPI of the person in one month."""

    kpi: Kpi
    month: date
    actual: Decimal | None
    plan: Decimal | None
    baseline: Decimal | None
    recorded_at: datetime


def person_months(person_id: int, known_at: datetime | None = None) -> list[PersonMonth]:
    """Every month with a value, by KPI and month. Two queries."""
    rows = KpiPersonValue.objects.known_at(known_at).filter(person=person_id).order_by("kpi__code", "month", "kind")
    held: dict[tuple[int, date], dict[str, tuple[Decimal, datetime]]] = {}
    for kpi_id, month, kind, value, at in rows.values_list("kpi_id", "month", "kind", "value", "recorded_at"):
        held.setdefault((kpi_id, month), {})[kind] = (value, at)
    kpis = by_id((kpi_id for kpi_id, _month in held), known_at)

    def of(found: dict[str, tuple[Decimal, datetime]], kind: ValueKind) -> Decimal | None:
        return found[kind][0] if kind in found else None

    return [
        PersonMonth(
            kpis[kpi_id],
            month,
            of(found, ValueKind.ACTUAL),
            of(found, ValueKind.PLAN),
            of(found, ValueKind.BASELINE),
            max(at for _value, at in found.values()),
        )
        for (kpi_id, month), found in held.items()
        if kpi_id in kpis
    ]
