"""Who is expected to use the CRM on which day of which office. Pure.

Source: docs/algorithms/adoption-score.md, "Expected users". People who are not cleared stay in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from governance.organisation.duties import Duty

WEEK = 7


def monday(day: date) -> date:
    """The Monday that names the week of a day."""
    return day - timedelta(days=day.weekday())


def last_complete_week(day: date) -> date:
    """The Monday of the last ISO week that ends on or before that day."""
    return monday(day + timedelta(days=1)) - timedelta(days=WEEK)


def bits(first: date, last: date, week: date) -> int:
    """The days from first to last that lie in the week, as bits; bit 0 is Monday."""
    low = max((first - week).days, 0)
    high = min((last - week).days, WEEK - 1)
    return ((1 << high + 1) - (1 << low)) if low <= high else 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which one person is expected in one office, both ends included, before leave is taken off."""

    person_id: int
    office_id: int
    first_day: date
    last_day: date


def expected_from(duty: Duty, live_on: date, grace_days: int) -> date:
    """From the office's go-live, or from joining plus the grace if later; never before the duty itself."""
    joined = duty.joined_on + timedelta(days=grace_days) if duty.joined_on else duty.first_day
    return max(duty.first_day, live_on, joined)


def stretches(duties: Iterable[Duty], live: Mapping[int, date], grace_days: int) -> list[Stretch]:
    """The days people are expected; people of offices that are not live yield none."""
    found = []
    for duty in duties:
        if live_on := live.get(duty.office_id):
            first = expected_from(duty, live_on, grace_days)
            if first <= duty.last_day:
                found.append(Stretch(duty.person_id, duty.office_id, first, duty.last_day))
    return found


@dataclass(frozen=True, slots=True)
class ExpectedWeek:
    """One person's expected days and own working days in one office and week, as bits."""

    duty: int
    own: int


OfficeWeek = tuple[int, date]
Leave = Mapping[int, list[tuple[date, date]]]


def expected_weeks(
    found: Iterable[Stretch], weeks: list[date], leave: Leave, working: Callable[[int, date], int]
) -> dict[OfficeWeek, dict[int, ExpectedWeek]]:
    """(office, week) → person → days, for people with at least one own working day in that week.

    `working(office, week)` gives the office's working days as bits. Stretches of one person in one office add up.
    """
    days: dict[OfficeWeek, dict[int, int]] = {}
    for stretch in found:
        for week in weeks:
            if duty := bits(stretch.first_day, stretch.last_day, week):
                people = days.setdefault((stretch.office_id, week), {})
                people[stretch.person_id] = people.get(stretch.person_id, 0) | duty
    return {place: kept for place, people in days.items() if (kept := _own_days(place, people, leave, working(*place)))}


def _own_days(place: OfficeWeek, people: Mapping[int, int], leave: Leave, working: int) -> dict[int, ExpectedWeek]:
    found = {}
    for person_id, duty in people.items():
        away = 0
        for first, last in leave.get(person_id, ()):
            away |= bits(first, last, place[1])
        if own := duty & working & ~away:
            found[person_id] = ExpectedWeek(duty, own)
    return found
