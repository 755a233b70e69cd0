"""Who gives, approves and ends roles, and lends an authority for dated days within a limit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.permissions import Verb, allows, require, require_other
from governance.core.roles import STEERING_ROLES, Role
from governance.organisation.actions.dated import chosen, in_order, locked, reasoned, replace, supersede
from governance.organisation.grants import holds_for
from governance.organisation.models import Delegation, Office, Person, RoleAssignment, RoleStatus


def not_oneself(actor: Actor, person: Person) -> None:
    if not actor.system and actor.person_id == person.pk:
        raise NotAllowed(_("Nobody gives a role to themselves, or decides on their own."))


@transaction.atomic
def give_role(
    *,
    person: Person,
    role: str,
    first_day: date,
    actor: Actor,
    at: datetime,
    reason: str,
    office: Office | None = None,
    last_day: date | None = None,
) -> RoleAssignment:
    """A role for dated days. One that steers the programme is a proposal until someone with the right to approve it agrees."""
    scope = {"office_id": office.pk} if office else {}
    require(actor, Verb.CHANGE, "role_assignment", **scope)
    not_oneself(actor, person)
    reason = reasoned(reason)
    in_order(first_day, last_day)
    given = chosen(Role, role, "role")
    if office is not None:
        office = locked(office)
    person = locked(person)
    may_stand(person, given, office, first_day, last_day)
    status = RoleStatus.PROPOSED if given in STEERING_ROLES and not actor.system else RoleStatus.ACTIVE
    with audit.because(actor, reason):
        return RoleAssignment.objects.create(
            person=person,
            role=given,
            office=office,
            first_day=first_day,
            last_day=last_day,
            status=status,
            recorded_at=at,
            username=actor.username,
            reason=reason,
        )


def may_stand(person: Person, role: Role, office: Office | None, first_day: date, last_day: date | None) -> None:
    """Raise where the role needs an office, is already held, or the office has another head on these days."""
    if role == Role.OFFICE_HEAD and office is None:
        message = _("An office head is the head of an office: please choose one.")
        raise InvalidInput(message, fields={"office": message})
    if person.left_on and first_day > person.left_on:
        raise Refused(_("The person is not with the company on that day."))
    same = RoleAssignment.objects.current().exclude(status=RoleStatus.DECLINED).filter(role=role, office=office)
    standing = same.during(first_day, last_day or date.max)
    if standing.filter(person=person).exists():
        raise Refused(_("The person already holds this role on some of these days, or it is already proposed."))
    if role == Role.OFFICE_HEAD and standing.exists():
        raise Refused(_("%(office)s already has a head on these days. End that role first.") % {"office": office})


@transaction.atomic
def decide_role(*, assignment: RoleAssignment, approve: bool, actor: Actor, at: datetime, reason: str = "") -> RoleAssignment:
    """Approve or decline a proposed role. Not for the one who proposed it, nor for the one who would hold it."""
    require(actor, Verb.APPROVE, "role_assignment")
    require_other(actor, assignment.username)
    not_oneself(actor, assignment.person)
    if not approve:
        reason = reasoned(reason)
    proposed = RoleAssignment.objects.filter(pk=assignment.pk, status=RoleStatus.PROPOSED, superseded_at__isnull=True)
    with audit.because(actor, reason or str(_("approved"))):
        if not audit.update(proposed, status=RoleStatus.ACTIVE if approve else RoleStatus.DECLINED):
            raise Conflict(_("This proposal has already been decided."))
    assignment.refresh_from_db()
    return assignment


@transaction.atomic
def end_role(*, assignment: RoleAssignment, last_day: date, actor: Actor, at: datetime, reason: str) -> None:
    """The role ends with this day; before its first day it falls away altogether."""
    require(actor, Verb.CHANGE, "role_assignment", **({"office_id": assignment.office_id} if assignment.office_id else {}))
    if assignment.last_day is not None and assignment.last_day <= last_day:
        raise Refused(_("The role already ends by that day."))
    with audit.because(actor, reasoned(reason)):
        if last_day < assignment.first_day:
            supersede(assignment, at=at)
        else:
            replace(assignment, at=at, last_day=last_day)


@transaction.atomic
def lend(
    *,
    holder: Person,
    deputy: Person,
    role: str,
    first_day: date,
    last_day: date,
    actor: Actor,
    at: datetime,
    reason: str,
    office: Office | None = None,
    limit: Decimal | None = None,
    currency: str = "",
) -> Delegation:
    """Lend a role one holds to a deputy, for dated days and within a limit. What was lent cannot be lent on."""
    require(actor, Verb.CHANGE, "delegation", person_id=holder.pk)
    reason = reasoned(reason)
    in_order(first_day, last_day)
    if holder.pk == deputy.pk:
        raise Refused(_("A deputy is another person."))
    if deputy.left_on and deputy.left_on < last_day:
        raise Refused(_("The deputy is not with the company on all of these days."))
    if limit is not None and (limit <= 0 or not currency):
        message = _("A limit is more than nothing and has a currency.")
        raise InvalidInput(message, fields={"limit": message})
    locked(holder)
    if not holds_for(holder.pk, chosen(Role, role, "role"), office.pk if office else None, first_day, last_day):
        raise Refused(_("Only a role that one holds oneself on all of these days can be lent, and not one that was borrowed."))
    same = Delegation.objects.current().filter(holder=holder, deputy=deputy, role=role, office=office)
    if same.during(first_day, last_day).exists():
        raise Refused(_("This role is already lent to this deputy on some of these days."))
    with audit.because(actor, reason):
        return Delegation.objects.create(
            holder=holder,
            deputy=deputy,
            role=chosen(Role, role, "role"),
            office=office,
            first_day=first_day,
            last_day=last_day,
            limit=limit,
            currency=currency if limit is not None else "",
            recorded_at=at,
            username=actor.username,
            reason=reason,
        )


@transaction.atomic
def end_delegation(*, delegation: Delegation, last_day: date, actor: Actor, at: datetime, reason: str) -> None:
    """Take a lent authority back early: by its holder, or given back by the deputy."""
    if not allows(actor, Verb.CHANGE, "delegation", person_id=delegation.holder_id) and actor.person_id != delegation.deputy_id:
        raise NotAllowed(_("Only the person who lent this authority, or the deputy, can end it."))
    if delegation.last_day is not None and delegation.last_day <= last_day:
        raise Refused(_("The delegation already ends by that day."))
    with audit.because(actor, reasoned(reason)):
        if last_day < delegation.first_day:
            supersede(delegation, at=at)
        else:
            replace(delegation, at=at, last_day=last_day)
