"""One KPI of one office, month by month, before and after its go-live."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.selectors import offices_for
from rollout.kpis import charts, saying
from rollout.kpis.models import Kpi
from rollout.kpis.rules import Better, Month, met
from rollout.kpis.selectors.offices import Line, lines
from rollout.staging.selectors import local_day


@needs(Verb.VIEW, "kpi_value")
def months(request: Request, pk: int, office_id: int) -> HttpResponseBase:
    kpi = get_object_or_404(Kpi, pk=pk)
    office = offices_for(request.actor, Verb.VIEW, "kpi_value").branches().filter(pk=office_id).first()
    if office is None:
        raise NotFound(_("There is no such office, or it is not yours to see."))
    instant = known_at(request)
    found = lines(kpi, request.actor, local_day(instant or request.now), instant, only=office_id)
    line = found[0] if found else Line(kpi, office, None, [], None)
    table = months_table(request, line)
    context = {
        "kpi": kpi,
        "office": office,
        "known_at": instant,
        "line": line,
        "chart": charts.office_months(line, get_language() or "en") if line.months else None,
        "before": saying.amount(kpi, line.compared.before),
        "after": saying.amount(kpi, line.compared.after),
        "change": saying.amount(kpi, line.compared.change, signed=True),
        "table": table,
    }
    return table.export() or render(request, "kpis/months.html", context)


def months_table(request: Request, line: Line) -> Table:
    kpi = line.kpi

    def kept(month: Month) -> str:
        if month.actual is None or month.plan is None:
            return ""
        return str(_("yes") if met(Better(kpi.better), month.actual, month.plan) else _("no"))

    columns = [
        Column("month", _("Month"), value=lambda month: month.month, show=lambda month: saying.month(month.month)),
        Column("live", _("Go-live"), value=lambda month: _("after") if month.live else _("before")),
        Column("actual", _("Actual"), value=lambda month: month.actual, show=lambda month: saying.amount(kpi, month.actual), numeric=True),
        Column("plan", _("Plan"), value=lambda month: month.plan, show=lambda month: saying.amount(kpi, month.plan), numeric=True),
        Column("kept", _("Plan kept"), value=kept, show=lambda month: badge(kept(month), month, kpi)),
    ]
    empty = Empty(_("No values yet"), _("Send in a file of monthly values, or type them in."), icon="chart-bar")
    name = f"{kpi.code}-{line.office.code}"
    return Table(request, columns=columns, rows=list(line.months), name="months", order="-month", empty=empty, filename=name, per_page=100)


def badge(text: str, month: Month, kpi: Kpi) -> str:
    if not text:
        return ""
    assert month.actual is not None
    assert month.plan is not None
    return status("good" if met(Better(kpi.better), month.actual, month.plan) else "bad", text)
