"""Waivers: who is let off what, until when, by whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from governance.core import naming
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Person
from governance.organisation.selectors import people_names
from training.clearance import actions, sources, wording
from training.clearance.forms import ExtensionForm, ReasonForm, WaiverForm
from training.clearance.models import Waiver
from training.clearance.rules import Need
from training.clearance.selectors.facts import last_day_of
from training.clearance.views.asked import acting
from training.clearance.views.permits import with_reason


def state_of(row: Waiver, day: date) -> tuple[str, str]:
    """(badge, word) of a waiver on a day."""
    if hasattr(row, "withdrawal"):
        return "none", _("withdrawn")
    if row.last_day < day:
        return "none", _("ended")
    return ("info", _("to come")) if row.first_day > day else ("watch", _("runs"))


@needs(Verb.VIEW, "waiver")
def listing(request: Request) -> HttpResponseBase:
    day = timezone.localdate(request.now)
    seen = Person.objects.within(scope(request.actor, Verb.VIEW, "waiver"))
    rows = list(Waiver.objects.filter(person__in=seen).select_related("withdrawal", "extends", "extended_by"))
    may_act = allows(request.actor, Verb.APPROVE, "waiver")
    table = waiver_table(request, rows, day, may_act)
    if response := table.export():
        return response
    running = sum(row.first_day <= day <= last_day_of(row) for row in rows)
    context = {"table": table, "running": running, "extended": sum(bool(row.extends_id) for row in rows), "may_act": may_act}
    return render(request, "clearance/waivers.html", context)


def waiver_table(request: Request, rows: list[Waiver], day: date, may_act: bool) -> Table:
    names = people_names({row.person_id for row in rows}, request.actor)
    titles = sources.titles({Need(row.kind, row.target_id) for row in rows})
    users = naming.names({row.username for row in rows} | {row.on_loan_from for row in rows if row.on_loan_from}, request.actor)
    columns = [
        Column("person", _("Person"), lambda row: names[row.person_id], phone=""),
        Column("what", _("Requirement"), lambda row: wording.title_of(Need(row.kind, row.target_id), titles)),
        Column("state", _("State"), lambda row: state_of(row, day)[1], show=lambda row: status(*state_of(row, day)), phone="head"),
        Column("first_day", _("First day"), nowrap=True),
        Column("last", _("Last day"), last_day_of, nowrap=True),
        Column(
            "by",
            _("Granted by"),
            lambda row: by_whom(row, users),
            show=lambda row: with_reason(by_whom(row, users), row.reason),
            phone="foot",
        ),
    ]
    if may_act:
        columns.append(Column("act", "", lambda row: "", show=lambda row: links(row, day), sort=False, phone="foot"))
    text = _("A waiver lets one person off one requirement until a day. The sponsor, or whoever stands in, grants it.")
    return Table(request, columns, rows, empty=Empty(_("There are no waivers"), text, icon="hand-stop"), filename="waivers", compact=25)


def by_whom(row: Waiver, users: dict[str, str]) -> str:
    name = users[row.username]
    if row.on_loan_from:
        name = _("%(deputy)s for %(holder)s") % {"deputy": name, "holder": users[row.on_loan_from]}
    return _("%(name)s, as an extension") % {"name": name} if row.extends_id else name


def links(row: Waiver, day: date) -> Any:
    if hasattr(row, "withdrawal") or (hasattr(row, "extended_by") and row.last_day < day):
        return ""
    extend = (
        ""
        if hasattr(row, "extended_by")
        else format_html('<a href="{}">{}</a>', reverse("clearance:extend_waiver", args=[row.pk]), _("Extend"))
    )
    end = (
        ""
        if row.last_day < day
        else format_html(' <a href="{}">{}</a>', reverse("clearance:withdraw_waiver", args=[row.pk]), _("End today"))
    )
    return format_html("{}{}", extend, end)


def waiver_of(pk: int) -> Waiver:
    found = Waiver.objects.select_related("withdrawal", "person__identity").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such waiver."))
    return found


def crumbs() -> list[tuple[str, str]]:
    return [(reverse("clearance:waivers"), _("Waivers"))]


@needs(Verb.APPROVE, "waiver")
def new(request: Request) -> HttpResponseBase:
    today = timezone.localdate(request.now)
    form = WaiverForm(request.POST or None, initial={"first_day": today, "last_day": today + timedelta(days=30)})

    def act(given: dict[str, Any]) -> object:
        return actions.grant_waiver(**given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:waivers"), _("The waiver was granted. It ends by itself.")
    return acting(request, form, act, done=done, back=back, title=_("Grant a waiver"), crumbs=crumbs())


@needs(Verb.APPROVE, "waiver")
def extend(request: Request, pk: int) -> HttpResponseBase:
    waiver = waiver_of(pk)
    form = ExtensionForm(request.POST or None, initial={"last_day": waiver.last_day + timedelta(days=30)})

    def act(given: dict[str, Any]) -> object:
        return actions.extend_waiver(waiver, **given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:waivers"), _("The waiver was extended. The sponsor sees it.")
    lead = describe(request, waiver)
    return acting(request, form, act, done=done, back=back, title=_("Extend the waiver"), lead=lead, crumbs=crumbs())


@needs(Verb.APPROVE, "waiver")
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    waiver = waiver_of(pk)
    form = ReasonForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.withdraw_waiver(waiver, **given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:waivers"), _("The waiver has ended.")
    lead = describe(request, waiver)
    return acting(
        request,
        form,
        act,
        done=done,
        back=back,
        title=_("End the waiver today"),
        lead=lead,
        crumbs=crumbs(),
    )


def describe(request: Request, waiver: Waiver) -> str:
    need = Need(waiver.kind, waiver.target_id)
    name = people_names([waiver.person_id], request.actor)[waiver.person_id]
    return f"{name} · {wording.title_of(need, sources.titles([need]))}"
