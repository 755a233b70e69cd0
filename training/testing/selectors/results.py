"""Results of people: one line per person and paper, with the office and job they had when they first sat it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from governance.core.dates import day_over, days
from governance.core.permissions import Scope
from governance.core.reading import once
from governance.organisation.models import Membership, Person
from training.testing.models import Attempt
from training.testing.selectors.standings import all_sittings, extra_for, extras, rules_of, sittings
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
        return self.before(day_over(day))

    def before(self, end: datetime) -> list[Taken]:
        return [one for one in self.taken if one.percent is not None and one.submitted_at and one.submitted_at < end]

    def standing(self, at: datetime) -> Standing:
        return standing(self.taken, self.rules, at=at, day_of=timezone.localdate, extra_attempts=self.extra_attempts)

    def first_time(self, day: date) -> bool | None:
        """Whether the first attempt passed; None where it is not marked by that day."""
        first = next((one for one in self.by(day) if one.number == 1), None)
        return None if first is None else first.passed

    def passed(self, day: date) -> bool | None:
        """Whether a pass had been reached by that day, run out or not; None where nothing is marked by then."""
        end = day_over(day)
        found = self.before(end)
        if not found:
            return None
        return standing(found, self.rules, at=end, day_of=days()).passed_at is not None


@once
def sat(known_at: datetime | None = None, *, papers: Collection[int] | None = None, people: Collection[int] | None = None) -> list[Sat]:
    """Everybody's attempts at these papers (all, when none is named), as known then. A fixed number of queries."""
    if papers is None and people is None:
        held = all_sittings(known_at)
    else:
        attempts = Attempt.objects.all()
        attempts = attempts if papers is None else attempts.filter(paper__in=papers)
        held = sittings(attempts if people is None else attempts.filter(person__in=people), known_at)
    rules, who = rules_of({own.paper_id for own in held}, known_at), {own.person_id for own in held}
    extra, stays, levels = extras(who, known_at), stays_of(who, known_at), levels_of(who)
    found, day_of = [], days()
    for own in held:
        person, paper = own.person_id, own.paper_id
        office, job = place_on(stays.get(person, ()), day_of(own.taken[0].started_at))
        more = extra_for(extra, person, paper).attempts
        found.append(Sat(person, paper, own.course_id, office, job, levels.get(person, ""), own.taken, rules[paper], more))
    return found


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
