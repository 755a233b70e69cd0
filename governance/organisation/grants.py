"""From an account to the Actor it is today: roles held, roles lent to it, offices reached.

Whoever belongs to an office is staff of it without being given that role; people of a vendor never are, whatever a roster says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from governance.core.actor import ANONYMOUS, Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Account, Delegation, Membership, Office, RoleAssignment, RoleStatus


def actor_for(account: Account | None, today: date) -> Actor:
    """The actor an account is on that day. A fixed number of queries, whatever the number of offices."""
    if account is None or not account.is_authenticated or not account.is_active:
        return ANONYMOUS
    if account.person_id is None:
        return Actor(username=account.username, account_id=account.pk)
    if account.person is not None and account.person.left_on is not None and account.person.left_on < today:
        return Actor(account.record_name, account.pk, account.person_id)
    held = list(RoleAssignment.objects.current().on(today).filter(person=account.person_id, status=RoleStatus.ACTIVE))
    lent = list(Delegation.objects.current().on(today).filter(deputy=account.person_id).select_related("holder"))
    own = list(Membership.objects.current().on(today).filter(person=account.person_id).values_list("office_id", flat=True))
    parents = dict(Office.objects.values_list("pk", "parent_id")) if lent or any(row.office_id for row in held) else {}
    grants = [Grant(Role(row.role), reached(row.office_id, parents)) for row in held]
    outsider = any(row.role == Role.VENDOR for row in held)
    if own and account.person is not None and account.person.confirmed and not outsider:
        grants.append(Grant(Role.STAFF, frozenset(own)))
    if lent:
        grants += borrowed(lent, today, parents)
    return Actor(account.record_name, account.pk, account.person_id, tuple(grants))


def borrowed(lent: list[Delegation], today: date, parents: Mapping[int, int | None]) -> list[Grant]:
    """Grants of what was lent, as long as the holder still holds it: a delegation never outlives the authority."""
    holders = {row.holder_id for row in lent}
    rows = RoleAssignment.objects.current().on(today).filter(person__in=holders, status=RoleStatus.ACTIVE)
    held = [(row.person_id, row.role, reached(row.office_id, parents)) for row in rows]
    grants = []
    for row in lent:
        wanted = reached(row.office_id, parents)
        if any(row.holder_id == who and row.role == role and covers(reach, wanted) for who, role, reach in held):
            grants.append(Grant(Role(row.role), wanted, limit=row.limit, delegated_by=row.holder.pseudonym))
    return grants


def covers(held: frozenset[int] | None, wanted: frozenset[int] | None) -> bool:
    """Whether a reach includes another; None is the whole company."""
    return held is None or (wanted is not None and wanted <= held)


def holds_for(person_id: int, role: Role, office_id: int | None, first_day: date, last_day: date) -> bool:
    """Whether the person holds the role itself (not on loan) for that office on all of these days, by one assignment."""
    parents = dict(Office.objects.values_list("pk", "parent_id"))
    rows = RoleAssignment.objects.current().on(first_day).filter(person=person_id, role=role, status=RoleStatus.ACTIVE)
    lasting = rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=last_day))
    return any(covers(reached(row.office_id, parents), reached(office_id, parents)) for row in lasting)


def reached(office_id: int | None, parents: Mapping[int, int | None]) -> frozenset[int] | None:
    """The offices a role for `office_id` reaches; None for the whole company."""
    return None if office_id is None else Office.below([office_id], parents)
