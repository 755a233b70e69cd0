"""The starter's rights as JSON: a job acts with what its starter held at that moment, whenever it runs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from governance.core.actor import Actor, Grant
from governance.core.roles import Role


def to_json(actor: Actor) -> dict[str, Any]:
    return {
        "username": actor.username,
        "account": actor.account_id,
        "person": actor.person_id,
        "system": actor.system,
        "grants": [
            {
                "role": grant.role.value,
                "offices": None if grant.office_ids is None else sorted(grant.office_ids),
                "limit": None if grant.limit is None else str(grant.limit),
                "delegated_by": grant.delegated_by,
            }
            for grant in actor.grants
        ],
    }


def from_json(stored: dict[str, Any]) -> Actor:
    grants = tuple(
        Grant(
            Role(grant["role"]),
            None if grant["offices"] is None else frozenset(grant["offices"]),
            None if grant["limit"] is None else Decimal(grant["limit"]),
            grant["delegated_by"],
        )
        for grant in stored["grants"]
    )
    return Actor(stored["username"], stored["account"], stored["person"], grants, stored["system"])
