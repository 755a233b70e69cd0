"""Who works in the demo company: sales staff, clerks and a head per office, and the head office. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from governance.core.roles import Role
from governance.organisation.models import Experience, JobRole
from reports.dashboards.demo.geography import COMPANY
from reports.dashboards.demo.names import person_name
from reports.dashboards.demo.plan import WEEKS, Character, OfficePlan, monday

# The head office: user name of the demo sign-in, role, and the language its holder reads.
HEAD_OFFICE = (
    ("sponsor", Role.SPONSOR, "en"),
    ("project", Role.PROJECT_OFFICE, "en"),
    ("project2", Role.PROJECT_OFFICE, "zh-hans"),
    ("trainer", Role.TRAINER, "zh-hans"),
    ("auditor", Role.AUDITOR, "en"),
    ("hr", Role.HR, "zh-hans"),
    ("finance", Role.FINANCE, "zh-hant"),
    ("committee", Role.COMMITTEE, "zh-hans"),
    ("director", Role.PROJECT_DIRECTOR, "en"),
    ("crmadmin", Role.CRM_ADMIN, "zh-hans"),
    ("vendor", Role.VENDOR, "en"),
)


@dataclass(frozen=True)
class StaffPlan:
    """One person. `diligence` scales how readily they take to the CRM; a senior lets the clerk type where the office allows it."""

    number: str
    name: str
    name_zh: str
    office: str
    job: JobRole
    experience: Experience
    joined_on: date
    left_on: date | None = None
    moves_to: str = ""
    moves_on: date | None = None
    leave: tuple[date, date] | None = None
    diligence: float = 1.0
    senior: bool = False

    def office_on(self, day: date) -> str:
        return self.moves_to if self.moves_on and day >= self.moves_on else self.office

    def works_on(self, day: date) -> bool:
        """With the company that day and not on leave."""
        here = self.joined_on <= day and (self.left_on is None or day <= self.left_on)
        return here and not (self.leave and self.leave[0] <= day <= self.leave[1])


def staff(offices: Sequence[OfficePlan], seed: int, today: date) -> list[StaffPlan]:
    """Everybody, numbered in one row: head office first, then office by office."""
    random = Random(f"people {seed}")
    people = list(head_office(random, today))
    for office in offices:
        people.append(head(office, len(people) + 1, random, today))
        for place in range(office.people):
            people.append(member(office, offices, place, len(people) + 1, random, today))
    return people


def by_office(people: Sequence[StaffPlan]) -> dict[str, list[StaffPlan]]:
    """Everybody who works in an office at some time, in the order of numbers."""
    found: dict[str, list[StaffPlan]] = defaultdict(list)
    for one in people:
        for code in {one.office, one.moves_to} - {""}:
            found[code].append(one)
    return found


def employee_number(count: int) -> str:
    return f"G{count:05}"


def head_office(random: Random, today: date) -> Iterator[StaffPlan]:
    for count, _role in enumerate(HEAD_OFFICE, start=1):
        name, chinese = person_name(random)
        joined = today - timedelta(days=random.randrange(700, 4000))
        yield StaffPlan(employee_number(count), name, chinese, COMPANY.code, JobRole.OTHER, Experience.VETERAN, joined)


def head(office: OfficePlan, count: int, random: Random, today: date) -> StaffPlan:
    name, chinese = person_name(random)
    joined = today - timedelta(days=random.randrange(900, 6000))
    return StaffPlan(employee_number(count), name, chinese, office.code, JobRole.MANAGER, Experience.VETERAN, joined)


def member(office: OfficePlan, offices: Sequence[OfficePlan], place: int, count: int, random: Random, today: date) -> StaffPlan:
    """A seller or clerk. Some joined, left, moved or were on leave in the half-year; nothing of that in the smallest office."""
    name, chinese = person_name(random)
    clerk = place % 12 == 1 and office.people > 5
    start = monday(today) - timedelta(weeks=WEEKS)
    settled = office.character == Character.SMALL or clerk
    fate = 1.0 if settled else random.random()
    joined = today - timedelta(days=random.randrange(400, 5000))
    left = moved = leave = None
    if fate < 0.05:
        joined = start + timedelta(days=random.randrange(20, 150))
    elif fate < 0.08:
        left = start + timedelta(days=random.randrange(60, 170))
    elif fate < 0.10 and len(offices) > 1:
        moved = start + timedelta(days=random.randrange(40, 150))
    elif fate < 0.20:
        first = start + timedelta(days=random.randrange(10, 165))
        leave = (first, first + timedelta(days=random.choice((4, 6, 9, 13, 98))))
    others = [other.code for other in offices if other.code != office.code]
    return StaffPlan(
        number=employee_number(count),
        name=name,
        name_zh=chinese,
        office=office.code,
        job=JobRole.CLERK if clerk else JobRole.SALES,
        experience=Experience.NEW if (today - joined).days < 365 else Experience.VETERAN,
        joined_on=joined,
        left_on=left,
        moves_to=random.choice(others) if moved else "",
        moves_on=moved,
        leave=leave,
        diligence=min(1.15, max(0.5, random.gauss(1.0, 0.12))),
        senior=not clerk and (today - joined).days > 2200,
    )
