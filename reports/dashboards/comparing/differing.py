"""What differs between two tellings. Pure.

A figure of a small group that may be told on one side only is compared on neither, nor is a sum that leaves other small groups out
on either side: a difference then never points at few people. Source: docs/algorithms/as-known-on.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Topic(StrEnum):
    """What can have changed a fact."""

    STAGE = "stage"
    PLAN = "plan"
    USE = "use"
    WEIGHTS = "weights"
    LIGHT = "light"
    PEOPLE = "people"
    KPI = "kpi"
    VENDOR = "vendor"
    MONEY = "money"
    OFFICE = "office"


@dataclass(frozen=True)
class Fact:
    """One thing told at one instant. `text` is as it is shown; `value` where a difference can be taken; `small`: not for everyone."""

    group: str
    label: str
    text: str
    value: Decimal | None = None
    url: str = ""
    topics: frozenset[Topic] = frozenset()
    office_id: int | None = None
    small: bool = False
    left_out: int = 0


Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One fact that differs; a side without it is None."""

    before: Fact | None
    after: Fact | None
    key: Key = ()

    @property
    def fact(self) -> Fact:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.after is None or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class Compared:
    """What changed, and how many figures were not compared because few people stand behind them."""

    changes: tuple[Change, ...]
    withheld: int


def compare(then: Mapping[Key, Fact], now: Mapping[Key, Fact]) -> Compared:
    """In the order in which the facts are told: the later telling's, then what only the earlier one has."""
    changes, withheld = [], 0
    for key in [*now, *(key for key in then if key not in now)]:
        before, after = then.get(key), now.get(key)
        if points_at_few(before, after):
            withheld += 1
        elif before is None or after is None or before.text != after.text:
            changes.append(Change(before, after, key))
    return Compared(tuple(changes), withheld)


def points_at_few(before: Fact | None, after: Fact | None) -> bool:
    sides = [side for side in (before, after) if side is not None]
    return any(side.small for side in sides) or len({side.left_out for side in sides}) > 1


@dataclass(frozen=True)
class Cause[Instant]:
    """Something recorded between the instants: what, by whom, why, and what it can have changed. No office: any."""

    at: Instant
    what: str
    username: str
    reason: str
    topics: frozenset[Topic]
    office_id: int | None = None


def causes_of[Instant](fact: Fact, causes: Sequence[Cause[Instant]]) -> list[Cause[Instant]]:
    """Those that can have changed the fact; of one office its own first."""
    found = [
        one
        for one in causes
        if fact.topics & one.topics and (fact.office_id is None or one.office_id is None or fact.office_id == one.office_id)
    ]
    return sorted(found, key=lambda one: fact.office_id is not None and one.office_id != fact.office_id)
