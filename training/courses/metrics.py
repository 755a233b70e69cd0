"""This room's figures: who has attended what they need, who at least has a seat, sessions held, and how they were received."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.metrics import (
    Direction,
    Measurement,
    Metric,
    Rows,
    Subject,
    SubjectKind,
    SubjectNames,
    Unit,
    register,
    register_names,
)
from governance.core.permissions import Verb, allows, scope
from governance.core.reading import once
from governance.organisation.models import Office
from governance.organisation.selectors import people_names
from training.courses.models import Course, EnrolmentChange, Session, SessionChange
from training.courses.needs import Wanted, wanted
from training.courses.reactions import groups
from training.courses.rules.reaction import SMALLEST, reaction
from training.courses.rules.states import EnrolmentState, SessionState
from training.courses.rules.validity import valid_on
from training.courses.selectors import closed_sessions, completions

SUBJECTS = frozenset({SubjectKind.PROGRAMME, SubjectKind.OFFICE, SubjectKind.COURSE})
Measured = dict[tuple[Subject, date], Measurement]


@dataclass(frozen=True)
class Facts:
    """What the shares rest on, read once for all subjects and days."""

    needs: Mapping[date, Sequence[Wanted]]
    done: Mapping[tuple[int, int], Sequence[date]]
    months: Mapping[int, int | None]
    known_at: datetime | None

    @cached_property
    def seats(self) -> Mapping[tuple[int, int], Sequence[tuple[date, date]]]:
        """Read only where a figure counts seats."""
        return seats_of({one.person_id for found in self.needs.values() for one in found}, self.known_at)

    def attended(self, one: Wanted, day: date) -> bool:
        """Attended by that day, and still valid on it."""
        months = self.months[one.course_id]
        return any(valid_on(on, months, day) for on in self.done.get((one.person_id, one.course_id), ()))

    def placed(self, one: Wanted, day: date) -> bool:
        """Had a seat by that day in a session on it or later."""
        return any(given <= day <= held for given, held in self.seats.get((one.person_id, one.course_id), ()))


def read_facts(days: Iterable[date], known_at: datetime | None) -> Facts:
    return facts_of(tuple(sorted(set(days))), known_at)


@once
def facts_of(days: tuple[date, ...], known_at: datetime | None) -> Facts:
    wanted_on = {day: wanted(day, day, known_at=known_at) for day in days}
    offered = dict(Course.objects.filter(active=True).values_list("pk", "validity_months"))
    needs = {day: [one for one in found if one.course_id in offered] for day, found in wanted_on.items()}
    people = {one.person_id for found in needs.values() for one in found}
    done: dict[tuple[int, int], list[date]] = {}
    for person_id, course_id, day in completions(people, known_at):
        done.setdefault((person_id, course_id), []).append(day)
    return Facts(needs, done, offered, known_at)


def seats_of(people: Collection[int], known_at: datetime | None) -> dict[tuple[int, int], list[tuple[date, date]]]:
    """(person, course) → for each seat that was not given up: the day it was given, and the day of its session."""
    off = SessionChange.objects.filter(to_state=SessionState.CANCELLED)
    rows = EnrolmentChange.objects.filter(enrolment__person__in=set(people))
    if known_at is not None:
        off, rows = off.filter(recorded_at__lte=known_at), rows.filter(recorded_at__lte=known_at)
    rows = rows.exclude(enrolment__session__in=off.values("session"))
    last: dict[int, tuple[str, datetime]] = {}
    seats: dict[int, tuple[int, int]] = {}
    told = rows.order_by("recorded_at", "pk").values_list(
        "enrolment_id", "from_state", "to_state", "recorded_at", "enrolment__person_id", "enrolment__session_id"
    )
    for seat, before, state, at, person, session in told:
        last[seat] = state, at
        if not before:
            seats[seat] = person, session
    keep = {seat: at for seat, (state, at) in last.items() if state == EnrolmentState.ENROLLED and seat in seats}
    sessions = Session.objects.in_bulk({seats[seat][1] for seat in keep})
    found: dict[tuple[int, int], list[tuple[date, date]]] = {}
    for seat, given in keep.items():
        person_id, held = seats[seat][0], sessions[seats[seat][1]]
        found.setdefault((person_id, held.course_id), []).append((timezone.localdate(given), held.day))
    return found


def of(subject: Subject, needs: Sequence[Wanted]) -> list[Wanted]:
    """The needs that a subject is about; every programme is about all of them."""
    if subject.kind == SubjectKind.OFFICE:
        return [one for one in needs if one.office_id == subject.id]
    if subject.kind == SubjectKind.COURSE:
        return [one for one in needs if one.course_id == subject.id]
    return list(needs)


def share(met: int, needs: int) -> Measurement:
    if not needs:
        return Measurement(None, absent=gettext("Nobody needs a course here on that day."))
    return Measurement(Decimal(met) * 100 / needs, Decimal(met), Decimal(needs), sample=needs)


def measure_attended(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Measured:
    facts = read_facts(days, known_at)
    found: Measured = {}
    for day in days:
        for subject in subjects:
            needs = of(subject, facts.needs[day])
            found[subject, day] = share(sum(facts.attended(one, day) for one in needs), len(needs))
    return found


def measure_enrolled(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Measured:
    facts = read_facts(days, known_at)
    found: Measured = {}
    for day in days:
        for subject in subjects:
            needs = of(subject, facts.needs[day])
            found[subject, day] = share(sum(facts.attended(one, day) or facts.placed(one, day) for one in needs), len(needs))
    return found


def held_by(known_at: datetime | None) -> list[Session]:
    return list(Session.objects.filter(pk__in=closed_sessions(known_at=known_at)).order_by("pk"))


def concerns(subject: Subject, session: Session) -> bool:
    if subject.kind == SubjectKind.OFFICE:
        return session.office_id == subject.id
    return subject.kind != SubjectKind.COURSE or session.course_id == subject.id


def measure_held(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Measured:
    sessions = held_by(known_at)
    found: Measured = {}
    for day in days:
        for subject in subjects:
            count = sum(concerns(subject, one) and one.day <= day for one in sessions)
            found[subject, day] = Measurement(Decimal(count), sample=count)
    return found


def measure_feedback(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Measured:
    """Mean of all marks, 1 to 5, of sessions whose answers may be shown by then."""
    sessions = {one.pk: one for one in held_by(known_at)}
    answers = groups(sessions.values(), known_at)
    found: Measured = {}
    for day in days:
        known_day = day if known_at is None else min(day, timezone.localdate(known_at))
        for subject in subjects:
            told = reaction([group for group in answers if concerns(subject, sessions[group.session_id])], known_day)
            found[subject, day] = (
                Measurement(told.mean, sample=told.answers) if told else Measurement(None, absent=gettext("Too few answers so far."))
            )
    return found


def rows_attended(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Who needs what and has it or not: of the own offices only, unless one reads attendance or clearance of all."""
    facts = read_facts([day], known_at)
    seen = [scope(actor, Verb.VIEW, what) for what in ("attendance", "clearance")]
    needs = [one for one in of(subject, facts.needs[day]) if any(reached.reaches(one.office_id) for reached in seen)]
    names = people_names({one.person_id for one in needs}, actor)
    courses, offices = Course.objects.in_bulk(), Office.objects.in_bulk()
    cells = [
        (
            names[one.person_id],
            str(offices[one.office_id]) if one.office_id else "",
            str(courses[one.course_id]),
            gettext("yes") if facts.attended(one, day) else gettext("no"),
            gettext("yes") if facts.placed(one, day) else gettext("no"),
        )
        for one in needs
    ]
    return Rows((_("Person"), _("Office"), _("Course"), _("Attended"), _("Has a seat")), sorted(cells))


def course_names(actor: Actor) -> Mapping[int, str]:
    return {one.pk: str(one) for one in Course.objects.order_by("code")} if allows(actor, Verb.VIEW, "course") else {}


ATTENDED = Metric(
    "training.attended",
    _("Attended the training they need"),
    _("Of all who must use the CRM on that day, per course they need: those who attended enough of it, still valid."),
    Unit.PERCENT,
    Direction.HIGHER,
    1,
    SUBJECTS,
    measure_attended,
    rows_attended,
    rows_what="attendance",
)
ENROLLED = Metric(
    "training.enrolled",
    _("Attended or enrolled"),
    _("As attended, counting also those who have a seat in a session to come."),
    Unit.PERCENT,
    Direction.HIGHER,
    1,
    SUBJECTS,
    measure_enrolled,
    rows_attended,
    rows_what="attendance",
)
HELD = Metric(
    "training.sessions_held",
    _("Sessions held"),
    _("Sessions closed up to that day."),
    Unit.COUNT,
    Direction.NEUTRAL,
    0,
    SUBJECTS,
    measure_held,
)
FEEDBACK = Metric(
    "training.feedback",
    _("Feedback on training"),
    _("Mean of the marks from 1 to 5 of sessions with enough answers, a week after each was closed."),
    Unit.POINTS,
    Direction.HIGHER,
    SMALLEST,
    SUBJECTS,
    measure_feedback,
)
register(ATTENDED, ENROLLED, HELD, FEEDBACK)
register_names(SubjectNames(SubjectKind.COURSE, course_names))
