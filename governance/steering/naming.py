"""Who holds an office is no secret: whoever may read the charter reads the names in it, on its committees and under its votes."""

from __future__ import annotations

from collections.abc import Iterable

from governance.core.actor import Actor
from governance.core.naming import names
from governance.core.permissions import Verb, allows
from governance.organisation.models import Person


def officers(ids: Iterable[int]) -> dict[int, str]:
    """Names by person id; the pseudonym where the identity is erased."""
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=set(ids)).select_related("identity")}


def recorded_officers(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Names by the pseudonym that the record keeps."""
    found = Person.objects.filter(pseudonym__in=set(pseudonyms)).select_related("identity")
    return {person.pseudonym: str(person) for person in found}


def recorded(username: str, actor: Actor) -> str:
    """One of them; the system, and an account without a person, as everywhere."""
    return recorded_officers([username]).get(username) or names([username], actor)[username]


def deciders(usernames: Iterable[str], actor: Actor) -> dict[str, str]:
    """Who decided what the charter gives somebody to decide: named to whoever may read the charter, to others as everywhere."""
    wanted = set(usernames)
    return names(wanted, actor) | (recorded_officers(wanted) if allows(actor, Verb.VIEW, "charter") else {})
