"""Records that another hand typed for somebody without a permit that covers them. Pure.

Source: docs/algorithms/clearance.md, "Typing for somebody else". A record keeps whose it is and that another hand typed it, not whose
hand: any clerk's permit for the person covers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """One person's records of one day, how many of them another hand typed, and the share in per cent that permits let through."""

    records: int
    by_other: int
    limit: int


def uncovered(days: Iterable[Typed]) -> int:
    """How many of a person's records of a week no permit covers.

    On days without a permit each that another hand typed. On the others what goes beyond the share allowed, whole records, of all
    records of those days; where the limit falls within the week, each day counts by its own.
    """
    held = list(days)
    without = sum(day.by_other for day in held if day.limit <= 0)
    permitted = [day for day in held if day.limit > 0]
    allowed = sum(day.limit * day.records for day in permitted) // WHOLE
    return without + max(0, sum(day.by_other for day in permitted) - allowed)


# Person → day → what was typed.
PersonDays = Mapping[int, Mapping[date, Typed]]


@dataclass(frozen=True)
class Proxied:
    """What another hand typed for the people of one office in one week: per person how much, and how much of it is not covered."""

    by_person: Mapping[int, tuple[int, int]]

    @property
    def by_other(self) -> int:
        return sum(typed for typed, _open in self.by_person.values())

    @property
    def uncovered(self) -> int:
        return sum(found for _typed, found in self.by_person.values())


def proxied(people: PersonDays) -> Proxied:
    told = {person: (sum(day.by_other for day in days.values()), uncovered(days.values())) for person, days in people.items()}
    return Proxied({person: both for person, both in sorted(told.items()) if both[0]})
