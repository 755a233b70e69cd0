"""What the demo company's people had to follow up, as its CRMs would list it. Pure; offices differ as in `usage`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from governance.organisation.models import JobRole
from reports.dashboards.demo.plan import Character, OfficePlan, monday
from reports.dashboards.demo.staff import StaffPlan
from reports.dashboards.demo.usage import readiness

HEADER = ("OpportunityId", "Customer", "Owner", "NextStepDue", "LastActivity")
CHINESE_HEADER = ("商机编号", "客户", "负责人", "下次跟进", "最近活动")
# Share of what is due that is followed up in its week once the office has settled.
FOLLOWED: Mapping[Character, float] = {
    Character.STRONG: 0.92,
    Character.ORDINARY: 0.82,
    Character.AMBER: 0.58,
    Character.RED: 0.41,
    Character.CLERK_TYPES: 0.66,
    Character.MONTH_END: 0.37,
    Character.STALE: 0.8,
    Character.SMALL: 0.9,
}
Row = tuple[str, ...]


def due_rows(office: OfficePlan, people: Sequence[StaffPlan], days: Sequence[date], seed: int) -> Iterator[tuple[date, Row]]:
    """Every opportunity of an office whose next step fell due, with the day of its last activity; in the order of days."""
    random = Random(f"due {seed} {office.code}")
    count = 0
    for day in days:
        level = readiness(office, day)
        for person in people if level else ():
            at_work = person.works_on(day) and person.office_on(day) == office.code
            if person.job != JobRole.SALES or not at_work or random.random() > 0.55:
                continue
            count += 1
            done = random.random() < FOLLOWED[office.character] * (0.7 + 0.3 * level)
            activity = followed_on(day, random) if done else missed_on(day, random)
            yield day, (f"OPP-{office.code}-{count:05}", f"Customer {office.code} {count % 211}", person.number, day.isoformat(), activity)


def followed_on(day: date, random: Random) -> str:
    """Within the week of the day."""
    return (monday(day) + timedelta(days=random.randrange(day.weekday() + 1))).isoformat()


def missed_on(day: date, random: Random) -> str:
    """Not yet, or last some weeks before."""
    return "" if random.random() < 0.4 else (monday(day) - timedelta(days=random.randrange(3, 30))).isoformat()
