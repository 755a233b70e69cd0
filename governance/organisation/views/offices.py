"""Pages of offices: the tree, one office, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.actions import codes, offices
from governance.organisation.actions.dated import day_of
from governance.organisation.directory import OfficeRow, heads_of, office_rows, office_state
from governance.organisation.forms.fields import calendar_choices
from governance.organisation.forms.offices import CloseForm, MatchForm, OfficeForm
from governance.organisation.forms.people import CodesForm, MaybeWhyForm, WhyForm
from governance.organisation.listing import people_listed
from governance.organisation.models import Office, OfficeKind
from governance.organisation.views.acting import Ask, ask, fetch_office
from governance.organisation.views.people import people_columns

SHADES = {"open": "good", "closed": "none", "unconfirmed": "watch", "matched": "info"}


def crumbs() -> list[tuple[str, str]]:
    return [(_("Offices"), reverse("organisation:offices"))]


def to_office(office: Office) -> str:
    return reverse("organisation:office", args=[office.pk])


def indented(row: OfficeRow) -> str:
    return "\u2003" * row.depth + row.name


@needs(Verb.VIEW, "office")
def office_list(request: Request) -> HttpResponseBase:
    rows = office_rows(request.actor, day_of(request.now))
    columns = [
        Column("name", _("Office"), show=indented, link=lambda row: to_office(row.office)),
        Column("code", _("Code")),
        Column("kind", _("Kind"), choices=OfficeKind.choices, show=lambda row: row.kind_label),
        Column("head", _("Head")),
        Column("people", _("People"), numeric=True, hint=_("With those of the offices below")),
        Column("time_zone", _("Time zone")),
        Column(
            "state",
            _("State"),
            choices=[("open", _("Open")), ("unconfirmed", _("Unconfirmed")), ("closed", _("Closed")), ("matched", _("Matched"))],
            show=lambda row: status(SHADES[row.state], row.state_label),
        ),
    ]
    empty = Empty(_("No offices yet"), _("Import an office list or a roster, or add the first office."), icon="building")
    shown = Table(request, columns=columns, rows=rows, name="offices", per_page=100, empty=empty, compact=12)
    page = {
        "offices": shown,
        "open": sum(row.state == "open" and row.kind == OfficeKind.OFFICE for row in rows),
        "unconfirmed": [row for row in rows if row.state == "unconfirmed"],
        "may_change": allows(request.actor, Verb.CHANGE, "office"),
    }
    return shown.export() or render(request, "organisation/offices.html", page)


@needs(Verb.VIEW, "office")
def office_detail(request: Request, pk: int) -> HttpResponseBase:
    office = fetch_office(request, pk)
    day = day_of(request.now)
    rows = people_listed(request.actor, day, office_ids=[office.pk])
    people = Table(request, columns=people_columns(with_office=False), rows=rows, name="people", order="name", compact=10)
    state, label = office_state(office, day)
    head = heads_of(request.actor, day).get(office.pk)
    known = office.confirmed and not office.merged_into_id
    facts = [
        (_("Code"), office.code),
        (_("Kind"), office.get_kind_display()),
        (_("Part of"), office.parent),
        (_("Head"), head),
        (_("Time zone"), office.time_zone),
        (_("Working calendar"), dict(calendar_choices()).get(office.calendar, office.calendar)),
        (_("Business hours"), " – ".join(f"{clock:%H:%M}" for clock in office.hours)),
        (_("Last day"), office.closed_on),
        (_("Turned out to be"), office.merged_into),
    ]
    page = {
        "office": office,
        "facts": [(name, value) for name, value in facts if value],
        "state": status(SHADES[state], str(label)),
        "open": known and office.closed_on is None,
        "people": people,
        "below": [row for row in office_rows(request.actor, day) if row.office.parent_id == office.pk],
        "may_change": allows(request.actor, Verb.CHANGE, "office", office_id=office.pk),
        "may_print": allows(request.actor, Verb.CHANGE, "account", office_id=office.pk),
        "may_see_history": allows(request.actor, Verb.VIEW, "history"),
        "may_see_figures": allows(request.actor, Verb.VIEW, "adoption", office_id=office.pk),
        "may_see_stage": allows(request.actor, Verb.VIEW, "stage", office_id=office.pk),
        "may_see_people": allows(request.actor, Verb.VIEW, "person", office_id=office.pk),
    }
    return people.export() or render(request, "organisation/office.html", page)


@needs(Verb.CHANGE, "office")
def office_create(request: Request) -> HttpResponse:
    words = Ask(_("New office"), _("Add the office"), reverse("organisation:offices"), crumbs=crumbs(), done=_("The office is added."))
    return ask(request, OfficeForm, words, lambda calendar, **data: offices.create_office(working_calendar=calendar, **data))


@needs(Verb.CHANGE, "office")
def office_edit(request: Request, pk: int) -> HttpResponse:
    office = fetch_office(request, pk, Verb.CHANGE)
    words = words_for(office, _("Edit %(office)s"), _("Save"), done=_("The office is changed."))
    initial = {field: getattr(office, field) for field in offices.FIELDS}
    return ask(request, OfficeForm, words, lambda **data: offices.change_office(office=office, **data), initial=initial)


@needs(Verb.CHANGE, "office")
def office_close(request: Request, pk: int) -> HttpResponse:
    office = fetch_office(request, pk, Verb.CHANGE)
    words = words_for(office, _("Close %(office)s"), _("Close the office"), danger=True, done=_("The office is closed with that day."))
    return ask(request, CloseForm, words, lambda **data: offices.close_office(office=office, **data))


@needs(Verb.CHANGE, "office")
def office_reopen(request: Request, pk: int) -> HttpResponse:
    office = fetch_office(request, pk, Verb.CHANGE)
    words = words_for(office, _("Open %(office)s again"), _("Open again"), done=_("The office is open."))
    return ask(request, WhyForm, words, lambda **data: offices.reopen_office(office=office, **data))


@needs(Verb.CHANGE, "office")
def office_confirm(request: Request, pk: int) -> HttpResponse:
    office = fetch_office(request, pk, Verb.CHANGE)
    lead = _("It was first seen in a file. Once confirmed it counts like every other office.")
    words = words_for(office, _("Confirm %(office)s"), _("Confirm"), lead=lead, done=_("The office is confirmed."))
    return ask(request, MaybeWhyForm, words, lambda **data: offices.confirm_office(office=office, **data))


@needs(Verb.CHANGE, "office")
def office_match(request: Request, pk: int) -> HttpResponse:
    office = fetch_office(request, pk, Verb.CHANGE)
    lead = _("Its people and roles move to the other office. What was recorded stays readable as it was.")
    words = words_for(office, _("%(office)s is another office"), _("Match"), lead=lead, done=_("The two are matched."))
    return ask(request, MatchForm, words, lambda **data: offices.merge_office(office=office, **data))


@needs(Verb.CHANGE, "account")
def office_codes(request: Request, pk: int) -> HttpResponse:
    """The sheet is shown in the answer to the form and nowhere else: the codes are not kept."""
    office = fetch_office(request, pk, Verb.CHANGE, "account")
    lead = _("One code for everyone of the office except those who steer or approve. Codes printed earlier stop working.")
    words = words_for(office, _("One-time codes for %(office)s"), _("Make the sheet"), lead=lead)

    def act(**data: Any) -> HttpResponse:
        return sheet(request, codes.issue_codes(office=office, **data), str(office))

    return ask(request, CodesForm, words, act)


def sheet(request: Request, printed: list[codes.PrintedCode], heading: str) -> HttpResponse:
    """The printable page. It must not stay in any cache."""
    response = render(request, "organisation/codes.html", {"printed": printed, "heading": heading, "now": request.now})
    response["Cache-Control"] = "no-store"
    return response


def words_for(office: Office, heading: str, submit: str, *, lead: str = "", danger: bool = False, done: str = "") -> Ask:
    back = to_office(office)
    return Ask(heading % {"office": office}, submit, back, lead, [*crumbs(), (str(office), back)], danger, done)
