"""Reads for this room's own list of offices, and where people and offices stand on a day. A fixed number of queries each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.permissions import Verb, allows, scope
from governance.core.roles import Role
from governance.organisation.models import Membership, Office, Person, RoleAssignment, RoleStatus
from governance.organisation.selectors import people_names
from governance.organisation.tree import depths, in_order


class PersonState(TextChoices):
    HERE = "here", _("With the company")
    AWAY = "away", _("On leave")
    COMING = "coming", _("Not yet joined")
    LEFT = "left", _("Left")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")


def state_of(person: Person, day: date, away: set[int]) -> PersonState:
    """Where a person stands on a day; `people.state_on` says the same of many."""
    if not person.confirmed:
        return PersonState.UNCONFIRMED
    if person.left_on is not None and person.left_on < day:
        return PersonState.LEFT
    if person.joined_on is not None and person.joined_on > day:
        return PersonState.COMING
    return PersonState.AWAY if person.pk in away else PersonState.HERE


@dataclass(frozen=True)
class OfficeRow:
    """One line of the tree of offices."""

    pk: int
    code: str
    name: str
    depth: int
    kind: str
    kind_label: str
    head: str
    people: int
    time_zone: str
    state: str
    state_label: str
    office: Office


def office_rows(actor: Actor, day: date) -> list[OfficeRow]:
    """The offices the reader may know of, in the order of the tree, with head and number of people that day."""
    offices = {office.pk: office for office in Office.objects.within(scope(actor, Verb.VIEW, "office"))}
    parents = {pk: office.parent_id for pk, office in offices.items()}
    deep = depths(parents)
    heads = heads_of(actor, day)
    counts = Counter(Membership.objects.current().on(day).filter(person__confirmed=True).order_by().values_list("office_id", flat=True))
    below = {pk: sum(counts[one] for one in Office.below([pk], parents)) for pk in offices}
    rows = []
    for pk in in_order(parents, {pk: str(office).casefold() for pk, office in offices.items()}):
        office = offices[pk]
        state, label = office_state(office, day)
        rows.append(
            OfficeRow(
                pk,
                office.code,
                str(office),
                deep[pk],
                office.kind,
                str(office.get_kind_display()),
                heads.get(pk, ""),
                below[pk],
                office.time_zone,
                state,
                str(label),
                office,
            )
        )
    return rows


def office_state(office: Office, day: date) -> tuple[str, Text]:
    """open, closed, unconfirmed or matched, with its word."""
    if office.merged_into_id:
        return "matched", _("Matched")
    if not office.confirmed:
        return "unconfirmed", _("Unconfirmed")
    if office.closed_on is not None and office.closed_on < day:
        return "closed", _("Closed")
    return "open", _("Open")


def heads_of(actor: Actor, day: date) -> dict[int, str]:
    """Who heads each office that day, by the name the reader may see."""
    held = RoleAssignment.objects.current().on(day).filter(role=Role.OFFICE_HEAD, status=RoleStatus.ACTIVE, office__isnull=False)
    by_office = dict(held.order_by("first_day", "pk").values_list("office_id", "person_id"))
    names = people_names(by_office.values(), actor)
    return {office_id: names[person_id] for office_id, person_id in by_office.items()}


def names_of_users(usernames: Iterable[str], actor: Actor) -> dict[str, str]:
    """Who the names in the record are, for this reader: pseudonym → name where the reader may know it."""
    people = dict(Person.objects.filter(pseudonym__in=set(usernames)).values_list("pk", "pseudonym"))
    names = people_names(people, actor)
    return {pseudonym: names[pk] for pk, pseudonym in people.items()}


def see_names(actor: Actor) -> bool:
    """Whether the reader sees any names at all."""
    return allows(actor, Verb.VIEW, "identity")
