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
from governance.core.roles import Role
from reports.dashboards import vendor
from reports.dashboards.links import url_if
from reports.dashboards.views import office, project, sponsor
from rollout.adoption.selectors.people import notice_of, own_weeks
from rollout.staging.selectors import local_day

WEEKS_SHOWN = 8


def home(request: Request) -> HttpResponseBase:
    """Sponsor and committee: the programme. Project office: the work. Head: the office. All others: what is theirs."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor = request.actor
    if actor.holds(Role.PROJECT_OFFICE) and allows(actor, Verb.CHANGE, "programme"):
        return project.work(request)
    if actor.holds(Role.SPONSOR, Role.COMMITTEE, Role.PROJECT_DIRECTOR):
        return sponsor.programme(request)
    if actor.holds(Role.OFFICE_HEAD) and (own := office.own_office(actor)) is not None:
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
    """Own use, own reminders, and the pages that the reader's roles open. What does not exist is absent, not empty."""
    actor = request.actor
    today = local_day(request.now)
    context: dict[str, Any] = {
        "reminders": reminders.due(actor.account_id, request.now),
        "doors": doors(actor),
        "roles": [role.label for role in sorted(actor.roles)],
        "auditor": actor.holds(Role.AUDITOR),
        "trainer": actor.holds(Role.TRAINER),
        "vendor": vendor.sheet(actor, today) if actor.holds(Role.VENDOR) else None,
    }
    person = getattr(request.user, "person", None)
    if person is not None:
        notice = notice_of(person, today)
        context |= {"measured": actor.holds(Role.STAFF), "notice": notice}
        if notice is not None:
            first = max(notice.given_on, today - timedelta(weeks=WEEKS_SHOWN))
            context["weeks"] = own_weeks(person.pk, first, today)
            context["usage_url"] = url_if("adoption:mine")
    return render(request, "dashboards/personal.html", context)
