"""The sessions between two instants that are still to be held, with the seats taken, as the record held them at any instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from governance.core.earlier import as_held, came_later, values_held
from governance.organisation.selectors import offices_held
from training.courses.models import Course, Enrolment, Session
from training.courses.rules.states import TO_COME, EnrolmentState, SessionState

OPEN = (*TO_COME, SessionState.RUNNING)


@dataclass(frozen=True)
class Ahead:
    session: Session
    seated: int


def sessions_ahead(first: datetime, last: datetime, known_at: datetime | None = None) -> list[Ahead]:
    """Those that begin by `last` and do not end before `first`, the soonest first. One query; six of an earlier instant."""
    rows = Session.objects.select_related("course", "office").order_by("starts_at", "pk")
    within = Q(starts_at__lte=last, ends_at__gte=first)
    if known_at is None:
        seated = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED))
        return [Ahead(row, getattr(row, "seated", 0)) for row in rows.filter(within, state__in=OPEN).annotate(seated=seated)]
    since = Session.history.filter(history_date__gt=known_at).values("id")
    held = as_held(rows.filter(within | Q(pk__in=since)).exclude(pk__in=came_later(Session, known_at)), known_at)
    found = [row for row in held if row.state in OPEN and row.starts_at <= last and row.ends_at >= first]
    taken = seats(found, known_at)
    return [Ahead(row, taken[row.pk]) for row in sorted(named(found, known_at), key=lambda row: (row.starts_at, row.pk))]


def named(sessions: Collection[Session], known_at: datetime) -> Iterator[Session]:
    """Each with its course and its office as they were called then."""
    courses = {row.pk: row for row in as_held(Course.objects.filter(pk__in={one.course_id for one in sessions}), known_at)}
    offices = offices_held(known_at)
    for one in sessions:
        one.course = courses[one.course_id]
        one.office = offices[one.office_id] if one.office_id else None
        yield one


def seats(sessions: Collection[Session], known_at: datetime) -> Counter[int]:
    """Session id → how many had a seat."""
    rows = Enrolment.objects.filter(session__in=sessions).exclude(pk__in=came_later(Enrolment, known_at))
    places = list(rows.values_list("pk", "session_id", "state"))
    past = values_held(Enrolment, ["state"], known_at, only={pk for pk, _session, _state in places})
    return Counter(session for pk, session, state in places if past.get(pk, (state,))[0] == EnrolmentState.ENROLLED)
