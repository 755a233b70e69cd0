"""This room's figures in the registry. A day is answered by the last month that is over by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit, register
from governance.core.permissions import Verb
from governance.organisation.selectors import offices_for
from rollout.kpis import saying
from rollout.kpis.models import BudgetKind, Kpi, ValueKind
from rollout.kpis.rules import Better, attained, last_whole_month, met
from rollout.kpis.selectors.benefits import Row, budget, currencies
from rollout.kpis.selectors.benefits import register as benefits
from rollout.kpis.selectors.definitions import in_force
from rollout.kpis.selectors.values import Values, values

Found = Mapping[tuple[Subject, date], Measurement]
OFFICE, PROGRAMME = SubjectKind.OFFICE, SubjectKind.PROGRAMME


@dataclass(frozen=True)
class Pair:
    """One KPI of one office in one month that has both plan and value."""

    kpi: Kpi
    office_id: int
    month: date
    actual: Decimal
    plan: Decimal

    @property
    def met(self) -> bool:
        return met(Better(self.kpi.better), self.actual, self.plan)


def pairs(kpis: Sequence[Kpi], found: Values, month: date) -> list[Pair]:
    made = []
    for kpi in kpis:
        for office_id in sorted(found.offices(kpi.pk)):
            actual, plan = (found.get(kpi.pk, office_id, month, kind) for kind in (ValueKind.ACTUAL, ValueKind.PLAN))
            if actual is not None and plan is not None:
                made.append(Pair(kpi, office_id, month, actual, plan))
    return made


def measure_attainment(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """Plans kept ÷ plans with a value, in the last month over by the day. Two queries, however many offices and days."""
    kpis = in_force(known_at)
    months = {day: last_whole_month(day) for day in days}
    span = sorted(set(months.values()))
    found = values([kpi.pk for kpi in kpis], first=span[0], last=span[-1], known_at=known_at) if span else Values({}, {})
    data_at = max(found.recorded_at.values(), default=None)
    by_month = {month: pairs(kpis, found, month) for month in span}
    told = {}
    for subject in subjects:
        for day, month in months.items():
            mine = [one for one in by_month[month] if subject.kind == PROGRAMME or one.office_id == subject.id]
            told[subject, day] = share(mine, month, data_at)
    return told


def share(mine: Sequence[Pair], month: date, data_at: datetime | None) -> Measurement:
    if not mine:
        return Measurement(None, absent=_("No KPI in force has both a plan and a value for %(month)s") % {"month": saying.month(month)})
    kept, of = Decimal(sum(one.met for one in mine)), Decimal(len(mine))
    return Measurement(100 * kept / of, kept, of, len(mine), data_at, detail={"month": month.isoformat()})


def rows_of_attainment(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Each KPI of each office this reader may see."""
    kpis, month = in_force(known_at), last_whole_month(day)
    offices = {office.pk: office for office in offices_for(actor, Verb.VIEW, "kpi_value")}
    found = pairs(kpis, values([kpi.pk for kpi in kpis], first=month, last=month, known_at=known_at), month)
    cells = [
        [
            str(offices[one.office_id]),
            str(one.kpi),
            saying.month(month),
            saying.amount(one.kpi, one.plan),
            saying.amount(one.kpi, one.actual),
            reached(one),
            _("yes") if one.met else _("no"),
        ]
        for one in found
        if one.office_id in offices and (subject.kind == PROGRAMME or one.office_id == subject.id)
    ]
    columns = [_("Office"), _("KPI"), _("Month"), _("Plan"), _("Actual"), _("Plan reached"), _("Plan kept")]
    return Rows(columns, sorted(cells))


def reached(one: Pair) -> str:
    percent = attained(Better(one.kpi.better), one.actual, one.plan)
    return written.DASH if percent is None else written.percent(percent)


def in_one_currency(rows: Sequence[Row]) -> str:
    used = currencies(rows)
    return used[0] if len(used) == 1 else ""


def measure_benefits(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """What finance has confirmed for months over by the day, against what was planned for them."""
    rows = benefits(known_at)
    told = {day: confirmed(rows, day) for day in days}
    return {(subject, day): told[day] for subject in subjects for day in days}


def confirmed(rows: Sequence[Row], day: date) -> Measurement:
    if not rows:
        return Measurement(None, absent=_("The benefits register is empty"))
    if not (currency := in_one_currency(rows)):
        return Measurement(None, absent=_("The register holds several currencies, which are not added up"))
    last = last_whole_month(day)
    actual = sum((amount for row in rows for month, amount in row.confirmed.items() if month <= last), Decimal(0))
    planned = sum((row.plan_until(day) for row in rows), Decimal(0))
    return Measurement(actual, actual, planned, len(rows), detail={"currency": currency})


def rows_of_benefits(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    last = last_whole_month(day)
    cells = [
        [
            str(row.benefit),
            saying.month(month),
            row.planned.get(month),
            row.confirmed.get(month),
            row.waiting.get(month),
            row.benefit.currency,
        ]
        for row in benefits(known_at)
        for month in sorted({*row.planned, *row.confirmed, *row.waiting})
        if month <= last
    ]
    return Rows([_("Benefit"), _("Month"), _("Plan"), _("Confirmed"), _("Waits for finance"), _("Currency")], cells)


def measure_spent(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """Percent of the approved budget that is spent, as the record holds it."""
    rows = budget(known_at)
    if len({row.line.currency for row in rows}) > 1:
        told = Measurement(None, absent=_("The budget holds several currencies, which are not added up"))
    else:
        approved, spent = sum((row.approved for row in rows), Decimal(0)), sum((row.spent for row in rows), Decimal(0))
        told = Measurement(None, absent=_("No budget is approved yet"))
        if approved > 0:
            told = Measurement(100 * spent / approved, spent, approved, len(rows))
    return {(subject, day): told for subject in subjects for day in days}


def rows_of_budget(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    cells = [[str(row.line), row.approved, row.committed, row.spent, row.line.currency] for row in budget(known_at)]
    return Rows([_("Budget line"), *(str(kind.label) for kind in BudgetKind), _("Currency")], cells)


METRICS = (
    Metric(
        "kpis.attainment",
        gettext_lazy("KPI plans kept"),
        gettext_lazy("Of all KPIs in force that have a plan and a value in the last month that is over, the share whose plan was kept."),
        Unit.PERCENT,
        Direction.HIGHER,
        1,
        frozenset({OFFICE, PROGRAMME}),
        measure_attainment,
        rows_of_attainment,
        what="kpi_value",
        rows_what="kpi_value",
    ),
    Metric(
        "kpis.benefits_confirmed",
        gettext_lazy("Benefits confirmed"),
        gettext_lazy(
            "What finance has confirmed for the months that are over, cash in and cost saved together. What is only "
            "reported does not count."
        ),
        Unit.MONEY,
        Direction.HIGHER,
        1,
        frozenset({PROGRAMME}),
        measure_benefits,
        rows_of_benefits,
        what="benefit",
        rows_what="benefit",
    ),
    Metric(
        "kpis.budget_spent",
        gettext_lazy("Rollout budget spent"),
        gettext_lazy("What was spent, divided by what the sponsor approved, over all lines of the rollout's budget."),
        Unit.PERCENT,
        Direction.NEUTRAL,
        1,
        frozenset({PROGRAMME}),
        measure_spent,
        rows_of_budget,
        what="budget",
        rows_what="budget",
    ),
)


def register_all() -> None:
    register(*METRICS)
