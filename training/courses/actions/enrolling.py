"""Places in a session: given, given up, moved. Who comes when the last seat is gone waits; the session's row is held meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, NotAllowed, Refused, Text
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import locked, reasoned
from governance.organisation.models import Person
from training.courses.access import NOT_YOURS, may_cancel, may_enrol, may_run
from training.courses.actions.places import free_seats, give_place, move_up, step
from training.courses.models import Enrolment, Session
from training.courses.rules.states import TAKES_PLACE, TO_COME, EnrolmentState, SessionState


@dataclass(frozen=True)
class Enrolled:
    """What came of enrolling many: places given, places on the waiting list, and people left out with why."""

    seated: list[Enrolment] = field(default_factory=list)
    waiting: list[Enrolment] = field(default_factory=list)
    left_out: list[tuple[Person, Text]] = field(default_factory=list)


def enrol(session: Session, person: Person, *, actor: Actor, at: datetime, reason: str = "", wait: bool = True) -> Enrolment:
    """A seat, or a place on the waiting list when all are taken; Refused then where waiting is not wanted."""
    require(actor, Verb.CHANGE, "enrolment")
    if not may_enrol(actor, session, person):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic(), audit.because(actor, reason):
        session = held(session)
        refuse_state(session, actor)
        if why := objection_to(session, person):
            raise why
        return placed(session, person, at=at, wait=wait)


def enrol_all(session: Session, people: Iterable[Person], *, actor: Actor, at: datetime, reason: str = "") -> Enrolled:
    """Everybody who may be enrolled, in this order; the others are left out, each with why."""
    require(actor, Verb.CHANGE, "enrolment")
    done = Enrolled()
    with transaction.atomic(), audit.because(actor, reason):
        session = held(session)
        refuse_state(session, actor)
        wanted = list(dict.fromkeys(people))
        in_the_way, free = places_in_the_way(session, wanted), free_seats(session)
        for person in wanted:
            why = objection(session, person, in_the_way.get(person.pk, [])) if may_enrol(actor, session, person) else NotAllowed(NOT_YOURS)
            if why:
                done.left_out.append((person, why.message))
                continue
            place = placed(session, person, at=at, wait=True, free=free - len(done.seated))
            (done.seated if place.state == EnrolmentState.ENROLLED else done.waiting).append(place)
    return done


def cancel_place(place: Enrolment, *, actor: Actor, at: datetime, reason: str) -> Enrolment:
    """Give the place up before the session begins; the first of the waiting list moves up."""
    require(actor, Verb.CHANGE, "enrolment")
    if not may_cancel(actor, place):
        raise NotAllowed(NOT_YOURS)
    reason = reasoned(reason)
    with transaction.atomic(), audit.because(actor, reason):
        session = held(place.session)
        refuse_begun(session)
        place = locked(place)
        step(place, EnrolmentState.CANCELLED, at=at)
        move_up(session, at=at)
    return place


def move_place(place: Enrolment, to: Session, *, actor: Actor, at: datetime, reason: str) -> Enrolment:
    """To another session of the same course, if it has a free seat. The old seat goes to the waiting list."""
    require(actor, Verb.CHANGE, "enrolment")
    if not (may_cancel(actor, place) and may_enrol(actor, to, place.person)):
        raise NotAllowed(NOT_YOURS)
    reason = reasoned(reason)
    with transaction.atomic(), audit.because(actor, reason):
        # Always in the same order: two moves in opposite directions must not wait for each other.
        sessions = {pk: held(Session(pk=pk)) for pk in sorted({place.session_id, to.pk})}
        old, new = sessions[place.session_id], sessions[to.pk]
        place = locked(place)
        if old.course_id != new.course_id:
            raise Refused(_("The other session teaches another course."))
        refuse_begun(old)
        refuse_state(new, actor)
        step(place, EnrolmentState.MOVED, at=at)
        if why := objection_to(new, place.person):
            raise why
        made = placed(new, place.person, at=at, wait=False)
        move_up(old, at=at)
    return made


def held(session: Session) -> Session:
    """The session's row, held until the transaction ends: whoever else wants a seat waits."""
    return Session.objects.select_for_update(of=("self",)).select_related("course", "office").get(pk=session.pk)


def refuse_begun(session: Session) -> None:
    if session.state not in TO_COME:
        raise Conflict(_("This session is %(state)s: places no longer change.") % {"state": session.get_state_display()})


def refuse_state(session: Session, actor: Actor) -> None:
    """Planned sessions are filled by those who plan; open ones by everybody; running ones at the door, by whoever runs them."""
    runs = may_run(actor, session)
    if session.state not in (SessionState.PLANNED, SessionState.OPEN, SessionState.RUNNING):
        raise Conflict(_("This session is %(state)s: places no longer change.") % {"state": session.get_state_display()})
    if session.state != SessionState.OPEN and not runs:
        raise Conflict(_("This session is not open for enrolment."))


def objection_to(session: Session, person: Person) -> Conflict | Refused | None:
    """Why this person cannot have a place: already there, left the company, in the course elsewhere, or busy at that time."""
    return objection(session, person, places_in_the_way(session, [person]).get(person.pk, []))


def places_in_the_way(session: Session, people: Sequence[Person]) -> dict[int, list[Enrolment]]:
    """The places each of them holds in this session, in its course, or at its time. One query."""
    held_by = Enrolment.objects.holding().filter(person__in=people, session__state__in=TAKES_PLACE)
    in_course = Q(session=session.pk) | Q(session__course=session.course_id, session__state__in=TO_COME)
    at_that_time = Q(session__starts_at__lt=session.ends_at, session__ends_at__gt=session.starts_at, state=EnrolmentState.ENROLLED)
    found: dict[int, list[Enrolment]] = {}
    for place in held_by.filter(in_course | at_that_time).select_related("session__course").order_by("pk"):
        found.setdefault(place.person_id, []).append(place)
    return found


def objection(session: Session, person: Person, places: Sequence[Enrolment]) -> Conflict | Refused | None:
    if person.left_on is not None and person.left_on < session.day:
        return Refused(_("Has left the company by then."))
    if any(place.session_id == session.pk for place in places):
        return Conflict(_("Already has a place in this session."))
    for place in places:
        told = {"session": place.session}
        if place.session.course_id == session.course_id and place.session.state in TO_COME:
            return Refused(_("Already has a place in this course: %(session)s. Move it instead.") % told)
    return Refused(_("Is in another session at that time: %(session)s.") % {"session": places[0].session}) if places else None


def placed(session: Session, person: Person, *, at: datetime, wait: bool, free: int | None = None) -> Enrolment:
    """The caller holds the session's row, so the count of free seats holds too."""
    if (free_seats(session) if free is None else free) > 0:
        return give_place(session, person, EnrolmentState.ENROLLED, at=at)
    if not wait or session.state == SessionState.RUNNING:
        raise Refused(_("All %(seats)s seats are taken.") % {"seats": session.capacity})
    return give_place(session, person, EnrolmentState.WAITING, at=at)
