"""The one calendar: a month or an agenda, by office and kind, fit for printing."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render

from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.models import Office
from rollout.staging import selectors as standing
from rollout.staging.plan import calendar
from rollout.staging.plan.calendar import Asked, Entry
from rollout.staging.plan.views import asked as reading


def chosen_office(request: Request, offices: list[Office]) -> Office | None:
    return next((office for office in offices if str(office.pk) == request.GET.get("office", "")), None)


@needs(Verb.VIEW, "plan")
def month(request: Request) -> HttpResponseBase:
    today = standing.local_day(request.now)
    first = reading.month(request, today)
    offices = list(Office.objects.filter(pk__in=standing.office_waves()).order_by("code"))
    office = chosen_office(request, offices)
    sources = calendar.sources(request.actor)
    kinds = [code for code in request.GET.getlist("kind") if code in {source.code for source in sources}]
    weeks = calendar.weeks_of(first)
    asked = Asked(weeks[0][0], weeks[-1][-1], request.actor, today)
    found = calendar.entries(asked, kinds=kinds, office_id=office.pk if office else None)
    agenda = request.GET.get("view") == "agenda"
    kept: dict[str, Any] = {"kind": kinds, "office": office.pk if office else "", "view": "agenda" if agenda else ""}
    context = {
        "month": first,
        "today": today,
        "weeks": calendar.weeks_with(found, first, today),
        "agenda": in_month(found, first),
        "view": "agenda" if agenda else "month",
        "offices": offices,
        "office": office,
        "sources": sources,
        "kinds": kinds,
        "previous": address(kept, calendar.before(first)),
        "following": address(kept, calendar.following(first)),
        "now": address(kept, today.replace(day=1)),
        "agenda_view": address(kept | {"view": "agenda"}, first),
        "other_view": address(kept | {"view": "" if agenda else "agenda"}, first),
    }
    return render(request, "staging/plan/calendar.html", context)


def in_month(found: list[Entry], first: date) -> list[tuple[date, list[Entry]]]:
    """(Day, entries) of the days of the month that have any."""
    last = calendar.last_of(first)
    days = [day for week in calendar.weeks_of(first) for day in week if first <= day <= last]
    return [(day, entries) for day, entries in calendar.on_days(found, days).items() if entries]


def address(kept: dict[str, Any], first: date) -> str:
    """The same calendar in another month."""
    query = {"month": f"{first:%Y-%m}"} | {key: value for key, value in kept.items() if value}
    return "?" + urlencode(query, doseq=True)
