"""Reads that cross tables: who must use the CRM, who is away, what people are called, which offices a right reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from governance.core.actor import Actor
from governance.core.earlier import as_held, values_held
from governance.core.permissions import Verb, scope
from governance.core.reading import once
from governance.core.roles import Role
from governance.organisation.duties import Duty, Rule, Stay, duties, employed
from governance.organisation.models import Absence, Membership, Office, OfficeKind, Person, RoleAssignment, RoleStatus, UsageNotice, UseRule
from governance.organisation.models.offices import OfficeQuerySet

__all__ = [
    "Duty",
    "absences",
    "branches_held",
    "confirmed_people",
    "find_people",
    "merged_offices",
    "must_use",
    "notified",
    "office_names",
    "office_parents",
    "offices_for",
    "offices_held",
    "outsiders",
    "people_names",
    "place_of",
    "stays_held",
    "use_rules",
]


@once
def must_use(first: date, last: date, known_at: datetime | None = None) -> list[Duty]:
    """Who must use the CRM, where and in which role, on the days of first..last, as the record held it at `known_at`.

    Unconfirmed people and offices never count. A fixed number of queries.
    """
    stays, parents = stays_held(first, last, known_at)
    return duties(stays, use_rules(first, last, known_at), parents, first, last)


@once
def use_rules(first: date, last: date, known_at: datetime | None = None) -> list[Rule]:
    """The rules who must use the CRM that hold on a day of first..last."""
    held = UseRule.objects.known_at(known_at).during(first, last).order_by("pk")
    return [Rule(*row) for row in held.values_list("job_role", "crm_role", "office_id", "first_day", "last_day", "pk")]


@once
def outsiders(on: date) -> set[int]:
    """Who is here for a vendor on that day. They are no staff, whatever office they sit in."""
    held = RoleAssignment.objects.current().on(on).filter(role=Role.VENDOR, status=RoleStatus.ACTIVE)
    return set(held.values_list("person", flat=True))


@once
def stays_held(
    first: date, last: date, known_at: datetime | None = None, *, of: Collection[int] | None = None
) -> tuple[list[Stay], dict[int, int | None]]:
    """Who (or who of these people) belongs to which office in which job on a day of first..last, cut to joining and leaving.

    Beside it the office each office is part of.
    """
    offices = offices_held(known_at)
    people = _as_of(("confirmed", "joined_on", "left_on", "experience"), known_at, of)
    held = Membership.objects.known_at(known_at).during(first, last).order_by("person_id", "first_day", "pk")
    held = held if of is None else held.filter(person__in=of)
    stays = []
    for person_id, office_id, job_role, first_day, last_day in held.values_list(
        "person_id", "office_id", "job_role", "first_day", "last_day"
    ):
        office = offices[office_id]
        person_counts, joined_on, left_on, experience = people[person_id]
        if office.confirmed and person_counts:
            begin, end = employed(first_day, last_day, joined_on, left_on, office.closed_on)
            stays.append(Stay(person_id, office_id, job_role, experience, begin, end, joined_on))
    return stays, {pk: office.parent_id for pk, office in offices.items()}


@once
def _as_of(fields: tuple[str, ...], known_at: datetime | None, only: Collection[int] | None = None) -> dict[int, tuple[Any, ...]]:
    """Fields of every person; at an earlier instant as the history has them."""
    rows = Person.objects.all() if only is None else Person.objects.filter(pk__in=only)
    found = {pk: tuple(rest) for pk, *rest in rows.values_list("pk", *fields)}
    if known_at is None:
        return found
    return found | {pk: past for pk, past in values_held(Person, fields, known_at, only=only).items() if pk in found}


@once
def offices_held(known_at: datetime | None = None) -> dict[int, Office]:
    """Every office, named and placed under its region as the record held it, by region and code. Two queries at most."""
    found = {office.pk: office for office in as_held(Office.objects.order_by("pk"), known_at)}
    for office in found.values():
        office.parent = found.get(office.parent_id) if office.parent_id else None
    return {office.pk: office for office in sorted(found.values(), key=place_of)}


def office_parents(known_at: datetime | None = None) -> dict[int, int | None]:
    """The tree of offices: each with the one it is part of."""
    return {pk: office.parent_id for pk, office in offices_held(known_at).items()}


def place_of(office: Office) -> tuple[str, str]:
    """Where an office stands in lists: by its region, then by code."""
    return office.parent.code if office.parent else "", office.code


def branches_held(known_at: datetime | None = None) -> list[int]:
    """Ids of the confirmed offices proper that were not closed, as the record held it, in order."""
    found = offices_held(known_at)
    return sorted(pk for pk, of in found.items() if of.kind == OfficeKind.OFFICE and of.confirmed and of.closed_on is None)


def confirmed_people(known_at: datetime) -> set[int]:
    """People who counted as confirmed at that instant."""
    return {pk for pk, (confirmed,) in _as_of(("confirmed",), known_at).items() if confirmed}


def absences(first: date, last: date, known_at: datetime | None = None) -> dict[int, list[tuple[date, date]]]:
    """Leave per person between two days, both included, cut to them and in order."""
    found: dict[int, list[tuple[date, date]]] = {}
    rows = Absence.objects.known_at(known_at).during(first, last).order_by("person_id", "first_day", "pk")
    for person_id, begin, end in rows.values_list("person_id", "first_day", "last_day"):
        found.setdefault(person_id, []).append((max(begin, first), min(end or last, last)))
    return found


def people_names(ids: Iterable[int], actor: Actor) -> dict[int, str]:
    """What to call these people on a page for this reader: names where the reader may know them, else pseudonyms."""
    return names_for(Person.objects.filter(pk__in=set(ids)).select_related("identity"), actor)


def names_for(people: Iterable[Person], actor: Actor) -> dict[int, str]:
    """As `people_names`, for people already read with their identity."""
    found = list(people)
    reached = scope(actor, Verb.VIEW, "identity")
    if reached.everything:
        return {person.pk: str(person) for person in found}
    ids = [person.pk for person in found]
    seen = set(Person.objects.within(reached).filter(pk__in=ids).values_list("pk", flat=True)) if reached else set()
    return {person.pk: str(person) if person.pk in seen else person.pseudonym for person in found}


def office_names(actor: Actor) -> dict[int, str]:
    """What every confirmed office and region is called, for whoever asks for its figures; each figure says itself who may see it."""
    return {pk: str(office) for pk, office in offices_held().items() if office.confirmed and office.kind != OfficeKind.COMPANY}


def find_people(text: str) -> list[Person]:
    """People of this employee number or pseudonym, else of this full name in either script."""
    typed = text.strip()
    people = Person.objects.select_related("identity").order_by("pk")
    by_number = list(people.filter(Q(employee_number__iexact=typed) | Q(pseudonym__iexact=typed)))
    return by_number or list(people.filter(Q(identity__name__iexact=typed) | Q(identity__name_zh=typed)))


def offices_for(actor: Actor, verb: Verb, what: str) -> OfficeQuerySet:
    """Offices that this right of the reader reaches: filter a page's lists with it."""
    return Office.objects.within(scope(actor, verb, what))


def notified(on: date) -> set[int]:
    """People to whom the notice that their usage is measured was given by that day."""
    return set(UsageNotice.objects.current().filter(given_on__lte=on).values_list("person_id", flat=True))


def merged_offices(known_at: datetime | None = None) -> dict[int, int]:
    """Offices that turned out to be another one, as known then: id → id of the office that stands for it."""
    return {pk: office.merged_into_id for pk, office in offices_held(known_at).items() if office.merged_into_id is not None}
