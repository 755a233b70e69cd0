"""Who may type for whom, until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from governance.core import naming, written
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.selectors import people_names
from training.clearance import actions
from training.clearance.forms import PermitExtensionForm, PermitForm, ReasonForm
from training.clearance.models import ProxyPermit
from training.clearance.selectors import counts
from training.clearance.selectors.proxies import as_permit
from training.clearance.views.asked import acting


def state_of(row: ProxyPermit, day: date, past: set[int]) -> tuple[str, str]:
    """(badge, word): a permit past its end is red while both are still there, for then every entry is a breach."""
    permit = as_permit(row)
    if permit.ends < day:
        ended = _("withdrawn") if permit.withdrawn_on and permit.withdrawn_on <= row.last_day else _("past its end")
        return ("bad" if row.pk in past else "none"), ended
    if row.first_day > day:
        return "info", _("to come")
    return ("watch", _("runs")) if permit.limit(day) else ("none", _("no share left"))


@needs(Verb.VIEW, "proxy_permit")
def listing(request: Request) -> HttpResponseBase:
    day = timezone.localdate(request.now)
    reached = scope(request.actor, Verb.VIEW, "proxy_permit")
    rows = ProxyPermit.objects.select_related("withdrawal", "office", "extended_by")
    if not reached.everything:
        rows = rows.filter(office_id__in=reached.office_ids)
    found = list(rows)
    past = {permit.id for permit in counts.past_permits(day)}
    table = permit_table(request, found, day, past)
    if response := table.export():
        return response
    context = {
        "table": table,
        "open": sum(as_permit(row).limit(day) > 0 for row in found),
        "past": sum(row.pk in past for row in found),
        "extended": sum(bool(row.extends_id) and row.last_day >= day for row in found),
        "may_grant": allows(request.actor, Verb.CHANGE, "proxy_permit"),
    }
    return render(request, "clearance/permits.html", context)


def permit_table(request: Request, rows: list[ProxyPermit], day: date, past: set[int]) -> Table:
    names = people_names({pk for row in rows for pk in (row.clerk_id, row.person_id)}, request.actor)
    users = naming.names({row.username for row in rows}, request.actor)
    may_extend, may_end = (allows(request.actor, verb, "proxy_permit") for verb in (Verb.APPROVE, Verb.CHANGE))
    columns = [
        Column("person", _("Types for"), lambda row: names[row.person_id]),
        Column("clerk", _("Clerk"), lambda row: names[row.clerk_id]),
        Column("office", _("Office"), lambda row: str(row.office)),
        Column(
            "state", _("State"), lambda row: state_of(row, day, past)[1], show=lambda row: status(*state_of(row, day, past)), phone="head"
        ),
        Column("first_day", _("First day"), nowrap=True, phone="hide"),
        Column("ends", _("Last day"), lambda row: as_permit(row).ends, nowrap=True),
        Column("limit", _("Share today"), lambda row: as_permit(row).limit(day), numeric=True, percent=True),
        Column("steps", _("Limits"), limits),
        Column(
            "by",
            _("Granted by"),
            lambda row: granted(row, users),
            show=lambda row: with_reason(granted(row, users), row.reason),
            phone="foot",
        ),
    ]
    if may_extend or may_end:
        columns.append(Column("act", "", lambda row: "", show=lambda row: links(row, day, may_extend, may_end), sort=False, phone="foot"))
    text = _("A permit lets a clerk type for somebody else until a day. After it every such entry counts as a breach.")
    return Table(
        request, columns, rows, empty=Empty(_("There are no proxy permits"), text, icon="user-share"), filename="proxy-permits", compact=25
    )


def granted(row: ProxyPermit, users: dict[str, str]) -> str:
    return _("%(name)s, as an extension") % {"name": users[row.username]} if row.extends_id else users[row.username]


def with_reason(name: str, reason: str) -> Any:
    return format_html('{}<br><span class="muted small">{}</span>', name, reason)


def limits(row: ProxyPermit) -> str:
    return written.together(
        _("%(percent)s from %(day)s") % {"percent": written.percent(step.percent), "day": written.short_day(step.first_day)}
        for step in as_permit(row).steps
    )


def links(row: ProxyPermit, day: date, may_extend: bool, may_end: bool) -> Any:
    if hasattr(row, "withdrawal"):
        return ""
    extend, end = "", ""
    if may_extend and not hasattr(row, "extended_by"):
        extend = format_html('<a href="{}">{}</a> ', reverse("clearance:extend_permit", args=[row.pk]), _("Extend"))
    if may_end and row.last_day >= day:
        end = format_html('<a href="{}">{}</a>', reverse("clearance:withdraw_permit", args=[row.pk]), _("End today"))
    return format_html("{}{}", extend, end)


def permit_of(pk: int) -> ProxyPermit:
    found = ProxyPermit.objects.select_related("withdrawal", "office", "clerk", "person").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such permit."))
    return found


def crumbs() -> list[tuple[str, str]]:
    return [(reverse("clearance:permits"), _("Proxy permits"))]


def describe(request: Request, permit: ProxyPermit) -> str:
    names = people_names([permit.clerk_id, permit.person_id], request.actor)
    return f"{names[permit.clerk_id]} → {names[permit.person_id]} · {permit.office} · {written.day(permit.last_day)}"


@needs(Verb.CHANGE, "proxy_permit")
def new(request: Request) -> HttpResponseBase:
    today = timezone.localdate(request.now)
    form = PermitForm(request.POST or None, initial={"first_day": today, "last_day": today + timedelta(days=60)})

    def act(given: dict[str, Any]) -> object:
        return actions.grant_permit(**given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:permits"), _("The permit was granted. It ends by itself.")
    return acting(request, form, act, done=done, back=back, title=_("Permit typing for somebody"), crumbs=crumbs())


@needs(Verb.APPROVE, "proxy_permit")
def extend(request: Request, pk: int) -> HttpResponseBase:
    permit = permit_of(pk)
    form = PermitExtensionForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.extend_permit(permit, **given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:permits"), _("The permit was extended. The sponsor sees it.")
    lead = describe(request, permit)
    return acting(request, form, act, done=done, back=back, title=_("Extend the permit"), lead=lead, crumbs=crumbs())


@needs(Verb.CHANGE, "proxy_permit")
def withdraw(request: Request, pk: int) -> HttpResponseBase:
    permit = permit_of(pk)
    form = ReasonForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.withdraw_permit(permit, **given, actor=request.actor, at=request.now)

    back, done = reverse("clearance:permits"), _("The permit has ended.")
    lead = describe(request, permit)
    return acting(
        request,
        form,
        act,
        done=done,
        back=back,
        title=_("End the permit today"),
        lead=lead,
        crumbs=crumbs(),
    )
