"""The roster as a file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from governance.core import exports
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, scope
from governance.organisation.actions.dated import day_of
from governance.organisation.imports.roster import RosterImporter, exported
from governance.organisation.views.acting import NOT_YOURS


@needs(Verb.IMPORT, "roster")
def roster(request: Request) -> HttpResponse:
    """Where a roster is sent in."""
    return redirect("core:import-send", kind=RosterImporter.kind)


@needs(Verb.EXPORT, "roster")
def export(request: Request, form: str) -> HttpResponseBase:
    """CSV or XLSX with the columns of the import, for those whose right reaches the whole company."""
    if form not in ("csv", "xlsx") or not scope(request.actor, Verb.EXPORT, "roster").everything:
        raise NotFound(NOT_YOURS)
    respond = exports.csv_response if form == "csv" else exports.xlsx_response
    return respond(f"roster-{day_of(request.now)}", [column.label for column in RosterImporter.columns], exported())
