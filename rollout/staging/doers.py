"""Who did a piece of work. Who may not know names is told the role as well: the pseudonym of the record alone says nothing to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.core import naming
from governance.core.actor import Actor
from governance.core.permissions import Verb, scope
from governance.core.records import EventRow
from governance.core.roles import Role
from governance.organisation.models import RoleAssignment, RoleStatus
from rollout.staging.selectors import local_day

# Who moves offices and steps, plans and completes roll-backs, in that order: who heads an office too acted for the project.
WORKERS = (Role.PROJECT_OFFICE, Role.OFFICE_HEAD, Role.SPONSOR)


@dataclass(frozen=True)
class Doer:
    """What to call somebody; `unnamed` where the reader is told the role and the pseudonym only."""

    said: str
    unnamed: bool = False


def doers(rows: Collection[EventRow], actor: Actor) -> dict[int, Doer]:
    """Row → who did it. A fixed number of queries."""
    names = naming.names((row.username for row in rows), actor)
    told_all = scope(actor, Verb.VIEW, "identity").everything  # for them a pseudonym is somebody whose name was erased
    unknown = {username for username, name in names.items() if name == username and not told_all}
    held = list(assignments(unknown)) if unknown else []
    return {row.pk: of(row, names[row.username], held) if row.username in unknown else Doer(names[row.username]) for row in rows}


def by_whom[Row: EventRow](rows: Collection[Row], actor: Actor) -> list[tuple[Row, str]]:
    """Each row with who did it, for a list."""
    by = doers(rows, actor)
    return [(row, by[row.pk].said) for row in rows]


def assignments(pseudonyms: Collection[str]) -> Collection[RoleAssignment]:
    rows = RoleAssignment.objects.filter(person__pseudonym__in=pseudonyms, role__in=WORKERS, status=RoleStatus.ACTIVE)
    return rows.select_related("person").order_by("first_day", "pk")


def of(row: EventRow, pseudonym: str, held: Collection[RoleAssignment]) -> Doer:
    """By the role that the record gave them when they wrote it."""
    day = local_day(row.recorded_at)
    roles = {
        one.role
        for one in held
        if one.person.pseudonym == pseudonym
        and one.recorded_at <= row.recorded_at
        and (one.superseded_at is None or one.superseded_at > row.recorded_at)
        and one.first_day <= day
        and (one.last_day is None or one.last_day >= day)
    }
    role = next((role for role in WORKERS if role in roles), None)
    return Doer(_("%(role)s (%(pseudonym)s)") % {"role": role.label, "pseudonym": pseudonym} if role else pseudonym, unnamed=True)
