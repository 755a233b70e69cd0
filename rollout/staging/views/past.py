"""Entering the past of a programme already under way: a grid of dates, office by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core.dates import NOT_MEANT, can_be_meant
from governance.core.errors import InvalidInput
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.models import Office
from rollout.staging import actions, selectors
from rollout.staging.history import Timelines
from rollout.staging.models import OfficeRollout, Programme, Wave
from rollout.staging.past import PastRow
from rollout.staging.stages import WALK, Stage
from rollout.staging.views.waves import no_programme

STAGES = WALK[1:]


@dataclass
class Cell:
    """One date field. `fixed`: entered by a move made here, or more than once, so the grid leaves it alone."""

    name: str
    stage: Stage
    value: str = ""
    recorded: str = ""
    fixed: bool = False
    error: str = ""
    day: date | None = None


@dataclass
class GridRow:
    office: Office
    cells: list[Cell] = field(default_factory=list)


@needs(Verb.CHANGE, "stage")
def grid(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        return no_programme(request)
    waves = list(programme.waves.all())
    asked = request.GET.get("wave", "")
    wave = next((each for each in waves if str(each.number) == asked), waves[0])
    rows = grid_rows(wave, selectors.stage_timelines())
    errors: list[str] = []
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        typed = read_typed(request, rows)
        if not any(cell.error for row in rows for cell in row.cells):
            errors = enter(request, programme, typed, rows, reason)
            if not errors:
                return redirect(request.get_full_path())
    context = {"programme": programme, "waves": waves, "wave": wave, "rows": rows, "stages": STAGES, "errors": errors, "reason": reason}
    return render(request, "staging/past.html", context)


def grid_rows(wave: Wave, timelines: Timelines) -> list[GridRow]:
    """The offices of a wave with the dates on the record."""
    rows = []
    for rollout in OfficeRollout.objects.filter(wave=wave).select_related("office"):
        row = GridRow(rollout.office)
        for stage in STAGES:
            steps = [step for step in timelines.get(rollout.office_id, ()) if step.to == stage]
            single = len(steps) == 1 and steps[0].change.past
            value = steps[-1].on.isoformat() if steps else ""
            cell = Cell(
                f"{rollout.office_id}-{stage.value}",
                stage,
                value,
                value,
                fixed=bool(steps) and not single,
                day=steps[-1].on if steps else None,
            )
            row.cells.append(cell)
        rows.append(row)
    return rows


def read_typed(request: Request, rows: list[GridRow]) -> list[tuple[Cell, PastRow]]:
    """What differs from the record. A cell that is no date keeps what was typed, with its error."""
    typed = []
    for number, (row, cell) in enumerate(all_cells(rows), start=1):
        if cell.fixed or cell.name not in request.POST:
            continue
        cell.value = request.POST[cell.name].strip()
        if cell.value == cell.recorded or not cell.value:
            cell.value = cell.value or cell.recorded
            continue
        day = read_day(cell.value)
        if day is None:
            cell.error = _("This is no date. Write it as 2026-06-30.")
            continue
        if not can_be_meant(day):
            cell.error = str(NOT_MEANT)
            continue
        typed.append((cell, PastRow(number, row.office.pk, cell.stage, day)))
    return typed


def all_cells(rows: list[GridRow]) -> Iterator[tuple[GridRow, Cell]]:
    return ((row, cell) for row in rows for cell in row.cells)


def read_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def enter(request: Request, programme: Programme, typed: list[tuple[Cell, PastRow]], rows: list[GridRow], reason: str) -> list[str]:
    """Enter what was typed; problems go beside their cells, and are returned where they have none."""
    try:
        entered = [row for _cell, row in typed]
        result = actions.enter_past_stages(entered, programme=programme, actor=request.actor, at=request.now, reason=reason)
    except InvalidInput as error:
        cells = {str(row.row): cell for cell, row in typed}
        for name, message in error.fields.items():
            cells[name.split(".")[0]].error = str(message)
        return [str(error.message)]
    count = result.added + result.corrected
    done = ngettext("%(count)d date was entered.", "%(count)d dates were entered.", count)
    messages.success(request, done % {"count": count} if count else _("Nothing had changed."))
    return []
