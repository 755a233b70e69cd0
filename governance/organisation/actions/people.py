"""People come, move, change jobs, take leave and go. Every change is dated and supersedes; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import chosen, day_of, locked, one_winner, replace, supersede
from governance.organisation.models import Absence, Delegation, Experience, Identity, JobRole, Membership, Office, Person, RoleAssignment
from governance.organisation.pseudonyms import new_pseudonym
from governance.organisation.timeline import Place, ended, placed


def office_of(person: Person, day: date) -> int | None:
    """The office a person belongs to that day, else the last one they belonged to."""
    rows = person.memberships.current().order_by("-first_day", "-pk")  # type: ignore[attr-defined]
    held = rows.on(day).first() or rows.first()
    return held.office_id if held else None


def require_over(actor: Actor, person: Person, at: datetime, *, verb: Verb = Verb.CHANGE, what: str = "person") -> None:
    """The right over this person, by the office they belong to."""
    office_id = office_of(person, day_of(at))
    if office_id is None:
        require(actor, verb, what)
    else:
        require(actor, verb, what, office_id=office_id)


def places_of(person: Person) -> list[Place]:
    rows = person.memberships.current().order_by("first_day", "pk")  # type: ignore[attr-defined]
    return [Place(*row) for row in rows.values_list("office_id", "job_role", "first_day", "last_day")]


def record_places(person: Person, target: Sequence[Place], *, at: datetime) -> None:
    """Make the current memberships equal to `target`, superseding what differs."""
    gone, new = differing(person.memberships.current(), target)  # type: ignore[attr-defined]
    for row in gone:
        supersede(row, at=at)
    for place in new:
        membership(person, place, at=at).save()


def differing(rows: Iterable[Membership], target: Sequence[Place]) -> tuple[list[Membership], list[Place]]:
    """Rows that are to go, and places that no row tells yet."""
    wanted = list(target)
    gone = []
    for row in rows:
        place = Place(row.office_id, row.job_role, row.first_day, row.last_day)
        if place in wanted:
            wanted.remove(place)
        else:
            gone.append(row)
    return gone, wanted


def membership(person: Person, place: Place, *, at: datetime) -> Membership:
    """A place as a row, not saved yet."""
    return Membership(
        person=person,
        office_id=place.office_id,
        job_role=place.job_role,
        first_day=place.first_day,
        last_day=place.last_day,
        recorded_at=at,
    )


def free_number(number: str, *, apart_from: int | None = None) -> str | None:
    """The employee number, unless another person has it."""
    number = number.strip()
    if number and Person.objects.filter(employee_number=number).exclude(pk=apart_from or 0).exists():
        message = _("Another person already has the employee number %(number)s.") % {"number": number}
        raise InvalidInput(message, fields={"employee_number": message})
    return number or None


@transaction.atomic
def hire(
    *,
    office: Office,
    job: str,
    on: date,
    name: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    employee_number: str = "",
    name_zh: str = "",
    email: str = "",
    phone: str = "",
    experience: str = Experience.NEW,
) -> Person:
    """A person joins the company and an office on one day."""
    require(actor, Verb.CHANGE, "person", office_id=office.pk)
    must_be_open(office, on)
    with one_winner(), audit.because(actor, reason):
        person = Person.objects.create(
            pseudonym=new_pseudonym(), employee_number=free_number(employee_number), experience=experience, joined_on=on
        )
        Identity.objects.create(person=person, name=name.strip(), name_zh=name_zh.strip(), email=email, phone=phone)
        Membership.objects.create(person=person, office=office, job_role=chosen(JobRole, job, "job"), first_day=on, recorded_at=at)
        announce("roster", actor=actor, at=at)
    return person


@transaction.atomic
def rehire(*, person: Person, office: Office, job: str, on: date, actor: Actor, at: datetime, reason: str = "") -> Person:
    """A person who left comes back; the first employment stays in the record."""
    require(actor, Verb.CHANGE, "person", office_id=office.pk)
    must_be_open(office, on)
    person = locked(person)
    if person.left_on is None or person.left_on >= on:
        raise Refused(_("Only a person who has left before that day can come back."))
    with audit.because(actor, reason):
        person.joined_on, person.left_on = on, None
        person.save()
        record_places(person, placed(places_of(person), office.pk, chosen(JobRole, job, "job"), on), at=at)
        announce("roster", actor=actor, at=at)
    return person


@transaction.atomic
def move(*, person: Person, office: Office, on: date, actor: Actor, at: datetime, reason: str = "", job: str = "") -> Person:
    """The person belongs to another office (or has another job in the same one) from a day; the days before keep the old one."""
    require_over(actor, person, at)
    require(actor, Verb.CHANGE, "person", office_id=office.pk)
    must_be_open(office, on)
    person = locked(person)
    must_be_employed(person, on)
    before = [place for place in places_of(person) if place.holds(on)]
    role = chosen(JobRole, job, "job") if job else JobRole(before[0].job_role) if before else JobRole.OTHER
    with audit.because(actor, reason):
        record_places(person, placed(places_of(person), office.pk, role, on), at=at)
        announce("roster", actor=actor, at=at)
    return person


@transaction.atomic
def change_job(*, person: Person, job: str, on: date, actor: Actor, at: datetime, reason: str = "") -> Person:
    """Another job in the same office from a day."""
    held = [place for place in places_of(person) if place.holds(on)]
    if not held:
        raise Refused(_("The person belongs to no office on that day."))
    return move(person=person, office=Office.objects.get(pk=held[0].office_id), job=job, on=on, actor=actor, at=at, reason=reason)


@transaction.atomic
def leave_company(*, person: Person, last_day: date, actor: Actor, at: datetime, reason: str = "") -> Person:
    """The person leaves: memberships, leave, roles and delegations end with the last day; later ones fall away."""
    require_over(actor, person, at)
    person = locked(person)
    if person.left_on is not None:
        raise Conflict(_("The person's last day is already recorded. Correct it instead."))
    if person.joined_on and last_day < person.joined_on:
        message = _("The last day is before the day of joining.")
        raise InvalidInput(message, fields={"last_day": message})
    with audit.because(actor, reason):
        person.left_on = last_day
        person.save()
        record_places(person, ended(places_of(person), last_day), at=at)
        end_with_exit(person, last_day, at=at)
        announce("roster", actor=actor, at=at)
    return person


def end_with_exit(person: Person, last_day: date, *, at: datetime) -> None:
    """Whatever still runs after the last day ends with it, or falls away where it would only begin later."""
    dated: tuple[tuple[Any, Q], ...] = (
        (Absence, Q(person=person)),
        (RoleAssignment, Q(person=person)),
        (Delegation, Q(holder=person) | Q(deputy=person)),
    )
    for model, whose in dated:
        for row in model.objects.current().filter(whose).exclude(last_day__lte=last_day):
            if row.first_day > last_day:
                supersede(row, at=at)
            else:
                replace(row, at=at, last_day=last_day)


@transaction.atomic
def confirm_person(*, person: Person, actor: Actor, at: datetime, reason: str = "") -> Person:
    """A person first seen in a file is known to be one of the company."""
    require_over(actor, person, at)
    with audit.because(actor, reason):
        if not audit.update(Person.objects.filter(pk=person.pk, confirmed=False), confirmed=True):
            raise Conflict(_("This person is already confirmed."))
        announce("roster", actor=actor, at=at)
    person.refresh_from_db()
    return person


def must_be_open(office: Office, on: date) -> None:
    """Nobody joins an office that is closed by then."""
    if office.merged_into_id or (office.closed_on is not None and office.closed_on < on):
        raise Refused(_("%(office)s is closed on that day.") % {"office": office})


def must_be_employed(person: Person, on: date) -> None:
    if (person.joined_on and on < person.joined_on) or (person.left_on and on > person.left_on):
        raise Refused(_("The person is not with the company on that day."))
