"""From an account to the Actor it is today: roles held, roles lent to it, offices reached."""

from __future__ import annotations

from datetime import date

from governance.core.actor import ANONYMOUS, Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Account, Delegation, Office, RoleAssignment, RoleStatus


def actor_for(account: Account | None, today: date) -> Actor:
    """The actor an account is on that day. Four queries at most, whatever the number of offices."""
    if account is None or not account.is_authenticated or not account.is_active:
        return ANONYMOUS
    if account.person_id is None:
        return Actor(username=account.username, account_id=account.pk)
    held = list(RoleAssignment.objects.current().on(today).filter(person=account.person_id, status=RoleStatus.ACTIVE))
    lent = list(Delegation.objects.current().on(today).filter(deputy=account.person_id).select_related("holder__account"))
    offices = {row.office_id for row in [*held, *lent] if row.office_id}
    parents = dict(Office.objects.values_list("pk", "parent_id")) if offices else {}
    grants = [Grant(Role(row.role), reached(row.office_id, parents)) for row in held]
    grants += [
        Grant(Role(row.role), reached(row.office_id, parents), limit=row.limit, delegated_by=str(row.holder.pseudonym)) for row in lent
    ]
    return Actor(account.record_name, account.pk, account.person_id, tuple(grants))


def reached(office_id: int | None, parents: dict[int, int | None]) -> frozenset[int] | None:
    """The offices a role for `office_id` reaches; None for the whole company."""
    return None if office_id is None else Office.below([office_id], parents)
