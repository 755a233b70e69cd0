"""Parts of the project office's page that are fetched after its first screen: contracts, gates, moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.reading import read_once
from governance.core.roles import Role
from reports.dashboards import waiting
from reports.dashboards.homes import project as home
from reports.dashboards.homes import telling
from reports.dashboards.homes.parts import Part, Visit, urgent_first
from reports.dashboards.sections import Asked, vendor
from reports.dashboards.views.also import visit_of
from reports.dashboards.views.later import Later, Text, fetched, later
from rollout.staging import selectors

READY_SHOWN = 12


def contracts(request: Request, visit: Visit) -> dict[str, Any]:
    """The milestones as a Gantt, penalties today and in 30 days."""
    facts = vendor.facts(Asked(visit.day, visit.known_at, request.actor))
    return {"part": telling.vendor(facts, visit) if facts else None, "name": "contracts", "title": PARTS["contracts"][0]}


def gates(request: Request, visit: Visit) -> dict[str, Any]:
    items = urgent_first(home.gates(visit))
    return {"part": Part(Role.PROJECT_OFFICE, "", items=items, title=_("Gates"), quiet=_("No gate is ready to be decided."))}


def moves(request: Request, visit: Visit) -> dict[str, Any]:
    programme = selectors.programme()
    ready = waiting.ready(programme, request.now) if programme else []
    return {"ready": ready[:READY_SHOWN], "ready_more": max(0, len(ready) - READY_SHOWN)}


PARTS: dict[str, tuple[Text, Callable[[Request, Visit], dict[str, Any]], str]] = {
    "contracts": (gettext_lazy("Milestones and penalties"), contracts, "_section"),
    "gates": (gettext_lazy("Gates"), gates, "_waits"),
    "moves": (gettext_lazy("Offices that can move on"), moves, "_moves"),
}


def parts_of(request: Request) -> dict[str, Later]:
    return {name: later(request, title, "work_part", name) for name, (title, _show, _template) in PARTS.items()}


@needs(Verb.CHANGE, "programme")
def part(request: Request, name: str) -> HttpResponse:
    if name not in PARTS:
        raise NotFound(_("There is no such part of the page."))
    title, show, template = PARTS[name]
    with read_once():
        visit = visit_of(request)
        return fetched(request, title, f"dashboards/{template}.html", show(request, visit) | {"today": visit.day})
