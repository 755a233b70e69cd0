"""Typing for somebody else: on which days, up to which share. Pure.

A permit ends by itself after its last day, counted in the office's own zone by whoever asks for the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WHOLE = 100


@dataclass(frozen=True)
class Step:
    """From this day on the clerk may type at most this share of the other's entries, in per cent."""

    first_day: date
    percent: int


@dataclass(frozen=True)
class Permit:
    """Who may type for whom in which office, both days included. `withdrawn_on` is the first day without it."""

    id: int
    clerk_id: int
    person_id: int
    office_id: int
    first_day: date
    last_day: date
    steps: tuple[Step, ...] = ()
    withdrawn_on: date | None = None

    def in_force(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day and (self.withdrawn_on is None or day < self.withdrawn_on)

    @property
    def ends(self) -> date:
        """The last day it can be used."""
        return self.last_day if self.withdrawn_on is None else min(self.last_day, self.withdrawn_on - DAY)

    def limit(self, day: date) -> int:
        """The share in per cent that the clerk may type that day; 0 outside the permit."""
        if not self.in_force(day):
            return 0
        begun = [step for step in self.steps if step.first_day <= day]
        return max(begun, key=lambda step: step.first_day).percent if begun else WHOLE


def shrinking(first_day: date, last_day: date, steps: Sequence[Step]) -> bool:
    """Whether the steps lie within the permit, one after the other, each smaller than the one before."""
    days = [step.first_day for step in steps]
    shares = [WHOLE, *(step.percent for step in steps)]
    within = all(first_day <= day <= last_day for day in days)
    ordered = all(one < other for one, other in zip(days, days[1:], strict=False))
    return within and ordered and all(0 <= later <= sooner for sooner, later in zip(shares, shares[1:], strict=False))


def allowed_on(permits: Sequence[Permit], day: date) -> dict[tuple[int, int], Permit]:
    """Per clerk and person the permit that lets the most through that day."""
    found: dict[tuple[int, int], Permit] = {}
    for permit in sorted(permits, key=lambda one: (one.limit(day), one.last_day, one.id)):
        if permit.limit(day) > 0:
            found[permit.clerk_id, permit.person_id] = permit
    return found
