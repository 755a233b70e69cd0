"""Reads for the rooms above: who attended what, which courses somebody needs, who has a place where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db.models import Min

from training.courses.models import Attendance, Audience, Course, Enrolment, Session, SessionChange, SessionTrainer
from training.courses.rules.attending import Line
from training.courses.rules.attending import attended as outcome
from training.courses.rules.audience import Line as AudienceLine
from training.courses.rules.audience import needed
from training.courses.rules.states import EnrolmentState, SessionState

__all__ = ["attended", "courses_for", "enrolled", "trained_by", "trainers_of_first"]


def closed_sessions(session_ids: Iterable[int] | None = None, known_at: datetime | None = None) -> set[int]:
    """Sessions that had been closed at least once by then: from the first closing on their attendance counts."""
    closings = SessionChange.objects.filter(to_state=SessionState.CLOSED)
    if session_ids is not None:
        closings = closings.filter(session__in=set(session_ids))
    first = closings.order_by().values_list("session_id").annotate(first=Min("recorded_at"))
    return {session_id for session_id, when in first if known_at is None or when <= known_at}


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
    rows = Enrolment.objects.filter(person__in=set(person_ids)).select_related("session").order_by("pk")
    places = {place.pk: place for place in rows}
    closed = closed_sessions({place.session_id for place in places.values()}, known_at)
    told = lines_of((pk for pk, place in places.items() if place.session_id in closed), known_at)
    for pk, lines in told.items():
        session = places[pk].session
        if outcome(lines, session.starts_at, session.ends_at, session.needed_percent).complete:
            yield places[pk].person_id, session


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
