"""Typing in the values of one KPI and month for all offices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.core.dates import can_be_meant
from governance.core.errors import InvalidInput, Text
from governance.core.imports.readers import CellError, parsed_decimal
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.models import Office, Person
from governance.organisation.selectors import offices_for
from rollout.kpis import actions, saying
from rollout.kpis.actions import Entered, Entry
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
    of: Office | Person
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

    def save(changed: list[Cell]) -> Entered:
        entries = [Entry(kpi.pk, cell.of.pk, month, cell.kind, cell.value) for cell in changed]
        return actions.enter(entries, actor=request.actor, at=request.now, reason=request.POST.get("reason", ""))

    refused = taken_in(request, cells, save) if request.method == "POST" else ""
    if refused is None:
        return redirect(f"{reverse('kpis:enter', args=[kpi.pk])}?month={month:%Y-%m-%d}")
    context = {"kpi": kpi, "rows": by_row(cells, {cell.of.pk: str(cell.of) for cell in cells}), "refused": refused}
    wrong = bool(refused) or any(cell.error for cell in cells)
    return render(request, "kpis/enter.html", context | about_month(request, month), status=422 if wrong else 200)


def taken_in(request: Request, cells: list[Cell], save: Callable[[list[Cell]], Entered]) -> Text | None:
    """Record what was typed: None when it is done, else why it was refused (empty where the fields say it)."""
    read_typed(request, cells)
    if any(cell.error for cell in cells):
        return ""
    try:
        done = save([cell for cell in cells if cell.value != cell.recorded])
    except InvalidInput as error:
        return error.message
    said = {"count": done.added + done.changed + done.removed}
    messages.success(request, _("%(count)d values were recorded.") % said if said["count"] else _("Nothing had changed."))
    return None


def by_row(cells: list[Cell], names: Mapping[int, str]) -> list[tuple[str, list[Cell]]]:
    """One line per office or person with its fields."""
    return [(names[cells[place].of.pk], cells[place : place + len(KINDS)]) for place in range(0, len(cells), len(KINDS))]


def about_month(request: Request, month: date) -> dict[str, Any]:
    return {
        "month": month,
        "kinds": KINDS,
        "reason": request.POST.get("reason", ""),
        "month_name": saying.month(month),
        "before": (later(month, -1), saying.month(later(month, -1))),
        "after": (later(month, 1), saying.month(later(month, 1))),
    }


def asked_month(request: Request) -> date:
    """The month of the address; without one, the last that is over."""
    text = request.GET.get("month", "").strip()
    if not text:
        return last_whole_month(local_day(request.now))
    try:
        day = parse_date(text if text.count("-") == 2 else f"{text}-01")
    except ValueError:
        day = None
    if day is None or not can_be_meant(day):
        raise InvalidInput(_("“%(text)s” is no month. Write it as 2026-06.") % {"text": text[:40]})
    return first_of(day)


def fields(request: Request, kpi: Kpi, month: date) -> list[Cell]:
    found: Values = values([kpi.pk], first=month, last=month)
    offices = offices_for(request.actor, Verb.CHANGE, "kpi_value").branches().order_by("code")
    return [cell_of(kpi, office, month, kind, found) for office in offices for kind in KINDS]


def cell_of(kpi: Kpi, of: Office | Person, month: date, kind: ValueKind, found: Values) -> Cell:
    held = found.get(kpi.pk, of.pk, month, kind)
    return Cell(f"{kind.value}-{of.pk}", of, kind, held, "" if held is None else f"{held.normalize():f}", value=held)


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
