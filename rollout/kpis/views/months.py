"""One KPI of one office, month by month, before and after its go-live."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.selectors import offices_for
from rollout.kpis import charts, saying
from rollout.kpis.rules import Better, met
from rollout.kpis.selectors.definitions import as_defined
from rollout.kpis.selectors.offices import Line, lines
from rollout.staging.selectors import local_day


@needs(Verb.VIEW, "kpi_value")
def months(request: Request, pk: int, office_id: int) -> HttpResponseBase:
    office = offices_for(request.actor, Verb.VIEW, "kpi_value").branches().filter(pk=office_id).first()
    if office is None:
        raise NotFound(_("There is no such office, or it is not yours to see."))
    instant = known_at(request)
    kpi = as_defined(pk, instant)
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

    columns = [
        Column("month", _("Month"), value=lambda month: month.month, show=lambda month: saying.month(month.month)),
        Column("live", _("Go-live"), value=lambda month: _("after") if month.live else _("before")),
        Column("actual", _("Actual"), value=lambda month: month.actual, show=lambda month: saying.amount(kpi, month.actual), numeric=True),
        Column("plan", _("Plan"), value=lambda month: month.plan, show=lambda month: saying.amount(kpi, month.plan), numeric=True),
        Column(
            "kept",
            _("Plan kept"),
            value=lambda month: kept_words(kpi.better, month.actual, month.plan),
            show=lambda month: kept_badge(kpi.better, month.actual, month.plan),
        ),
    ]
    empty = Empty(_("No values yet"), _("Send in a file of monthly values, or type them in."), icon="chart-bar")
    name = f"{kpi.code}-{line.office.code}"
    return Table(request, columns=columns, rows=list(line.months), name="months", order="-month", empty=empty, filename=name, per_page=100)


def kept_words(better: str, actual: Decimal | None, plan: Decimal | None) -> str:
    """Whether the plan was kept, in a word; empty where plan or value is missing."""
    if actual is None or plan is None:
        return ""
    return str(_("yes") if met(Better(better), actual, plan) else _("no"))


def kept_badge(better: str, actual: Decimal | None, plan: Decimal | None) -> str:
    if actual is None or plan is None:
        return ""
    return status("good" if met(Better(better), actual, plan) else "bad", kept_words(better, actual, plan))
