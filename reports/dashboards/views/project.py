"""The project office's home: what to do today."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.reading import read_once
from reports.dashboards import waiting
from reports.dashboards.homes import project as home
from reports.dashboards.homes.parts import urgent_first
from reports.dashboards.links import url_if
from reports.dashboards.views import project_parts
from reports.dashboards.views.also import also_later, visit_of
from rollout.staging import selectors


@needs(Verb.CHANGE, "programme")
def work(request: Request) -> HttpResponseBase:
    """Open work and the sessions ahead; then milestones and penalties, gates, moves that are possible."""
    visit = visit_of(request)
    with read_once():
        context = {
            "programme": selectors.programme(),
            "work": urgent_first([*waiting.work(request.actor, visit.day), *home.stale(visit)]),
            "decisions": waiting.decisions(request.actor),
            "sessions": home.sessions(visit),
            "later": project_parts.parts_of(request),
            "also": also_later(request),
            "imports_url": url_if("adoption:imports"),
            "sponsor_url": url_if("dashboards:sponsor"),
        }
        return render(request, "dashboards/project.html", context)
