"""The project office's home: what to do today."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from governance.core import known
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.reading import read_once
from reports.dashboards import waiting
from reports.dashboards.homes import project as home
from reports.dashboards.homes.parts import urgent_first
from reports.dashboards.links import url_if
from reports.dashboards.views import project_parts
from reports.dashboards.views.also import also_later, visit_of
from reports.dashboards.views.compare import compare_url
from rollout.staging import selectors


@needs(Verb.CHANGE, "programme")
def work(request: Request) -> HttpResponseBase:
    """Open work and the sessions ahead; then milestones and penalties, gates, moves that are possible.

    At an earlier instant what the record held of it: what is to do and which office can move is today's alone.
    """
    asked = known.asked(request, since=selectors.record_begins)
    visit = visit_of(request)
    now = asked.instant is None
    with read_once():
        context = {
            "programme": selectors.programme(asked.instant),
            "known_at": asked.instant,
            "today": visit.day,
            "asked": asked,
            "compare_url": compare_url(asked.instant) if allows(request.actor, Verb.VIEW, "sponsor_page") else "",
            "work": urgent_first([*(waiting.work(request.actor, visit.day) if now else []), *home.stale(visit)]),
            "decisions": waiting.decisions(request.actor) if now else [],
            "sessions": home.sessions(visit),
            "later": project_parts.parts_of(request),
            "also": also_later(request),
            "imports_url": url_if("adoption:imports"),
            "sponsor_url": url_if("dashboards:sponsor"),
        }
        return render(request, "dashboards/project.html", context, status=asked.status)
