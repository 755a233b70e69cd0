"""Search over everything that the reader may see."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from reports.dashboards.finding import groups


@needs(Verb.VIEW, "search")
def search(request: Request) -> HttpResponseBase:
    """By code, number or any of its names, as far as the reader's rights reach."""
    q = request.GET.get("q", "").strip()[:80]
    found = groups(q, request.actor, timezone.localdate(request.now))
    return render(request, "dashboards/search.html", {"q": q, "groups": found, "more": any(group.more for group in found)})
