"""How many offices the team carries in each month of the plan, against what it can carry. Pure.

Carried is an office in training or trial use, as in the rule that a move is held to (`rollout.staging.rules.team_can_carry`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rollout.staging.plan.reckoning.dates import OfficeDates, expected
from rollout.staging.stages import CARRIED, WALK

FIRST = min(CARRIED, key=WALK.index)
AFTER = WALK[max(WALK.index(stage) for stage in CARRIED) + 1]


@dataclass(frozen=True)
class Span:
    """An office is carried from `first` up to, but without, `until`; None: no end is planned."""

    office_id: int
    first: date
    until: date | None


@dataclass(frozen=True)
class MonthLoad:
    """The most offices carried at once on any day of the month."""

    month: date
    peak: int
    capacity: int

    @property
    def over(self) -> bool:
        return self.peak > self.capacity


def spans(offices: Iterable[OfficeDates], today: date) -> list[Span]:
    """When each office is carried. One without a date for its training cannot be counted."""
    found = []
    for office in offices:
        first = min((on for stage in CARRIED if (on := expected(office, stage, today).on)), default=None)
        until = expected(office, AFTER, today).on
        if first is not None and not (until and until <= first) and not (until is None and office.passed(AFTER)):
            found.append(Span(office.id, first, until))
    return found


def uncounted(offices: Iterable[OfficeDates], today: date) -> int:
    """Offices still to come of which nobody has said when they begin."""
    listed = [office for office in offices if not office.passed(AFTER)]
    return len({office.id for office in listed} - {span.office_id for span in spans(listed, today)})


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from the one of `first` to the one of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def loads(carried: Sequence[Span], shown: Iterable[date], capacity: int) -> list[MonthLoad]:
    """Per month the peak. The number changes only where an office begins or ends, so only those days are looked at."""
    found = []
    for month in shown:
        following = (month + timedelta(days=32)).replace(day=1)
        days = {month, *(span.first for span in carried if month <= span.first < following)}
        peak = max(sum(1 for span in carried if span.first <= day and (span.until is None or day < span.until)) for day in days)
        found.append(MonthLoad(month, peak, capacity))
    return found
