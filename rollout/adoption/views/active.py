"""Who is active by office and week, and what is still missing before reach can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from rollout.adoption.selectors.active import WEEKS_SHOWN, OfficeWeeks, active_users, first_week
from rollout.adoption.selectors.matching import Gaps, gaps
from rollout.adoption.selectors.usage import last_usage_day
from rollout.staging.selectors import local_day, programme

WHAT = "usage_import"


@needs(Verb.VIEW, WHAT)
def active(request: Request) -> HttpResponseBase:
    """Active users of each office label in thirteen weeks, as the files tell them."""
    youngest = last_usage_day()
    try:
        asked = parse_date(request.GET.get("to", ""))
    except ValueError:
        asked = None
    last = min(asked, youngest) if asked and youngest else youngest
    rows = active_users(last) if last else []
    weeks = [first_week(last) + timedelta(weeks=number) for number in range(WEEKS_SHOWN)] if last else []
    table = Table(
        request,
        columns=[
            Column("label", _("Office in the file"), value=lambda row: row.label or _("(no office given)")),
            Column("users", _("Users"), numeric=True, hint=_("Different users over all weeks shown")),
            Column("actions", _("Actions"), numeric=True),
            *(Column(week.isoformat(), written.short_day(week), value=in_week(week), numeric=True) for week in weeks),
        ],
        rows=rows,
        name="active",
        order="-actions",
        empty=Empty(_("No usage yet"), _("Import a usage file first."), *door("adoption:import-new", _("Import usage"), request.actor)),
    )
    context = {
        "active": table,
        "last": last,
        "first": weeks[0] if weeks else None,
        "earlier": weeks[0] - timedelta(days=1) if weeks else None,
        "later": weeks[-1] + timedelta(weeks=WEEKS_SHOWN, days=6) if last and last != youngest else None,
        "users": sum(row.users for row in rows),
        "offices": len(rows),
        "gaps": gaps(local_day(request.now)),
    }
    return table.export() or render(request, "adoption/active.html", context)


def in_week(week: date) -> Callable[[OfficeWeeks], int | None]:
    return lambda row: row.weeks.get(week)


@needs(Verb.VIEW, WHAT)
def missing(request: Request) -> HttpResponse:
    """The checklist from a usage file to an office's reach, each line with its way on."""
    found = gaps(local_day(request.now))
    lines = checklist(found, request.actor)
    return render(request, "adoption/missing.html", {"lines": lines, "open": sum(not line["done"] for line in lines)})


def checklist(found: Gaps, actor: Actor) -> list[dict[str, Any]]:
    """What is done and what is not, in the order in which to do it."""
    shown = {name: written.number(value) for name, value in asdict(found).items() if name != "rostered"}
    waiting = _("Waiting: %(waiting)s, of which %(suggested)s with a suggestion")
    offices = waiting % {"waiting": shown["offices_waiting"], "suggested": shown["offices_suggested"]}
    users = waiting % {"waiting": shown["users_waiting"], "suggested": shown["users_suggested"]}
    roster = _("People: %(people)s, offices with people: %(offices_rostered)s") % shown
    past = ("staging:past", _("Enter past dates")) if programme() else ("staging:set_up", _("Set up the programme"))
    lines = [
        Line(found.imports > 0, _("Usage"), _("Files counted: %(imports)s") % shown, "adoption:import-new", _("Import usage")),
        Line(found.offices > 0, _("Offices"), _("Offices: %(offices)s") % shown, "core:import-send offices", _("Import offices")),
        Line(found.rostered, _("Roster"), roster, "core:import-send roster", _("Import a roster")),
        Line(
            found.use_rules > 0,
            _("Who must use the CRM"),
            _("Rules: %(use_rules)s") % shown,
            "organisation:use_rules",
            _("Say who must use it"),
        ),
        Line(
            found.imports > 0 and not found.offices_waiting,
            _("Offices of the files"),
            offices,
            "adoption:match-offices",
            _("Match offices"),
        ),
        Line(found.imports > 0 and not found.users_waiting, _("Users of the files"), users, "adoption:match-users", _("Match users")),
        Line(found.offices_live > 0, _("Go-live dates"), _("Offices live: %(offices_live)s") % shown, *past),
    ]
    return [shown_line(each, actor) for each in lines]


class Line(NamedTuple):
    """One line of the checklist, with the page where it is done."""

    done: bool
    title: str
    text: str
    page: str
    action: str


# What the pages that the checklist leads to ask of their readers.
ASKED: dict[str, tuple[Verb, str]] = {
    "adoption:import-new": (Verb.IMPORT, WHAT),
    "core:import-send offices": (Verb.IMPORT, "office"),
    "core:import-send roster": (Verb.IMPORT, "roster"),
    "organisation:use_rules": (Verb.CHANGE, "use_rule"),
    "adoption:match-offices": (Verb.IMPORT, WHAT),
    "adoption:match-users": (Verb.IMPORT, WHAT),
    "staging:past": (Verb.CHANGE, "stage"),
    "staging:set_up": (Verb.CHANGE, "programme"),
}


def door(page: str, action: str, actor: Actor) -> tuple[str, str]:
    """The address and what to do there, where the reader may do it."""
    name, *arguments = page.split()
    return (reverse(name, args=arguments), action) if allows(actor, *ASKED[page]) else ("", "")


def shown_line(each: Line, actor: Actor) -> dict[str, Any]:
    url, action = door(each.page, each.action, actor)
    return {"done": each.done, "title": each.title, "text": each.text, "url": url, "action": action}
