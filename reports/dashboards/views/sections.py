"""The sections of the sponsor's page, each fetched after its first screen; absent where its room has nothing to say."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.reading import read_once
from reports.dashboards.homes.telling import TOLD
from reports.dashboards.sections import Asked
from reports.dashboards.views.also import visit_of
from reports.dashboards.views.later import Later, fetched, later


def sections_later(request: Request) -> list[Later]:
    return [later(request, title, "section", name) for name, (title, _read, _tell) in TOLD.items()]


@needs(Verb.VIEW, "sponsor_page")
def section(request: Request, name: str) -> HttpResponse:
    if name not in TOLD:
        raise NotFound(_("There is no such part of the page."))
    title, read, tell = TOLD[name]
    visit = visit_of(request)
    with read_once():
        facts = read(Asked(visit.day, visit.known_at, request.actor))
    part = None if facts is None else tell(facts, visit)
    context = {"part": part, "title": title, "name": name, "known_at": visit.known_at, "today": visit.day}
    return fetched(request, title, "dashboards/_section.html", context)
