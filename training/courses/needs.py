"""Who needs which course: the dated rule of use met with the audiences, less what was attended and is still valid."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.core.roles import Role
from governance.organisation.duties import Duty
from governance.organisation.models import Membership, RoleAssignment, RoleStatus
from governance.organisation.selectors import must_use
from training.courses.models import Course, Session
from training.courses.rules.audience import Line, needed
from training.courses.rules.validity import valid_on, valid_until
from training.courses.selectors import attended, audiences, enrolled

# Who must use the CRM within this time from now needs the course now.
AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class Need:
    """One person and one course they need from a day: when they attended it, until when that holds, and where they have a seat."""

    person_id: int
    office_id: int | None
    job_role: str
    course_id: int
    from_day: date
    attended_on: date | None = None
    until: date | None = None
    session: Session | None = None

    @property
    def met(self) -> bool:
        """Whether what was attended still holds; `until` is set only for what once held."""
        return self.attended_on is not None and (self.until is None or self.until >= self.from_day)


@dataclass(frozen=True)
class Wanted:
    """Somebody for whom a course is, without asking whether they attended it."""

    person_id: int
    office_id: int | None
    job_role: str
    course_id: int
    first_day: date
    last_day: date


def wanted(first: date, last: date, *, courses: Collection[int] | None = None, known_at: datetime | None = None) -> list[Wanted]:
    """For each person and course the first stretch of first..last in which the rules ask for it. Five queries, whatever the company."""
    lines = {pk: found for pk, found in audiences(last, known_at).items() if courses is None or pk in courses}
    trainers = trainers_between(first, last, known_at)
    found: dict[tuple[int, int], Wanted] = {}
    for duty in must_use(first, last, known_at):
        for course_id in asked_of(duty, lines, duty.person_id in trainers):
            here = Wanted(duty.person_id, duty.office_id, duty.job_role, course_id, duty.first_day, duty.last_day)
            held = found.get((duty.person_id, course_id))
            if held is None or here.first_day < held.first_day:
                found[duty.person_id, course_id] = here
    homes = homes_of(set(trainers), last, known_at)
    for person_id, begin in trainers.items():
        for course_id, told in lines.items():
            if any(line.trainers for line in told) and (person_id, course_id) not in found:
                office_id, job_role = homes.get(person_id, (None, ""))
                found[person_id, course_id] = Wanted(person_id, office_id, job_role, course_id, max(begin, first), last)
    return sorted(found.values(), key=lambda one: (one.course_id, one.office_id or 0, one.person_id))


def asked_of(duty: Duty, lines: dict[int, list[Line]], trainer: bool) -> list[int]:
    who = {"job_role": duty.job_role, "crm_role": duty.crm_role, "experience": duty.experience}
    return [course_id for course_id, told in lines.items() if needed(told, **who, trainer=trainer)]


def trainers_between(first: date, last: date, known_at: datetime | None) -> dict[int, date]:
    """People with the role of trainer on one of these days, and since when."""
    rows = RoleAssignment.objects.known_at(known_at).during(first, last).filter(role=Role.TRAINER, status=RoleStatus.ACTIVE)
    found: dict[int, date] = {}
    for person_id, begin in rows.order_by("first_day", "pk").values_list("person_id", "first_day"):
        found.setdefault(person_id, begin)
    return found


def homes_of(people: Collection[int], day: date, known_at: datetime | None) -> dict[int, tuple[int, str]]:
    """The office and job of each on that day."""
    rows = Membership.objects.known_at(known_at).on(day).filter(person__in=people).order_by("first_day", "pk")
    return {person_id: (office_id, job) for person_id, office_id, job in rows.values_list("person_id", "office_id", "job_role")}


def needs(
    day: date,
    at: datetime,
    *,
    courses: Iterable[Course] | None = None,
    offices: Collection[int] | None = None,
    people: Collection[int] = (),
) -> list[Need]:
    """Everybody who needs a course from that day on, within `AHEAD`, with what they attended and where they have a seat."""
    offered = {course.pk: course for course in (Course.objects.filter(active=True) if courses is None else courses)}
    found = [one for one in wanted(day, day + AHEAD, courses=set(offered)) if offices is None or one.office_id in offices]
    if people:
        found = [one for one in found if one.person_id in people]
    ids = {one.person_id for one in found}
    done, seats = attended(ids), enrolled(ids, at)
    made = []
    for one in found:
        key = one.person_id, one.course_id
        on = done.get(key)
        until = valid_until(on, offered[one.course_id].validity_months) if on else None
        made.append(Need(*key_of(one), max(one.first_day, day), on, until, seats.get(key)))
    return made


def key_of(one: Wanted) -> tuple[int, int | None, str, int]:
    return one.person_id, one.office_id, one.job_role, one.course_id


__all__ = ["AHEAD", "Need", "Wanted", "needs", "valid_on", "wanted"]
