"""Who decides a matter on a day, from the charters, roles and delegations on record. Pure.

A named person decides while holding the role the charter names them in; a deputy, while that role is lent to them. A deputy whose limit
is an amount of money decides nothing here, since no amount is at stake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from governance.core.errors import Text
from governance.core.roles import Role
from governance.steering.matters import Matter


class Basis(StrEnum):
    """Why these decide: named by the charter, or the sponsor because nothing else says so."""

    CHARTER = "charter"
    NO_CHARTER = "no_charter"
    NOT_NAMED = "not_named"


@dataclass(frozen=True)
class Holder:
    person_id: int
    role: Role


@dataclass(frozen=True)
class Deputy:
    """Stands in for the holder from first_day to last_day; `office_id` limits it to that office and those below."""

    person_id: int
    holder_id: int
    role: Role
    first_day: date
    last_day: date
    office_id: int | None = None


@dataclass(frozen=True)
class Authority:
    """Who decides: a committee, or these people with their deputies. With neither, nobody can until a charter names somebody."""

    matter: Matter
    on: date
    basis: Basis
    charter_id: int | None = None
    committee_id: int | None = None
    holders: tuple[Holder, ...] = ()
    deputies: tuple[Deputy, ...] = ()

    @property
    def named(self) -> bool:
        """Whether a signed charter names somebody for it who can decide on that day."""
        return self.basis == Basis.CHARTER and (self.committee_id is not None or bool(self.holders))

    @property
    def explanation(self) -> Text:
        """What a reader must know about it, in words."""
        if self.basis == Basis.NO_CHARTER:
            return _("No charter is signed for this day, so the executive sponsor decides.")
        if self.basis == Basis.NOT_NAMED:
            return _("The charter does not name this matter, so the executive sponsor decides.")
        if self.committee_id is not None:
            return _("The charter gives this to the committee, which decides by vote.")
        if not self.holders:
            return _("The person whom the charter names no longer holds the role they were named in. A new charter must name somebody.")
        return _("The charter names this person.")


@dataclass(frozen=True)
class Named:
    """A line of a charter."""

    matter: Matter
    person_id: int | None
    role: str
    committee_id: int | None


@dataclass(frozen=True)
class Version:
    """A signed charter. The one that holds is the last of those whose day has come."""

    id: int
    number: int
    effective_on: date
    lines: tuple[Named, ...]


@dataclass(frozen=True)
class Held:
    """A role for the whole company, held in person."""

    person_id: int
    role: Role
    first_day: date
    last_day: date | None

    def on(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or self.last_day >= day)


@dataclass(frozen=True)
class Record:
    """Everything the answer rests on, read once for any number of matters and days."""

    charters: Sequence[Version] = ()
    roles: Sequence[Held] = ()
    lent: Sequence[Deputy] = ()


def in_force(charters: Sequence[Version], day: date) -> Version | None:
    holding = [charter for charter in charters if charter.effective_on <= day]
    return max(holding, key=lambda charter: (charter.effective_on, charter.number), default=None)


def resolve(record: Record, matter: Matter, day: date) -> Authority:
    """The authority for one matter on one day."""
    charter = in_force(record.charters, day)
    line = next((line for line in charter.lines if line.matter == matter), None) if charter else None
    if line is None or charter is None:
        basis = Basis.NOT_NAMED if charter else Basis.NO_CHARTER
        sponsors = {held.person_id for held in record.roles if held.role == Role.SPONSOR and held.on(day)}
        holders = tuple(Holder(person, Role.SPONSOR) for person in sorted(sponsors))
        return Authority(matter, day, basis, charter.id if charter else None, None, holders, deputies_of(holders, record, day))
    if line.committee_id is not None:
        return Authority(matter, day, Basis.CHARTER, charter.id, line.committee_id)
    holds = any(held.person_id == line.person_id and held.role == line.role and held.on(day) for held in record.roles)
    holders = (Holder(line.person_id, Role(line.role)),) if holds and line.person_id is not None else ()
    return Authority(matter, day, Basis.CHARTER, charter.id, None, holders, deputies_of(holders, record, day))


def deputies_of(holders: Sequence[Holder], record: Record, day: date) -> tuple[Deputy, ...]:
    """Those to whom a holder has lent the very role they decide in."""
    deciding = {(holder.person_id, holder.role) for holder in holders}
    found = [one for one in record.lent if (one.holder_id, one.role) in deciding and one.first_day <= day <= one.last_day]
    return tuple(sorted(found, key=lambda one: (one.first_day, one.person_id)))
