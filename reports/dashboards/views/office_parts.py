"""Parts of the office page that are fetched after its first screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import known
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.reading import read_once
from governance.organisation.models import Office
from reports.dashboards import office as content
from reports.dashboards.homes import office as home
from reports.dashboards.views.finding import office_or_404
from reports.dashboards.views.later import Later, Text, fetched, later
from rollout.impact.selectors.joined import order_stops
from rollout.staging.selectors import local_day, record_begins

Show = Callable[[Request, Office, date, datetime | None], dict[str, Any]]


def people(request: Request, office: Office, day: date, instant: datetime | None) -> dict[str, Any]:
    return {"parts": home.people(office, day, instant, request.actor), "today": day}


def gate(request: Request, office: Office, day: date, instant: datetime | None) -> dict[str, Any]:
    """What stands before the next stage; whether orders stop."""
    sees = allows(request.actor, Verb.VIEW, "order_stop", office_id=office.pk)
    return {
        "office": office,
        "next": content.next_stage(office, request.now) if instant is None else None,
        "gate": home.next_gate(office, request.now, instant)
        if allows(request.actor, Verb.VIEW, "gate_evidence", office_id=office.pk)
        else None,
        "stop": order_stops(instant, offices=[office.pk]).get(office.pk) if sees else None,
        "may_see_coverage": allows(request.actor, Verb.VIEW, "coverage", office_id=office.pk),
        "instant": instant,
    }


def kpis(request: Request, office: Office, day: date, instant: datetime | None) -> dict[str, Any]:
    return {"kpis": home.kpis(office, day, instant)}


def missing(request: Request, office: Office, day: date, instant: datetime | None) -> dict[str, Any]:
    """Who should use the CRM and did not in the week told."""
    sheet = content.reach_sheet(office, day, actor=request.actor, known_at=instant)
    return {"missing": content.who_is_missing(sheet, request.actor), "reach_url": sheet.rows("adoption.reach")}


# Part → what it is called, what shows it, its template, and whose right it takes.
PARTS: dict[str, tuple[Text, Show, str, str]] = {
    "people": (gettext_lazy("Who is not cleared, and why"), people, "_office_people", "adoption"),
    "gate": (gettext_lazy("Next gate"), gate, "_office_gate", "adoption"),
    "kpis": (gettext_lazy("My KPIs"), kpis, "_office_kpis", "office_scorecard"),
    "missing": (gettext_lazy("Who should use the CRM and did not"), missing, "_office_missing", "adoption"),
}


def parts_of(request: Request, office: Office) -> dict[str, Later]:
    """Every part that this reader may see of the office."""
    seen = {name: title for name, (title, _show, _template, what) in PARTS.items() if sees(request, office, what)}
    return {name: later(request, title, "office_part", office.pk, name) for name, title in seen.items()}


def sees(request: Request, office: Office, what: str) -> bool:
    return allows(request.actor, Verb.VIEW, what, office_id=office.pk)


@needs(Verb.VIEW, "adoption")
def part(request: Request, office_id: int, name: str) -> HttpResponse:
    office = office_or_404(request, office_id, "adoption")
    if name not in PARTS or not sees(request, office, PARTS[name][3]):
        raise NotFound(_("There is no such part of the page."))
    title, show, template, _what = PARTS[name]
    instant = known.asked(request, since=record_begins).instant
    with read_once():
        context = show(request, office, local_day(instant or request.now), instant)
        return fetched(request, title, f"dashboards/{template}.html", context | {"known_at": instant})
