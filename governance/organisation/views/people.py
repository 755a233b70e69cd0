"""Pages of people: the list, one person, and hiring."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation import retention
from governance.organisation.actions import people
from governance.organisation.actions.dated import day_of
from governance.organisation.directory import PersonRow, PersonState, people_rows, state_of
from governance.organisation.forms.people import HireForm
from governance.organisation.models import Absence, JobRole, Person
from governance.organisation.selectors import people_names
from governance.organisation.trail import record_of
from governance.organisation.views.acting import Ask, ask, fetch_person, may

SHADES = {
    PersonState.HERE: "good",
    PersonState.AWAY: "info",
    PersonState.COMING: "info",
    PersonState.LEFT: "none",
    PersonState.UNCONFIRMED: "watch",
}


def crumbs() -> list[tuple[str, str]]:
    return [(_("People"), reverse("organisation:people"))]


def to_person(person: Person | PersonRow) -> str:
    return reverse("organisation:person", args=[person.pk])


def people_columns(*, with_office: bool = True) -> list[Column]:
    columns = [
        Column("name", _("Name"), link=to_person),
        Column("number", _("Employee number")),
        Column("office", _("Office")),
        Column("job", _("Job"), choices=JobRole.choices, show=lambda row: row.job_label),
        Column("experience", _("Experience")),
        Column("joined_on", _("Joined on")),
        Column("left_on", _("Last day")),
        Column("state", _("State"), choices=PersonState.choices, show=lambda row: status(SHADES[PersonState(row.state)], row.state_label)),
    ]
    return columns if with_office else [column for column in columns if column.key != "office"]


@needs(Verb.VIEW, "person")
def people_list(request: Request) -> HttpResponseBase:
    rows = people_rows(request.actor, day_of(request.now))
    offices = sorted({row.office for row in rows if row.office})
    columns = people_columns()
    columns[2] = Column("office", _("Office"), choices=[(name, name) for name in offices])
    empty = Empty(_("Nobody yet"), _("Import the roster, or hire the first person."), icon="users")
    shown = Table(request, columns=columns, rows=rows, name="people", order="name", empty=empty)
    page = {
        "people": shown,
        "here": sum(row.state in (PersonState.HERE, PersonState.AWAY) for row in rows),
        "unconfirmed": sum(row.state == PersonState.UNCONFIRMED for row in rows),
        "may_hire": allows(request.actor, Verb.CHANGE, "person"),
        "may_import": allows(request.actor, Verb.IMPORT, "roster"),
        "may_export": allows(request.actor, Verb.EXPORT, "roster"),
    }
    return shown.export() or render(request, "organisation/people.html", page)


@needs(Verb.VIEW, "person")
def person_detail(request: Request, pk: int) -> HttpResponse:
    person = fetch_person(request, pk)
    day = day_of(request.now)
    away = set(Absence.objects.current().on(day).filter(person=person).values_list("person_id", flat=True))
    state = state_of(person, day, away)
    rights = {what: may(request, Verb.CHANGE, what, person) for what in ("person", "identity", "account", "usage_notice")}
    page: dict[str, Any] = {
        "person": person,
        "name": people_names([person.pk], request.actor)[person.pk],
        "named": may(request, Verb.VIEW, "identity", person),
        "identity": getattr(person, "identity", None),
        "account": getattr(person, "account", None),
        "state": status(SHADES[state], str(state.label)),
        "gone": person.left_on is not None,
        "memberships": person.memberships.current().select_related("office").order_by("-first_day"),
        "absences": person.absences.current().order_by("-first_day"),
        "roles": person.roles.current().select_related("office").order_by("role", "first_day"),
        "lent": person.delegations_given.current().select_related("deputy__identity", "office"),
        "borrowed": person.delegations_held.current().select_related("holder__identity", "office"),
        "notices": person.usage_notices.current().order_by("given_on"),
        "may": rights,
        "may_give_role": allows(request.actor, Verb.CHANGE, "role_assignment") and request.actor.person_id != person.pk,
        "may_see_account": allows(request.actor, Verb.VIEW, "account"),
        "erasure": person.erasure_requests.filter(status="requested").first(),
        "against_erasure": retention.against_erasure(person, day) if rights["identity"] and person.left_on else None,
        "record": record_of(person, request.actor) if allows(request.actor, Verb.VIEW, "history") else None,
    }
    return render(request, "organisation/person.html", page)


@needs(Verb.CHANGE, "person")
def person_hire(request: Request) -> HttpResponse:
    words = Ask(_("Hire someone"), _("Add the person"), reverse("organisation:people"), crumbs=crumbs(), done=_("The person is added."))

    def act(**data: Any) -> HttpResponse:
        return redirect(to_person(people.hire(**data)))

    return ask(request, HireForm, words, act)
