"""The address `/`: each reader's own page, by the roles held today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.shortcuts import render

from governance.core import navigation, reminders
from governance.core.actor import Actor
from governance.core.navigation import Entry
from governance.core.pages import Request
from governance.core.permissions import Verb, allows
from governance.core.reading import read_once
from governance.core.roles import Role
from reports.dashboards.homes.book import first_page, held_in_person, parts
from reports.dashboards.links import url_if
from reports.dashboards.views import office, project, sponsor
from reports.dashboards.views.also import also_later, visit_of
from rollout.adoption.selectors.people import notice_of, own_weeks
from rollout.staging.selectors import local_day

WEEKS_SHOWN = 8


def home(request: Request) -> HttpResponseBase:
    """Project office: the work. Sponsor: the programme. Head: the office. All others: what is theirs."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = first_page(request.actor)
    if page == Role.PROJECT_OFFICE and allows(request.actor, Verb.CHANGE, "programme"):
        return project.work(request)
    if page == Role.SPONSOR:
        return sponsor.programme(request)
    with read_once():
        if page == Role.OFFICE_HEAD and (own := office.own_office(request.actor)) is not None:
            return office.office(request, own)
    return personal(request)


def doors(actor: Actor) -> dict[str, list[Entry]]:
    """The pages that the reader's roles open, by subject."""
    found: dict[str, list[Entry]] = {}
    for entry in navigation.entries_for(actor):
        if entry.url != "/":
            found.setdefault(str(entry.section), []).append(entry)
    return found


def personal(request: Request) -> HttpResponseBase:
    """The part of each role held, the most urgent first. What does not exist is absent, not empty."""
    actor = request.actor
    visit = visit_of(request)
    with read_once():
        found = parts(visit, held_in_person(actor))
    context: dict[str, Any] = {
        "parts": found,
        "first": found[0] if found else None,
        "known_at": visit.known_at,
        "today": visit.day,
        "also": also_later(request),
        "reminders": reminders.due(actor.account_id, request.now),
        "doors": doors(actor) if not found else {},
        "roles": [role.label for role in sorted(actor.roles)],
    }
    return render(request, "dashboards/personal.html", context | own_use(request))


def own_use(request: Request) -> dict[str, Any]:
    """The reader's own weeks in the CRM, for staff who have been told that they are measured."""
    person = getattr(request.user, "person", None)
    if person is None or not request.actor.holds(Role.STAFF) or len(request.actor.roles) > 1:
        return {}
    today = local_day(request.now)
    notice = notice_of(person, today)
    if notice is None:
        return {"measured": True}
    first = max(notice.given_on, today - timedelta(weeks=WEEKS_SHOWN))
    return {"measured": True, "notice": notice, "weeks": own_weeks(person.pk, first, today), "usage_url": url_if("adoption:mine")}
