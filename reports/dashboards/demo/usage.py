"""What the demo company's people did in its CRM, event by event, as the CRM would export it. Pure.

The export has the dirt of a real one: failed sign-ins, a nightly robot, a test user whom nobody knows, a few unreadable
times, and a week that both files contain.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from governance.core.workdays import WorkingCalendar
from governance.organisation.models import JobRole
from reports.dashboards.demo.plan import WEEKS, Character, OfficePlan, monday
from reports.dashboards.demo.staff import StaffPlan
from rollout.staging.stages import Stage

HEADER = ("EventId", "User", "TypedBy", "Time", "Office", "Object", "Action", "BusinessDate", "Result")
FEATURES = ("customer", "visit", "opportunity", "quotation", "order", "report")
ROBOT = "nightly-sync"
STALE_WEEKS = 5
Row = tuple[str, ...]


@dataclass(frozen=True)
class Habits:
    """How an office uses the CRM once it has settled: shares of people, days, records. `drift` is added per week live."""

    people: float
    days: float
    features: int
    own_hand: float
    in_time: float
    ramp_weeks: int = 4
    drift: float = 0.0


HABITS: Mapping[Character, Habits] = {
    Character.STRONG: Habits(0.97, 0.88, 6, 0.97, 0.93, ramp_weeks=2),
    Character.ORDINARY: Habits(0.92, 0.78, 5, 0.92, 0.86),
    Character.AMBER: Habits(0.72, 0.62, 4, 0.85, 0.68, ramp_weeks=6),
    Character.RED: Habits(0.44, 0.42, 3, 0.80, 0.52, ramp_weeks=3, drift=-0.03),
    Character.CLERK_TYPES: Habits(0.80, 0.60, 4, 0.22, 0.74),
    Character.MONTH_END: Habits(0.93, 0.30, 4, 0.90, 0.28),
    Character.STALE: Habits(0.90, 0.76, 5, 0.92, 0.85),
    Character.SMALL: Habits(0.97, 0.85, 5, 0.97, 0.90, ramp_weeks=2),
}


def readiness(office: OfficePlan, day: date) -> float:
    """How far the office has got with the CRM that day, 0 to about 1: a little in trial use, then up its ramp."""
    live, trial = office.began(Stage.LIVE), office.began(Stage.TRIAL)
    if live and day >= live:
        habits = HABITS[office.character]
        weeks = (day - live).days / 7
        return max(0.25, min(1.0, 0.6 + 0.4 * weeks / habits.ramp_weeks) + habits.drift * weeks)
    return 0.45 if trial and day >= trial else 0.0


def days_of(calendar: WorkingCalendar, today: date) -> list[date]:
    """The working days of the half-year up to yesterday."""
    return list(calendar.days(monday(today) - timedelta(weeks=WEEKS), today - timedelta(days=1)))


def closing_days(calendar: WorkingCalendar, first: date, last: date) -> frozenset[date]:
    """The last three working days of each month between the two days."""
    by_month: dict[tuple[int, int], list[date]] = {}
    for day in calendar.days(first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])):
        by_month.setdefault((day.year, day.month), []).append(day)
    return frozenset(day for month in by_month.values() for day in month[-3:])


def events(
    office: OfficePlan, people: Sequence[StaffPlan], days: Sequence[date], closing: frozenset[date], seed: int
) -> Iterator[tuple[date, Row]]:
    """Everything that happened in one office, day by day. `people` are all who ever belonged to it."""
    random = Random(f"usage {seed} {office.code}")
    habits = HABITS[office.character]
    clerks = [person for person in people if person.job == JobRole.CLERK]
    willing: dict[tuple[str, date], bool] = {}
    count = 0
    for day in days:
        level = readiness(office, day)
        if not level:
            continue
        crowd = 0.9 if office.character == Character.MONTH_END and day in closing else habits.days
        for person in people:
            if person.job == JobRole.MANAGER or not person.works_on(day) or person.office_on(day) != office.code:
                continue
            week = (person.number, monday(day))
            if week not in willing:
                willing[week] = random.random() < habits.people * level * person.diligence
            if not willing[week] or random.random() > crowd:
                continue
            clerk = random.choice(clerks).number if clerks and person.senior and random.random() > habits.own_hand else ""
            for row in day_of_work(person, clerk, office.code, day, day in closing, habits, random):
                count += 1
                yield day, (f"{office.code}-{count:06}", *row)


def day_of_work(person: StaffPlan, clerk: str, office: str, day: date, closing: bool, habits: Habits, random: Random) -> Iterator[Row]:
    """One person's day: a sign-in, some looking up, some records made. What a clerk typed names the clerk beside the owner."""
    minute = random.randrange(8 * 60 + 30, 10 * 60)
    if random.random() < 0.03:
        yield (person.number, "", clock(day, minute - 1, random), office, "session", "login", "", "failed")
    yield (person.number, "", clock(day, minute, random), office, "session", "login", "", "ok")
    own = FEATURES[: habits.features]
    for _ in range(random.randrange(2, 6)):
        minute += random.randrange(5, 90)
        making = random.random() < 0.5
        typed_by = clerk if making and clerk != person.number else ""
        at = clock(day, min(minute, 23 * 60), random)
        feature = own[min(int(random.expovariate(0.6)), len(own) - 1)]
        made_on = business_day(day, closing, habits, random).isoformat() if making else ""
        yield (person.number, typed_by, at, office, feature, "create" if making else random.choice(("view", "update")), made_on, "ok")


def business_day(day: date, closing: bool, habits: Habits, random: Random) -> date:
    """When it really happened: the same day or the day before, or long ago; at the month's end, some time in the month."""
    if random.random() < habits.in_time:
        return day - timedelta(days=random.choice((0, 0, 0, 1)))
    return day - timedelta(days=random.randrange(5, 26 if closing else 13))


def clock(day: date, minute: int, random: Random) -> str:
    return f"{day.isoformat()} {minute // 60:02}:{minute % 60:02}:{random.randrange(60):02}"


def dirt(days: Sequence[date], offices: Sequence[OfficePlan], seed: int) -> Iterator[tuple[date, Row]]:
    """What nobody of the company did, and what cannot be read."""
    random = Random(f"dirt {seed}")
    for count, day in enumerate(days):
        yield day, (f"sync-{count:06}", ROBOT, "", f"{day.isoformat()} 02:30:00", "", "customer", "update", "", "ok")
        if count % 23 == 7:
            code = random.choice(offices).code
            yield day, (f"test-{count:06}", "test01", "", clock(day, 15 * 60, random), code, "customer", "create", day.isoformat(), "ok")
        if count % 31 == 11:
            code = random.choice(offices).code
            user, hour = ("", "10:00:00") if count % 2 else ("test01", "25:61:00")
            yield day, (f"odd-{count:06}", user, "", f"{day.isoformat()} {hour}", code, "visit", "create", "", "ok")
