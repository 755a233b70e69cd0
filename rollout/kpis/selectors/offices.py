"""One KPI over the offices a reader may see: last month against plan, and before against after go-live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from governance.core import written
from governance.core.actor import Actor
from governance.core.columns import status
from governance.core.earlier import as_held
from governance.core.permissions import Verb
from governance.organisation.models import Office
from governance.organisation.selectors import branches_held, offices_for
from rollout.kpis.models import Kpi
from rollout.kpis.rules import BeforeAfter, Better, Month, Summing, attained, before_and_after, last_whole_month, met, summed
from rollout.kpis.selectors.definitions import in_force
from rollout.kpis.selectors.values import Values, office_months, span, values
from rollout.staging.selectors import go_live_dates


@dataclass(frozen=True)
class Line:
    """One office: all months of the KPI, the last whole one singled out."""

    kpi: Kpi
    office: Office
    live_on: date | None
    months: Sequence[Month]
    last: Month | None

    @property
    def actual(self) -> Decimal | None:
        return self.last.actual if self.last else None

    @property
    def plan(self) -> Decimal | None:
        return self.last.plan if self.last else None

    @property
    def attained(self) -> Decimal | None:
        if self.actual is None or self.plan is None:
            return None
        return attained(Better(self.kpi.better), self.actual, self.plan)

    @property
    def met(self) -> bool | None:
        """Whether the last month's plan was kept; None where plan or value is missing."""
        return None if self.actual is None or self.plan is None else met(Better(self.kpi.better), self.actual, self.plan)

    @property
    def badge(self) -> str:
        if self.met is None:
            return written.DASH
        text = written.DASH if self.attained is None else written.percent(self.attained, 1)
        return status("good" if self.met else "bad", text)

    @property
    def compared(self) -> BeforeAfter:
        return before_and_after(self.months)


def lines(kpi: Kpi, actor: Actor, day: date, known_at: datetime | None = None, *, only: int | None = None) -> list[Line]:
    """The offices with values of this KPI (or that one), up to the last whole month. Three queries."""
    last = last_whole_month(day)
    offices = [office for office in offices_reached(actor, known_at) if only in (None, office.pk)]
    found = values([kpi.pk], last=last, offices=[office.pk for office in offices], known_at=known_at)
    return of_offices(kpi, offices, found, go_live_dates(known_at), last)


def lines_of(
    kpis: Sequence[Kpi], found: Values, since: Mapping[int, date], actor: Actor, day: date, known_at: datetime | None = None
) -> dict[int, list[Line]]:
    """The same of several KPIs, from values and go-live dates already read. One query."""
    offices = offices_reached(actor, known_at)
    return {kpi.pk: of_offices(kpi, offices, found, since, last_whole_month(day)) for kpi in kpis}


def offices_reached(actor: Actor, known_at: datetime | None) -> list[Office]:
    """The offices proper of that time which today's rights of the reader reach, by code."""
    reached = offices_for(actor, Verb.VIEW, "kpi_value").order_by("code")
    if known_at is None:
        return list(reached.branches())
    return as_held(reached.filter(pk__in=branches_held(known_at)), known_at)


def of_offices(kpi: Kpi, offices: Sequence[Office], found: Values, since: Mapping[int, date], last: date) -> list[Line]:
    months = [month for month in span(found.months(kpi.pk)) if month <= last]
    made = []
    for office in offices:
        mine = office_months(found, kpi.pk, office.pk, months, since.get(office.pk))
        if any(month.actual is not None or month.plan is not None for month in mine):
            made.append(Line(kpi, office, since.get(office.pk), mine, mine[-1]))
    return made


def together(kpi: Kpi, found: Sequence[Line]) -> list[Month]:
    """All offices as one, month by month: only offices that have both values count where a plan is shown."""
    summing = Summing(kpi.summing)
    joined = []
    for month in [month.month for month in found[0].months] if found else []:
        here = [each for line in found for each in line.months if each.month == month]
        actual = summed(summing, [each.actual for each in here if each.actual is not None])
        plan = summed(summing, [each.plan for each in here if each.plan is not None])
        joined.append(Month(month, actual, plan, any(each.live for each in here)))
    return joined


def of_office(office: Office, day: date, known_at: datetime | None = None) -> list[Line]:
    """Every KPI in force at this office, up to the last whole month. Three queries."""
    last = last_whole_month(day)
    kpis = in_force(known_at)
    found = values([kpi.pk for kpi in kpis], last=last, offices=[office.pk], known_at=known_at)
    live_on = go_live_dates(known_at).get(office.pk)
    made = []
    for kpi in kpis:
        months = [month for month in span(found.months(kpi.pk)) if month <= last]
        mine = office_months(found, kpi.pk, office.pk, months, live_on)
        made.append(Line(kpi, office, live_on, mine, mine[-1] if mine else None))
    return made
