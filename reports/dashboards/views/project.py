"""The project office's home: what to do today."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from governance.core import reminders
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from reports.dashboards import waiting
from reports.dashboards.links import url_if
from rollout.adoption.models import UsageImport
from rollout.staging import selectors

READY_SHOWN = 12


@needs(Verb.CHANGE, "programme")
def work(request: Request) -> HttpResponseBase:
    """Open work, moves that are possible now, the latest imports, reminders."""
    today = selectors.local_day(request.now)
    programme = selectors.programme()
    ready = waiting.ready(programme, request.now) if programme else []
    context = {
        "programme": programme,
        "work": waiting.work(request.actor, today),
        "decisions": waiting.decisions(request.actor),
        "ready": ready[:READY_SHOWN],
        "ready_count": len(ready),
        "ready_more": max(0, len(ready) - READY_SHOWN),
        "imports": UsageImport.objects.select_related("source").order_by("-uploaded_at", "-pk")[:5],
        "imports_url": url_if("adoption:imports"),
        "reminders": reminders.due(request.actor.account_id, request.now),
        "sponsor_url": url_if("dashboards:sponsor"),
    }
    return render(request, "dashboards/project.html", context)
