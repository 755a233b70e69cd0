"""What was recorded wrongly about a person is superseded, so that the record still tells what was known before."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import chosen, current, in_order, locked, one_winner, reasoned
from governance.organisation.actions.people import end_with_exit, free_number, places_of, record_places, require_over
from governance.organisation.models import Experience, Identity, JobRole, Membership, Office, Person
from governance.organisation.timeline import Place, corrected, ended

CONTACTS = ("name", "name_zh", "email", "phone")


@transaction.atomic
def correct_membership(
    *,
    membership: Membership,
    office: Office,
    job: str,
    first_day: date,
    actor: Actor,
    at: datetime,
    reason: str,
    last_day: date | None = None,
    withdraw: bool = False,
) -> None:
    """A past or present place was recorded wrongly: superseded, so that the record still tells what was known before."""
    require_over(actor, membership.person, at)
    require(actor, Verb.CHANGE, "person", office_id=office.pk)
    reason = reasoned(reason)
    person = locked(membership.person)
    membership = current(membership)
    old = Place(membership.office_id, membership.job_role, membership.first_day, membership.last_day)
    new = None if withdraw else Place(office.pk, chosen(JobRole, job, "job"), first_day, last_day)
    with audit.because(actor, reason):
        record_places(person, corrected(places_of(person), old, new), at=at)
        announce("roster", actor=actor, at=at)


@transaction.atomic
def correct_person(
    *,
    person: Person,
    actor: Actor,
    at: datetime,
    reason: str,
    employee_number: str = "",
    experience: str = "",
    joined_on: date | None = None,
    left_on: date | None = None,
) -> Person:
    """Correct the employee number, experience or the days of joining and leaving; the history keeps what was there."""
    require_over(actor, person, at)
    reason = reasoned(reason)
    if joined_on:
        in_order(joined_on, left_on)
    person = locked(person)
    with one_winner(), audit.because(actor, reason):
        person.employee_number = free_number(employee_number, apart_from=person.pk)
        person.experience = chosen(Experience, experience, "experience") if experience else person.experience
        person.joined_on, person.left_on = joined_on, left_on
        person.save()
        if left_on is not None:
            record_places(person, ended(places_of(person), left_on), at=at)
            end_with_exit(person, left_on, at=at)
        announce("roster", actor=actor, at=at)
    return person


@transaction.atomic
def correct_identity(*, person: Person, actor: Actor, at: datetime, reason: str = "", **contacts: str) -> Identity:
    """Other names or contacts. What they were is not kept: only that they changed, when and by whom."""
    require_over(actor, person, at, what="identity")
    identity, _made = Identity.objects.select_for_update().get_or_create(person=person)
    if identity.erased_at is not None:
        raise Refused(_("This identity has been erased and cannot be filled again."))
    changed = [field for field in CONTACTS if field in contacts and contacts[field].strip() != getattr(identity, field)]
    if not changed:
        return identity
    for field in changed:
        setattr(identity, field, contacts[field].strip())
    identity.save()
    named = ", ".join(changed)
    with audit.because(actor, f"identity: {named}" + (f" – {reason.strip()}" if reason.strip() else "")):
        person.save()
    return identity
