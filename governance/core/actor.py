"""Who acts: the value that every action takes. Built at the edge, passed down, never looked up again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from governance.core.roles import Role


@dataclass(frozen=True)
class Grant:
    """One role held today. `office_ids` is None for the whole company, else the office and all below it."""

    role: Role
    office_ids: frozenset[int] | None = None
    limit: Decimal | None = None
    delegated_by: str = ""


@dataclass(frozen=True)
class Actor:
    """The acting person, or a named system user for scheduled work."""

    username: str
    account_id: int | None = None
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    system: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held, for whatever office."""
        return not self.roles.isdisjoint(roles)


ANONYMOUS = Actor(username="anonymous")


def system_actor(name: str) -> Actor:
    """The named user of scheduled work and commands; it may do whatever the permission table lists."""
    return Actor(username=f"system:{name}", system=True)
