"""The parts of a reader's other roles, beside the page of the first one."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext_lazy

from governance.core import reminders
from governance.core.known import known_at
from governance.core.pages import Request
from governance.core.reading import read_once
from reports.dashboards.homes.book import also as others
from reports.dashboards.homes.book import first_page, parts
from reports.dashboards.homes.parts import Visit
from reports.dashboards.views.later import Later, fetched, later
from rollout.staging.selectors import local_day

TITLE = gettext_lazy("Also for you")


def visit_of(request: Request) -> Visit:
    """Who asks, and as of when."""
    instant = request.instant_shown if hasattr(request, "instant_shown") else known_at(request)
    return Visit(request.actor, request.now, local_day(instant or request.now), instant, get_language() or "en")


def also_later(request: Request) -> Later | None:
    """On the reader's own first page: what the further roles hold, and what not to forget."""
    wanted = first_page(request.actor) is not None or others(request.actor)
    return later(request, TITLE, "also") if request.path == "/" and wanted else None


def also(request: Request) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    with read_once():
        visit = visit_of(request)
        found = parts(visit, others(request.actor))
        told = reminders.due(request.actor.account_id, request.now) if first_page(request.actor) else []
        context = {"parts": found, "reminders": told, "today": visit.day}
        return fetched(request, TITLE, "dashboards/_also.html", context)
