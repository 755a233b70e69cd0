"""Accounts of the CRM against the clearance list: whose is each, and where access and clearance differ. Pure.

An account is told by what somebody said of it before, else by employee number, else by e-mail, else by a user name that is one of these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Difference(StrEnum):
    """The values of models.FindingKind, which a pure module may not ask."""

    UNCLEARED = "uncleared"
    NO_ACCESS = "no_access"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Account:
    """One row of the list."""

    row: int
    key: str
    number: str = ""
    email: str = ""
    active: bool = True
    role: str = ""


@dataclass(frozen=True)
class Directory:
    """Who is who, by folded text. `keys` are accounts somebody vouched for; None is a technical one."""

    keys: Mapping[str, int | None] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    emails: Mapping[str, int] = field(default_factory=dict)

    def owner(self, account: Account) -> tuple[bool, int | None]:
        """Whether the account is known, and whose it is; known without a person is technical."""
        key = account.key.casefold()
        if key in self.keys:
            return True, self.keys[key]
        for text, index in ((account.number, self.numbers), (account.email, self.emails), (key, self.numbers), (key, self.emails)):
            if text and text.casefold() in index:
                return True, index[text.casefold()]
        return False, None


@dataclass(frozen=True)
class Clearance:
    """One line of the clearance list of the day."""

    person_id: int
    office_id: int
    crm_role: str
    allowed: bool


@dataclass(frozen=True)
class Found:
    """One difference between access and clearance."""

    kind: Difference
    key: str = ""
    person_id: int | None = None
    office_id: int | None = None
    crm_role: str = ""
    row: int = 0


@dataclass(frozen=True)
class Compared:
    """The whole comparison. `digest` is the same for the same accounts and the same differences."""

    accounts: int
    active: int
    matched: int
    found: tuple[Found, ...]
    digest: str


def compare(accounts: Sequence[Account], directory: Directory, clearances: Iterable[Clearance]) -> Compared:
    """Every account and every cleared person is looked at once."""
    lines = sorted(clearances, key=lambda line: (line.person_id, line.crm_role, line.office_id))
    roles = {line.crm_role.casefold() for line in lines}
    owned: dict[int, list[Account]] = {}
    found: list[Found] = []
    matched = 0
    for account in accounts:
        known, person = directory.owner(account)
        matched += known
        if person is not None:
            owned.setdefault(person, []).append(account)
        elif not known and account.active:
            found.append(Found(Difference.UNKNOWN, account.key, crm_role=account.role, row=account.row))
    by_person: dict[int, list[Clearance]] = {}
    for line in lines:
        by_person.setdefault(line.person_id, []).append(line)
    for person, own in owned.items():
        found += without_clearance(own, by_person.get(person, []), roles, person)
    for person, held in by_person.items():
        found += without_access([line for line in held if line.allowed], owned.get(person, []), roles)
    ordered = tuple(sorted(found, key=lambda one: (one.kind, one.row, one.person_id or 0, one.crm_role)))
    active = sum(account.active for account in accounts)
    return Compared(len(accounts), active, matched, ordered, digest(accounts, ordered))


def without_clearance(accounts: Iterable[Account], held: Sequence[Clearance], roles: Collection[str], person: int) -> list[Found]:
    """Active accounts of somebody who is not cleared for what they open."""
    return [
        Found(Difference.UNCLEARED, account.key, person, held[0].office_id if held else None, account.role, account.row)
        for account in accounts
        if account.active and not any(line.allowed and opens(account, line.crm_role, roles) for line in held)
    ]


def without_access(cleared: Iterable[Clearance], accounts: Sequence[Account], roles: Collection[str]) -> list[Found]:
    """Cleared roles without an active account for them; told once per person and role, whatever the number of offices."""
    found: dict[str, Found] = {}
    for line in cleared:
        fitting = [account for account in accounts if opens(account, line.crm_role, roles)]
        if any(account.active for account in fitting):
            continue
        off = fitting[0] if fitting else None
        kind = Difference.INACTIVE if off else Difference.NO_ACCESS
        one = Found(kind, off.key if off else "", line.person_id, line.office_id, line.crm_role, off.row if off else 0)
        found.setdefault(line.crm_role, one)
    return list(found.values())


def opens(account: Account, crm_role: str, roles: Collection[str]) -> bool:
    """Whether the account is for that role. A role that the CRM names otherwise than our rule does is taken for any."""
    return account.role.casefold() not in roles or account.role.casefold() == crm_role.casefold()


def digest(accounts: Iterable[Account], found: Iterable[Found]) -> str:
    told = [[account.key, account.number, account.email, account.active, account.role] for account in accounts]
    differing = [[one.kind.value, one.key, one.person_id, one.crm_role] for one in found]
    return hashlib.sha256(json.dumps([sorted(told), sorted(differing, key=str)], ensure_ascii=False).encode()).hexdigest()
