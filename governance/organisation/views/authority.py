"""Pages of roles and delegations."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import NotFound
from governance.core.money import Money, format_money
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.roles import Role
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.actions import roles
from governance.organisation.actions.dated import OVERTAKEN, day_of
from governance.organisation.directory import names_of_users
from governance.organisation.forms.authority import LendForm
from governance.organisation.forms.people import DecisionForm, EndForm
from governance.organisation.models import Delegation, RoleAssignment, RoleStatus
from governance.organisation.selectors import people_names
from governance.organisation.views.acting import Ask, ask

SHADES = {RoleStatus.ACTIVE: "good", RoleStatus.PROPOSED: "watch", RoleStatus.DECLINED: "none"}


def person_link(person_id: int) -> str:
    return reverse("organisation:person", args=[person_id])


def dated_state(row: Any, day: Any) -> str:
    """A badge: running, yet to come, or over."""
    if row.last_day is not None and row.last_day < day:
        return status("none", _("Over"))
    return status("info", _("To come")) if row.first_day > day else status("good", _("Running"))


@needs(Verb.VIEW, "role_assignment")
def role_list(request: Request) -> HttpResponseBase:
    day = day_of(request.now)
    rows = list(RoleAssignment.objects.current().select_related("office").order_by("role", "first_day", "pk"))
    names = people_names({row.person_id for row in rows}, request.actor)
    may_end = allows(request.actor, Verb.CHANGE, "role_assignment")

    def state(row: RoleAssignment) -> str:
        return (
            dated_state(row, day) if row.status == RoleStatus.ACTIVE else status(SHADES[RoleStatus(row.status)], row.get_status_display())
        )

    columns = [
        Column(
            "person",
            _("Person"),
            value=lambda row: names[row.person_id],
            link=(lambda row: person_link(row.person_id)) if scope(request.actor, Verb.VIEW, "person").everything else None,
        ),
        Column("role", _("Role"), choices=Role.choices, show=lambda row: row.get_role_display()),
        Column("office", _("Office"), value=lambda row: str(row.office or _("Whole company"))),
        Column("first_day", _("First day")),
        Column("last_day", _("Last day")),
        Column("status", _("State"), choices=RoleStatus.choices, show=state),
        Column("reason", _("Reason")),
    ]
    if may_end:
        columns.append(
            Column(
                "end", _("Action"), value=lambda row: _("End"), sort=False, link=lambda row: reverse("organisation:role-end", args=[row.pk])
            )
        )
    proposed = [row for row in rows if row.status == RoleStatus.PROPOSED]
    givers = names_of_users({row.username for row in proposed}, request.actor)
    empty = Empty(
        _("No roles yet"), _("Roles are given on the page of a person."), reverse("organisation:people"), _("People"), "id-badge-2"
    )
    shown = Table(request, columns=columns, rows=rows, name="roles", empty=empty, compact=10)
    page = {
        "roles": shown,
        "proposed": [(row, names[row.person_id], givers.get(row.username, row.username)) for row in proposed],
        "may_approve": allows(request.actor, Verb.APPROVE, "role_assignment"),
    }
    return shown.export() or render(request, "organisation/roles.html", page)


def fetch_role(pk: int) -> RoleAssignment:
    row = RoleAssignment.objects.current().filter(pk=pk).select_related("person", "office").first()
    if row is None:
        raise NotFound(OVERTAKEN)
    return row


def role_words(request: Request, row: RoleAssignment, heading: str, submit: str, done: str, *, danger: bool = False) -> Ask:
    name = people_names([row.person_id], request.actor)[row.person_id]
    where = str(row.office) if row.office else _("Whole company")
    back = reverse("organisation:roles")
    said = heading % {"person": name, "role": row.get_role_display()}
    return Ask(said, submit, back, f"{row.get_role_display()} · {where}", [(_("Roles"), back)], danger, done)


@needs(Verb.APPROVE, "role_assignment")
def role_decide(request: Request, pk: int) -> HttpResponse:
    row = fetch_role(pk)
    words = role_words(request, row, _("Decide: %(person)s as %(role)s"), _("Decide"), _("The decision is recorded."))
    return ask(request, DecisionForm, words, lambda **data: roles.decide_role(assignment=row, **data))


@needs(Verb.CHANGE, "role_assignment")
def role_end(request: Request, pk: int) -> HttpResponse:
    row = fetch_role(pk)
    words = role_words(request, row, _("End the role of %(person)s"), _("End the role"), _("The end of the role is recorded."), danger=True)
    return ask(request, EndForm, words, lambda **data: roles.end_role(assignment=row, **data))


@needs(Verb.VIEW, "delegation")
def delegation_list(request: Request) -> HttpResponseBase:
    day = day_of(request.now)
    rows = Delegation.objects.current().select_related("office").order_by("-first_day", "pk")
    if not allows(request.actor, Verb.VIEW, "delegation", person_id=0):
        mine = request.actor.person_id
        rows = rows.filter(holder=mine) | rows.filter(deputy=mine)
    found = list(rows)
    names = people_names({row.holder_id for row in found} | {row.deputy_id for row in found}, request.actor)
    me = request.actor.person_id

    def may_end(row: Delegation) -> bool:
        return me in (row.holder_id, row.deputy_id) and row.last_day is not None and row.last_day >= day

    def end_link(row: Delegation) -> str | None:
        return reverse("organisation:delegation-end", args=[row.pk]) if may_end(row) else None

    columns = [
        Column("holder", _("Lent by"), value=lambda row: names[row.holder_id]),
        Column("deputy", _("Lent to"), value=lambda row: names[row.deputy_id]),
        Column("role", _("Role"), choices=Role.choices, show=lambda row: row.get_role_display()),
        Column("office", _("Office"), value=lambda row: str(row.office or _("Whole company"))),
        Column("first_day", _("First day")),
        Column("last_day", _("Last day")),
        Column(
            "limit",
            _("Limit"),
            numeric=True,
            show=lambda row: format_money(Money(row.limit, row.currency), written.locale()) if row.limit else written.DASH,
        ),
        Column("state", _("State"), sort=False, value=lambda row: "", show=lambda row: dated_state(row, day)),
        Column("end", _("Action"), sort=False, value=lambda row: _("End") if may_end(row) else "", link=end_link),
    ]
    empty = Empty(_("Nothing is lent"), _("Before leave, lend your authority to a deputy for dated days."), icon="user-share")
    shown = Table(request, columns=columns, rows=found, name="delegations", empty=empty, compact=10)
    page = {"delegations": shown, "may_lend": allows(request.actor, Verb.CHANGE, "delegation", person_id=me)}
    return shown.export() or render(request, "organisation/delegations.html", page)


@needs(Verb.CHANGE, "delegation")
def delegation_new(request: Request) -> HttpResponse:
    me = request.actor.person_id
    own = RoleAssignment.objects.current().filter(person=me, status=RoleStatus.ACTIVE).select_related("person", "office")
    running = {str(row.pk): row for row in own if row.last_day is None or row.last_day >= day_of(request.now)}
    held = [(pk, f"{row.get_role_display()} · {row.office or _('Whole company')}") for pk, row in running.items()]
    back = reverse("organisation:delegations")
    lead = _("Your deputy acts for you on these days only and cannot pass it on. It ends by itself, and you can end it sooner.")
    words = Ask(
        _("Lend your authority"), _("Lend it"), back, lead, [(_("Delegations"), back)], done=_("Your authority is lent for these days.")
    )

    def act(assignment: str, **data: Any) -> Any:
        row = running[assignment]
        return roles.lend(holder=row.person, role=row.role, office=row.office, **data)

    return ask(request, LendForm, words, act, held=held)


@needs(Verb.VIEW, "office")
def delegation_end(request: Request, pk: int) -> HttpResponse:
    row = Delegation.objects.current().filter(pk=pk).first()
    if row is None or request.actor.person_id not in (row.holder_id, row.deputy_id):
        raise NotFound(_("There is no such delegation, or it is not yours."))
    back = reverse("organisation:delegations")
    words = Ask(
        _("End the delegation"),
        _("End it"),
        back,
        crumbs=[(_("Delegations"), back)],
        danger=True,
        done=_("The delegation ends with that day."),
    )
    return ask(request, EndForm, words, lambda **data: roles.end_delegation(delegation=row, **data))
