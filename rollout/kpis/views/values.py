"""Typing in the values of one KPI and month for all offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, Text
from governance.core.imports.readers import CellError, parsed_decimal
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.models import Office
from governance.organisation.selectors import offices_for
from rollout.kpis import actions, saying
from rollout.kpis.actions import Entry
from rollout.kpis.models import Kpi, KpiState, ValueKind
from rollout.kpis.rules import first_of, last_whole_month, later
from rollout.kpis.selectors import Values, values
from rollout.staging.selectors import local_day

KINDS = (ValueKind.ACTUAL, ValueKind.PLAN, ValueKind.BASELINE)
MOST = Decimal(10) ** 15


@dataclass
class Cell:
    """One field: what is recorded, what was typed, and what is wrong with it."""

    name: str
    office: Office
    kind: ValueKind
    recorded: Decimal | None
    typed: str
    error: Text = ""
    value: Decimal | None = None


@needs(Verb.CHANGE, "kpi_value")
def enter(request: Request, pk: int) -> HttpResponseBase:
    kpi = get_object_or_404(Kpi.objects.exclude(state=KpiState.RETIRED), pk=pk)
    month = asked_month(request)
    cells = fields(request, kpi, month)
    refused: Text = ""
    if request.method == "POST":
        read_typed(request, cells)
        if not any(cell.error for cell in cells):
            try:
                entries = [Entry(kpi.pk, cell.office.pk, month, cell.kind, cell.value) for cell in cells if cell.value != cell.recorded]
                done = actions.enter(entries, actor=request.actor, at=request.now, reason=request.POST.get("reason", ""))
            except InvalidInput as error:
                refused = error.message
            else:
                said = {"count": done.added + done.changed + done.removed}
                messages.success(request, _("%(count)d values were recorded.") % said if said["count"] else _("Nothing had changed."))
                return redirect(f"{reverse('kpis:enter', args=[kpi.pk])}?month={month:%Y-%m-%d}")
    rows = [(cells[place].office, cells[place : place + len(KINDS)]) for place in range(0, len(cells), len(KINDS))]
    context = {
        "kpi": kpi,
        "month": month,
        "rows": rows,
        "kinds": KINDS,
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "month_name": saying.month(month),
        "before": (later(month, -1), saying.month(later(month, -1))),
        "after": (later(month, 1), saying.month(later(month, 1))),
    }
    return render(request, "kpis/enter.html", context, status=422 if refused or any(cell.error for cell in cells) else 200)


def asked_month(request: Request) -> date:
    """The month of the address; without one, the last that is over."""
    text = request.GET.get("month", "").strip()
    if not text:
        return last_whole_month(local_day(request.now))
    try:
        day = parse_date(text if text.count("-") == 2 else f"{text}-01")
    except ValueError:
        day = None
    if day is None or not 1990 <= day.year <= 2200:
        raise InvalidInput(_("“%(text)s” is no month. Write it as 2026-06.") % {"text": text[:40]})
    return first_of(day)


def fields(request: Request, kpi: Kpi, month: date) -> list[Cell]:
    found: Values = values([kpi.pk], first=month, last=month)
    offices = offices_for(request.actor, Verb.CHANGE, "kpi_value").branches().order_by("code")
    cells = []
    for office in offices:
        for kind in KINDS:
            held = found.get(kpi.pk, office.pk, month, kind)
            cells.append(Cell(f"{kind.value}-{office.pk}", office, kind, held, "" if held is None else f"{held.normalize():f}", value=held))
    return cells


def read_typed(request: Request, cells: list[Cell]) -> None:
    """What was typed; an emptied field takes its value back, one that is missing stays."""
    for cell in cells:
        if cell.name not in request.POST:
            continue
        cell.typed = request.POST[cell.name].strip()
        if not cell.typed:
            cell.value = None
            continue
        try:
            number = parsed_decimal(cell.typed)
        except CellError as wrong:
            cell.error = wrong.message
            continue
        if abs(number) > MOST or number != round(number, 4):
            cell.error = _("a number of at most 15 digits, with at most 4 decimals, is expected")
        else:
            cell.value = number
