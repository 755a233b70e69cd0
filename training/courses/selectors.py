"""Reads for the rooms above: who attended what, which courses somebody needs, who has a place where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db.models import QuerySet

from governance.core.reading import once, reads_all
from training.courses.models import Attendance, Audience, Course, Enrolment, Session, SessionChange, SessionTrainer
from training.courses.rules.attending import Line
from training.courses.rules.attending import attended as outcome
from training.courses.rules.audience import Line as AudienceLine
from training.courses.rules.audience import needed
from training.courses.rules.states import EnrolmentState, SessionState

__all__ = ["attended", "courses_for", "enrolled", "trained_by", "trainers_of_first"]


def closings(known_at: datetime | None = None) -> QuerySet[SessionChange]:
    """From the first closing of a session on its attendance counts."""
    rows = SessionChange.objects.filter(to_state=SessionState.CLOSED).order_by()
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


def closed_sessions(session_ids: Iterable[int] | None = None, known_at: datetime | None = None) -> set[int]:
    """Sessions that had been closed at least once by then."""
    rows = closings(known_at)
    rows = rows if session_ids is None else rows.filter(session__in=set(session_ids))
    return set(rows.values_list("session_id", flat=True))


def attended(person_ids: Collection[int], known_at: datetime | None = None) -> dict[tuple[int, int], date]:
    """(person, course) → the last day on which enough of the course was attended. Counts from the closing of the session on."""
    found: dict[tuple[int, int], date] = {}
    for person_id, course_id, day in completions(person_ids, known_at):
        found[person_id, course_id] = max(day, found.get((person_id, course_id), day))
    return found


def trained_by(person_ids: Collection[int], known_at: datetime | None = None) -> dict[tuple[int, int], date]:
    """(person, course) → the first day on which enough of the course was attended: to compare before and after."""
    found: dict[tuple[int, int], date] = {}
    for person_id, course_id, day in completions(person_ids, known_at):
        found[person_id, course_id] = min(day, found.get((person_id, course_id), day))
    return found


def completions(person_ids: Collection[int], known_at: datetime | None = None) -> Iterator[tuple[int, int, date]]:
    """Each time somebody attended enough of a closed session: person, course, day. Three queries."""
    for person_id, session in completed(person_ids, known_at):
        yield person_id, session.course_id, session.day


def trainers_of_first(person_ids: Collection[int], day: date, known_at: datetime | None = None) -> dict[tuple[int, int], tuple[int, ...]]:
    """(person, course) → who taught the first session of it that the person attended enough of, on or before that day."""
    first: dict[tuple[int, int], Session] = {}
    for person_id, session in completed(person_ids, known_at):
        held = first.get((person_id, session.course_id))
        if session.day <= day and (held is None or (session.starts_at, session.pk) < (held.starts_at, held.pk)):
            first[person_id, session.course_id] = session
    taught: dict[int, list[int]] = {}
    rows = SessionTrainer.objects.known_at(known_at).filter(session__in={session.pk for session in first.values()}).order_by("person_id")
    for session_id, trainer in rows.values_list("session_id", "person_id"):
        taught.setdefault(session_id, []).append(trainer)
    return {key: tuple(taught.get(session.pk, ())) for key, session in first.items()}


def completed(person_ids: Collection[int], known_at: datetime | None = None) -> Iterator[tuple[int, Session]]:
    """Each time somebody attended enough of a closed session. Three queries."""
    people = set(person_ids)
    told = everybodys(known_at) if reads_all(len(people)) else read_completed(people, known_at)
    return ((person_id, session) for person_id, session in told if person_id in people)


@once
def everybodys(known_at: datetime | None) -> list[tuple[int, Session]]:
    return read_completed(None, known_at)


def read_completed(people: Collection[int] | None, known_at: datetime | None) -> list[tuple[int, Session]]:
    """As `completed`; of everybody where no people are named."""
    places = Enrolment.objects.order_by("pk")
    sessions = Session.objects.filter(pk__in=closings(known_at).values("session"))
    if people is not None:
        places = places.filter(person__in=people)
        sessions = sessions.filter(pk__in=places.order_by().values("session"))
    closed = {session.pk: session for session in sessions}
    seats = {pk: (person, session) for pk, person, session in places.values_list("pk", "person_id", "session_id") if session in closed}
    found = []
    for pk, lines in lines_of(seats, known_at).items():
        person_id, session = seats[pk][0], closed[seats[pk][1]]
        if outcome(lines, session.starts_at, session.ends_at, session.needed_percent).complete:
            found.append((person_id, session))
    return found


def lines_of(enrolment_ids: Iterable[int], known_at: datetime | None = None) -> dict[int, list[Line]]:
    """The attendance record of each place, in order."""
    rows = Attendance.objects.filter(enrolment__in=list(enrolment_ids)).order_by("recorded_at", "pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found: dict[int, list[Line]] = {}
    for enrolment_id, kind, moment, standing, minutes in rows.values_list("enrolment_id", "kind", "moment", "standing", "minutes"):
        found.setdefault(enrolment_id, []).append(Line(kind, moment, standing, minutes))
    return found


def courses_for(
    job_role: str, crm_role: str, day: date, *, experience: str = "", trainer: bool = False, known_at: datetime | None = None
) -> list[Course]:
    """Courses that somebody in this job and CRM role needs on that day, by code. For many people use `audiences` once."""
    lines = audiences(day, known_at)
    courses = Course.objects.filter(pk__in=lines, active=True).order_by("code")
    who = {"job_role": job_role, "crm_role": crm_role, "experience": experience}
    return [course for course in courses if needed(lines[course.pk], **who, trainer=trainer)]


def audiences(day: date, known_at: datetime | None = None) -> dict[int, list[AudienceLine]]:
    """For whom each course is on that day: course → lines for `rules.audience.needed`. One query."""
    rows = Audience.objects.known_at(known_at).on(day).order_by("course_id", "pk")
    found: dict[int, list[AudienceLine]] = {}
    for course_id, *told in rows.values_list("course_id", "job_role", "crm_role", "experience", "trainers"):
        found.setdefault(course_id, []).append(AudienceLine(*told))
    return found


def enrolled(person_ids: Collection[int], at: datetime) -> dict[tuple[int, int], Session]:
    """(person, course) → the next session, not yet over, in which the person has a seat."""
    places = Enrolment.objects.filter(person__in=set(person_ids), state=EnrolmentState.ENROLLED, session__ends_at__gt=at)
    places = places.exclude(session__state=SessionState.CANCELLED).select_related("session__course", "session__office")
    found: dict[tuple[int, int], Session] = {}
    for place in places.order_by("session__starts_at", "pk"):
        found.setdefault((place.person_id, place.session.course_id), place.session)
    return found
