"""Results of people: one line per person and paper, with the office and job they had when they first sat it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from governance.core.permissions import Scope
from governance.core.reading import once
from governance.organisation.models import Membership, Person
from training.testing.models import Attempt
from training.testing.selectors.standings import extra_for, extras, percents, rules_of
from training.testing.standing import Rules, Standing, Taken, standing


@dataclass(frozen=True)
class Sat:
    """Everything one person did at one paper. `office_id` and `job_role` are None where the person then belonged to no office."""

    person_id: int
    paper_id: int
    course_id: int
    office_id: int | None
    job_role: str
    experience: str
    taken: tuple[Taken, ...]
    rules: Rules
    extra_attempts: int = 0

    def by(self, day: date) -> list[Taken]:
        """Attempts handed in by that day and wholly marked."""
        return [one for one in self.taken if one.percent is not None and one.submitted_at and timezone.localdate(one.submitted_at) <= day]

    def standing(self, at: datetime) -> Standing:
        return standing(self.taken, self.rules, at=at, day_of=timezone.localdate, extra_attempts=self.extra_attempts)

    def first_time(self, day: date) -> bool | None:
        """Whether the first attempt passed; None where it is not marked by that day."""
        first = next((one for one in self.by(day) if one.number == 1), None)
        return None if first is None else first.passed

    def passed(self, day: date) -> bool | None:
        """Whether a pass had been reached by that day, run out or not; None where nothing is marked by then."""
        found = self.by(day)
        if not found:
            return None
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
        return standing(found, self.rules, at=end, day_of=timezone.localdate).passed_at is not None


@once
def sat(known_at: datetime | None = None, *, papers: Collection[int] | None = None, people: Collection[int] | None = None) -> list[Sat]:
    """Everybody's attempts at these papers (all, when none is named), as known then. A fixed number of queries."""
    attempts = Attempt.objects.select_related("version", "paper").order_by("person_id", "paper_id", "number")
    attempts = attempts if papers is None else attempts.filter(paper__in=papers)
    attempts = attempts if people is None else attempts.filter(person__in=people)
    attempts = attempts if known_at is None else attempts.filter(started_at__lte=known_at)
    rows = list(attempts)
    marks = percents([row.pk for row in rows], known_at)
    rules = rules_of({row.paper_id for row in rows}, known_at)
    extra = extras({row.person_id for row in rows}, known_at)
    stays, levels = stays_of({row.person_id for row in rows}, known_at), levels_of({row.person_id for row in rows})
    grouped: dict[tuple[int, int], list[Attempt]] = {}
    for row in rows:
        grouped.setdefault((row.person_id, row.paper_id), []).append(row)
    found = []
    for (person, paper), own in grouped.items():
        office, job = place_on(stays.get(person, ()), timezone.localdate(own[0].started_at))
        taken = tuple(taken_of(row, marks.get(row.pk), known_at) for row in own)
        more = extra_for(extra, person, paper).attempts
        found.append(Sat(person, paper, own[0].paper.course_id, office, job, levels.get(person, ""), taken, rules[paper], more))
    return found


def taken_of(row: Attempt, percent: Decimal | None, known_at: datetime | None) -> Taken:
    submitted = row.submitted_at if known_at is None or (row.submitted_at and row.submitted_at <= known_at) else None
    return Taken(row.number, row.started_at, submitted, percent if submitted else None, row.version.pass_mark)


Stay = tuple[int, str, date, date | None]


def stays_of(people: Collection[int], known_at: datetime | None) -> Mapping[int, list[Stay]]:
    found: dict[int, list[Stay]] = {}
    held = Membership.objects.known_at(known_at).filter(person__in=people).order_by("first_day", "pk")
    for person, *stay in held.values_list("person_id", "office_id", "job_role", "first_day", "last_day"):
        found.setdefault(person, []).append((stay[0], stay[1], stay[2], stay[3]))
    return found


def levels_of(people: Collection[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "experience"))


def place_on(stays: Collection[Stay], day: date) -> tuple[int | None, str]:
    """Office and job on that day; the latest to begin where there are several."""
    on = [(office, job) for office, job, first, last in stays if first <= day and (last is None or day <= last)]
    return on[-1] if on else (None, "")


def people_within(reached: Scope, day: date) -> list[int]:
    """People who belong today to an office that this right reaches."""
    held = Membership.objects.current().on(day)
    held = held if reached.everything else held.filter(office__in=reached.office_ids)
    return list(held.order_by("person_id").values_list("person_id", flat=True).distinct())
