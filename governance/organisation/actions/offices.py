"""Offices open, change, close, and turn out to be one another."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.calendars import calendar
from governance.core.errors import Conflict, InvalidInput, NotFound, Refused, Text
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import chosen, locked, one_winner, reasoned, replace
from governance.organisation.models import Membership, Office, OfficeKind, RoleAssignment, UseRule
from governance.organisation.tree import would_circle

FIELDS = ("code", "name", "name_zh", "kind", "parent", "time_zone", "calendar", "opens_at", "closes_at")


def checked(office: Office) -> Office:
    """The office, if code, zone, calendar and place in the tree can stand."""
    fields: dict[str, Any] = {}
    office.code = office.code.strip()
    if not office.code:
        fields["code"] = _("Please give a code.")
    elif Office.objects.filter(code__iexact=office.code).exclude(pk=office.pk).exists():
        fields["code"] = _("Another office already has the code %(code)s.") % {"code": office.code}
    if office.time_zone not in zoneinfo.available_timezones():
        fields["time_zone"] = _("There is no time zone called “%(name)s”.") % {"name": office.time_zone}
    try:
        calendar(office.calendar)
    except NotFound:
        fields["calendar"] = _("There is no working calendar called “%(name)s”.") % {"name": office.calendar}
    opens, closes = office.hours
    if closes <= opens:
        fields["closes_at"] = _("An office closes after it opens.")
    if office.pk and would_circle(office.pk, office.parent_id, dict(Office.objects.values_list("pk", "parent_id"))):
        fields["parent"] = _("An office cannot be part of itself, directly or through others.")
    if fields:
        raise InvalidInput(next(iter(fields.values())), fields=fields)
    return office


@transaction.atomic
def create_office(
    *,
    code: str,
    name: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    name_zh: str = "",
    kind: str = OfficeKind.OFFICE,
    parent: Office | None = None,
    time_zone: str = "Asia/Shanghai",
    working_calendar: str = "CN",
    opens_at: time | None = None,
    closes_at: time | None = None,
    confirmed: bool = True,
) -> Office:
    """A new office. Files may bring offices that are not confirmed."""
    require(actor, Verb.CHANGE, "office", **({"office_id": parent.pk} if parent else {}))
    office = Office(
        code=code,
        name=name.strip(),
        name_zh=name_zh.strip(),
        kind=chosen(OfficeKind, kind, "kind"),
        parent=parent,
        time_zone=time_zone,
        calendar=working_calendar,
        opens_at=opens_at,
        closes_at=closes_at,
        confirmed=confirmed,
    )
    with one_winner(), audit.because(actor, reason):
        checked(office).save()
        announce("roster", actor=actor, at=at)
    return office


@transaction.atomic
def change_office(*, office: Office, actor: Actor, at: datetime, reason: str = "", **changes: Any) -> Office:
    """Other names, parent, zone or calendar than before."""
    require(actor, Verb.CHANGE, "office", office_id=office.pk)
    # All rows are held: two changes that are harmless alone could close a circle together.
    list(Office.objects.select_for_update().order_by("pk").values_list("pk"))
    office = Office.objects.get(pk=office.pk)
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a field of an office: {sorted(unknown)}")
    for field, value in changes.items():
        setattr(office, field, value)
    with one_winner(), audit.because(actor, reason):
        checked(office).save()
        announce("roster", actor=actor, at=at)
    return office


@transaction.atomic
def close_office(*, office: Office, on: date, actor: Actor, at: datetime, reason: str) -> Office:
    """The office's last day. Nobody may still belong to it afterwards: they move or leave first."""
    require(actor, Verb.CHANGE, "office", office_id=office.pk)
    reason = reasoned(reason)
    office = locked(office)
    if office.closed_on is not None:
        raise Conflict(_("This office is already closed."))
    staying = Membership.objects.current().filter(office=office).filter(Q(last_day__isnull=True) | Q(last_day__gt=on))
    count = staying.values("person").distinct().count()
    reasons: list[Text] = [_("%(count)s people still belong to it after that day: move them first.") % {"count": count}] if count else []
    if office.children.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on)).exists():
        reasons.append(_("Offices that are part of it are still open."))
    if reasons:
        raise Refused(_("%(office)s cannot be closed yet.") % {"office": office}, reasons=reasons)
    with audit.because(actor, reason):
        office.closed_on = on
        office.save()
        announce("roster", actor=actor, at=at)
    return office


@transaction.atomic
def reopen_office(*, office: Office, actor: Actor, at: datetime, reason: str) -> Office:
    """The closing was recorded by mistake, or is called off."""
    require(actor, Verb.CHANGE, "office", office_id=office.pk)
    with audit.because(actor, reasoned(reason)):
        if not audit.update(Office.objects.filter(pk=office.pk, closed_on__isnull=False, merged_into=None), closed_on=None):
            raise Conflict(_("This office is not closed."))
        announce("roster", actor=actor, at=at)
    office.refresh_from_db()
    return office


@transaction.atomic
def confirm_office(*, office: Office, actor: Actor, at: datetime, reason: str = "") -> Office:
    """An office first seen in a file is one of the company's."""
    require(actor, Verb.CHANGE, "office", office_id=office.pk)
    with audit.because(actor, reason):
        if not audit.update(Office.objects.filter(pk=office.pk, confirmed=False, merged_into=None), confirmed=True):
            raise Conflict(_("This office is already confirmed."))
        announce("roster", actor=actor, at=at)
    office.refresh_from_db()
    return office


@transaction.atomic
def merge_office(*, office: Office, into: Office, actor: Actor, at: datetime, reason: str = "") -> Office:
    """An unconfirmed office is another name of a known one: its people, roles and rules follow; the row stays and points there."""
    require(actor, Verb.CHANGE, "office", office_id=office.pk)
    require(actor, Verb.CHANGE, "office", office_id=into.pk)
    office, into = locked(office), locked(into)
    if office.confirmed or office.merged_into_id:
        raise Conflict(_("Only an office that is not confirmed yet can be matched to another."))
    if into.pk == office.pk or into.merged_into_id or not into.confirmed:
        raise Refused(_("Please choose a confirmed office to match it to."))
    with audit.because(actor, reason):
        office.merged_into = into
        office.save()
        for model in (Membership, RoleAssignment, UseRule):
            for row in model.objects.current().filter(office=office):
                replace(row, at=at, office_id=into.pk)
        for child in office.children.all():
            child.parent = into
            child.save()
        announce("roster", actor=actor, at=at)
    return office
