"""What the components are computed from: plain rows, as `selectors.facts` reads them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from governance.organisation.duties import Duty
from rollout.adoption.following import DueDay, Reads

FOREVER = date.max


class Interval(NamedTuple):
    """Days of one membership or match, both ends included, and what holds on them."""

    first: date
    last: date
    what: int | None


class UserDay(NamedTuple):
    """What one user name did on one day: actions by own hand, core features as bits, records that belong to it."""

    user: int
    label: int | None
    day: date
    actions: int
    features: int
    self_entries: int
    proxy_entries: int
    dated: int
    timely: int
    month_end: int


@dataclass(frozen=True)
class Facts:
    """All that a recompute of these weeks asks about."""

    weeks: list[date]
    offices: dict[int, str]  # id → working calendar
    members: dict[int, list[Interval]]  # person → offices
    rostered: dict[int, list[Interval]]  # office → days with anybody
    duties: list[Duty]
    live: dict[int, date]
    grace_days: int
    leave: dict[int, list[tuple[date, date]]]
    people: dict[int, list[Interval]]  # user name → person; None: no person at all
    places: dict[int, list[Interval]]  # office label → office
    merged: dict[int, int]
    core: dict[date, list[str]]
    features: list[str]
    ruled: list[tuple[date, date]]  # days on which any rule says who must use the CRM
    span: tuple[date | None, date | None]  # days that the usage files tell of
    usage: Iterable[UserDay] = field(repr=False, default=())
    told: dict[int, tuple[date, date]] = field(default_factory=dict)  # office → days that the sources naming it tell of
    due: list[DueDay] = field(repr=False, default_factory=list)
    due_reads: Reads = field(default_factory=dict)

    def days_told(self, office: int) -> tuple[date, date] | None:
        """First and last day the usage files tell of for this office: those of the sources that name it, else all files."""
        if office in self.told:
            return self.told[office]
        first, last = self.span
        return (first, last) if first and last else None
