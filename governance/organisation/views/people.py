"""Pages of people: the list, one person, and hiring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
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
from governance.organisation.directory import PersonState, state_of
from governance.organisation.forms.people import HireForm
from governance.organisation.listing import offices_of, people_listed
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


def to_person(person: Person) -> str:
    return reverse("organisation:person", args=[person.pk])


def person_columns(offices: Sequence[tuple[str, str]]) -> dict[str, Column]:
    """The columns of any list of `people_listed`, by key."""
    columns = (
        Column("name", _("Name"), sort="name_sorted", search="name", link=to_person),
        Column("number", _("Employee number"), sort="number", search="number"),
        Column("office", _("Office"), sort="office", search="office", choices=offices),
        Column("job", _("Job"), sort="job_label", search="job_label", choices=JobRole.choices, show=lambda row: row.job_label),
        Column(
            "experience",
            _("Experience"),
            sort="experience_label",
            search="experience_label",
            value=lambda row: row.experience_label,
        ),
        Column("joined_on", _("Joined on"), sort="joined_on"),
        Column("left_on", _("Last day"), sort="left_on"),
        Column(
            "state",
            _("State"),
            sort="state_label",
            search="state_label",
            choices=PersonState.choices,
            show=lambda row: status(SHADES[PersonState(row.state)], row.state_label),
        ),
    )
    return {column.key: column for column in columns}


def people_columns(offices: Sequence[tuple[str, str]] = (), *, with_office: bool = True) -> list[Column]:
    columns = person_columns(offices)
    return [column for key, column in columns.items() if with_office or key != "office"]


@needs(Verb.VIEW, "person")
def people_list(request: Request) -> HttpResponseBase:
    people = people_listed(request.actor, day_of(request.now))
    empty = Empty(_("Nobody yet"), _("Import the roster, or hire the first person."), icon="users")
    shown = Table(request, columns=people_columns(offices_of(people)), rows=people, name="people", order="name", empty=empty, compact=10)
    states = dict(people.order_by().values_list("state").annotate(count=Count("pk")))
    page = {
        "people": shown,
        "here": states.get(PersonState.HERE, 0) + states.get(PersonState.AWAY, 0),
        "unconfirmed": states.get(PersonState.UNCONFIRMED, 0),
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
