"""Who was there: signed in by the rotating code, ticked, corrected, closed. Lines are appended; the outcome is derived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import locked, reasoned
from governance.organisation.models import Person
from training.courses import signing
from training.courses.access import require_run
from training.courses.actions.enrolling import held, objection_to
from training.courses.actions.feedback import ask
from training.courses.actions.places import free_seats, give_place
from training.courses.actions.planning import DOORS_OPEN, moved
from training.courses.actions.reminding import forget_session
from training.courses.models import Attendance, Enrolment, LateCode, Session
from training.courses.rules import codes
from training.courses.rules.attending import PRESENCE, TOLERANCE, Attended, attended
from training.courses.rules.states import EnrolmentState, Seen, SessionState, Standing, Way
from training.courses.selectors import closed_sessions, lines_of

# Codes are taken this long after the planned end: the session may run over.
DOORS_CLOSE = timedelta(hours=1)


class Outcome(StrEnum):
    IN = "in"
    ALREADY = "already"
    TO_CONFIRM = "to_confirm"


@dataclass(frozen=True)
class SignedIn:
    """What came of a code. `shown` is when the code was on the screen."""

    outcome: Outcome
    session: Session
    moment: datetime
    shown: datetime


def sign_in(session: Session, *, code: str = "", scanned_at: datetime | None = None, actor: Actor, at: datetime) -> SignedIn:
    """The signed-in person is here. `scanned_at`: when this browser brought us a fresh code, where it had to sign in first.

    A code older than its minute waits for the trainer's word; twice is once.
    """
    require(actor, Verb.VIEW, "own_training", person_id=actor.person_id)
    if actor.person_id is None:
        raise NotAllowed(_("Your account belongs to no person, so it cannot sign in here."))
    fresh, shown = read_code(session, code, scanned_at, at)
    with transaction.atomic(), audit.because(actor, ""):
        session = held(session)
        refuse_sign_in(session, at, fresh=fresh)
        place = place_at_the_door(session, actor.person_id, at)
        now = standing_of(place)
        if now.here:
            return SignedIn(Outcome.ALREADY, session, now.arrived or at, shown)
        if not fresh:
            LateCode.objects.get_or_create(enrolment=place, defaults={"shown_at": shown, "arrived_at": at})
            return SignedIn(Outcome.TO_CONFIRM, session, at, shown)
        moment = scanned_at or at
        write(place, Seen.ARRIVED, Way.CODE, moment=moment, at=at)
    return SignedIn(Outcome.IN, session, moment, shown)


def read_code(session: Session, code: str, scanned_at: datetime | None, at: datetime) -> tuple[bool, datetime]:
    """Whether it counts by itself, and when it was shown."""
    if scanned_at is not None and timedelta(0) <= at - scanned_at <= codes.RECEIPT:
        return True, scanned_at
    shown = signing.shown_at(session.pk, code, at)
    if shown is None:
        message = _("This code is not, or no longer, on the trainer's screen. Please scan or type the one that is there now.")
        raise InvalidInput(message, fields={"code": message})
    return codes.counts(shown, at), shown


def refuse_sign_in(session: Session, at: datetime, *, fresh: bool) -> None:
    if session.state == SessionState.CLOSED and not fresh:
        return
    if session.state != SessionState.RUNNING or at > session.ends_at + DOORS_CLOSE:
        raise Refused(_("Sign-in for this session is not open. Please tell the trainer."))


def place_at_the_door(session: Session, person_id: int, at: datetime) -> Enrolment:
    """The person's seat; one at the door where the session is open to everybody and has a seat left."""
    place = Enrolment.objects.select_for_update().filter(session=session, person=person_id, state=EnrolmentState.ENROLLED).first()
    if place is not None:
        return place
    person = Person.objects.get(pk=person_id)
    if session.self_enrol and free_seats(session) > 0 and objection_to(session, person) is None and session.state == SessionState.RUNNING:
        return give_place(session, person, EnrolmentState.ENROLLED, at=at)
    raise Refused(_("You are not on the list of this session. Please ask the trainer to put you on it."))


def arrive(place: Enrolment, *, moment: datetime | None = None, actor: Actor, at: datetime, reason: str = "") -> bool:
    """The trainer ticks somebody who has no phone. False where they are here already."""
    with transaction.atomic(), audit.because(actor, reason):
        place = running(place, actor)
        if standing_of(place).here:
            return False
        write(place, Seen.ARRIVED, Way.LIST, moment=within(place.session, moment or at, at), at=at)
    return True


def leave(place: Enrolment, *, moment: datetime | None = None, actor: Actor, at: datetime, reason: str = "") -> bool:
    """Somebody goes, before the end or at it. False where they are not here."""
    with transaction.atomic(), audit.because(actor, reason):
        place = running(place, actor)
        now = standing_of(place)
        if now.arrived is None or not now.here:
            return False
        write(place, Seen.LEFT, Way.LIST, moment=within(place.session, moment or at, at), at=at)
    return True


def correct(
    place: Enrolment, *, standing: str, minutes: int | None = None, actor: Actor, at: datetime, reason: str, way: Way = Way.LIST
) -> Enrolment:
    """Set by hand what was so; the lines before stay in the record."""
    reason = reasoned(reason)
    with transaction.atomic(), audit.because(actor, reason):
        place = running(place, actor)
        check_set(place.session, standing, minutes)
        write(place, Seen.SET, way, moment=at, at=at, standing=standing, minutes=minutes)
    return place


def decide_late(late: LateCode, *, accepted: bool, actor: Actor, at: datetime, reason: str = "") -> LateCode:
    """The trainer's word on a code that arrived late; one decision wins. Counted from when the code was on the screen."""
    with transaction.atomic(), audit.because(actor, reason):
        place = running(late.enrolment, actor)
        if not audit.update(LateCode.objects.filter(pk=late.pk, accepted__isnull=True), accepted=accepted):
            raise Conflict(_("This has been decided already."))
        if accepted and not standing_of(place).here:
            write(place, Seen.ARRIVED, Way.LATE_CODE, moment=late.shown_at, at=at)
    late.refresh_from_db()
    return late


def close(session: Session, *, actor: Actor, at: datetime, reason: str = "", tell: bool = True) -> Session:
    """Who was not seen is absent; excused stays excused. From now on the attendance counts.

    Whoever closes many tells the rooms above once, afterwards.
    """
    require_run(actor, session)
    with transaction.atomic(), audit.because(actor, reason):
        session = held(session)
        if session.state == SessionState.RUNNING and at < session.ends_at - TOLERANCE:
            session = end_early(session, at, reason)
        outcomes = outcomes_of(session)
        for place, outcome in outcomes:
            if outcome.standing == Standing.EXPECTED:
                write(place, Seen.NOT_SEEN, Way.CLOSING, moment=session.ends_at, at=at)
        ask(session, [place.person_id for place, outcome in outcomes if outcome.standing in PRESENCE])
        session = moved(session, SessionState.CLOSED, actor=actor, at=at, reason=reason)
        forget_session(session, at=at)
        if tell:
            announce("attendance", actor=actor, at=at)
    return session


def end_early(session: Session, at: datetime, reason: str) -> Session:
    """The session ends before its time, once the share that counts as attended has passed; its length is then the real one."""
    needed = session.starts_at + (session.ends_at - session.starts_at) * session.needed_percent / 100
    if at < needed:
        raise Refused(
            _("The session runs until %(end)s. It can be closed early once %(percent)s%% of its time has passed, with a reason.")
            % {"end": f"{session.local_end:%H:%M}", "percent": session.needed_percent}
        )
    reasoned(reason)
    session.ends_at = at.replace(second=0, microsecond=0)
    session.save()
    return session


def reopen(session: Session, *, actor: Actor, at: datetime, reason: str) -> Session:
    """Back to running, to correct the list. What counts meanwhile is what the list says."""
    require(actor, Verb.APPROVE, "attendance")
    reason = reasoned(reason)
    if session.state != SessionState.CLOSED:
        raise Conflict(_("Only a closed session is opened again."))
    return moved(session, SessionState.RUNNING, actor=actor, at=at, reason=reason)


def running(place: Enrolment, actor: Actor) -> Enrolment:
    """The place, held, in a running session of this trainer's."""
    require_run(actor, place.session)
    refuse_own(actor, place)
    session = held(place.session)
    place = locked(place)
    place.session = session
    if place.session.state != SessionState.RUNNING:
        told = {"state": session.get_state_display()}
        raise Conflict(_("This session is %(state)s: the list can be changed only while it runs.") % told)
    if place.state != EnrolmentState.ENROLLED:
        raise Conflict(_("This place is already: %(state)s.") % {"state": place.get_state_display()})
    return place


def refuse_own(actor: Actor, place: Enrolment) -> None:
    """Whoever runs a session and has a seat in it signs in by the code like everybody; by hand only others set it."""
    if actor.person_id == place.person_id and not actor.system:
        raise NotAllowed(_("Nobody sets their own attendance. Sign in by the code, or ask another trainer or the project office."))


def within(session: Session, moment: datetime, at: datetime) -> datetime:
    """A moment that can be: from the opening of the doors until now."""
    if not session.starts_at - DOORS_OPEN <= moment <= max(at, session.starts_at):
        message = _("The time lies outside the session, or has not come yet.")
        raise InvalidInput(message, fields={"moment": message})
    return moment


def check_set(session: Session, standing: str, minutes: int | None) -> None:
    if standing not in Standing.values or standing == Standing.EXPECTED:
        raise InvalidInput(_("Please say how they attended."), fields={"standing": _("Please say how they attended.")})
    if standing in (Standing.LATE, Standing.LEFT_EARLY) and minutes is None:
        message = _("Please say how many minutes they were there.")
        raise InvalidInput(message, fields={"minutes": message})
    if minutes is not None and not 0 <= minutes <= session.minutes:
        longest = _("Between 0 and %(minutes)s minutes, the length of the session.") % {"minutes": session.minutes}
        raise InvalidInput(longest, fields={"minutes": longest})


def write(
    place: Enrolment, kind: Seen, way: Way, *, moment: datetime, at: datetime, standing: str = "", minutes: int | None = None
) -> Attendance:
    """Append to the list. Of a session that was opened again the list counts already, so the rooms above are told at once."""
    line = Attendance.objects.create(enrolment=place, kind=kind, way=way, moment=moment, standing=standing, minutes=minutes, recorded_at=at)
    if closed_sessions([place.session_id]):
        announce("attendance", actor=audit.current().actor, at=at)
    return line


def standing_of(place: Enrolment) -> Attended:
    session = place.session
    return attended(lines_of([place.pk]).get(place.pk, ()), session.starts_at, session.ends_at, session.needed_percent)


def outcomes_of(session: Session) -> list[tuple[Enrolment, Attended]]:
    """Everybody with a seat and how they attended, in the order of the list."""
    places: Iterable[Enrolment] = Enrolment.objects.seated().filter(session=session).select_related("person__identity").order_by("pk")
    found = list(places)
    told = lines_of(place.pk for place in found)
    span = session.starts_at, session.ends_at, session.needed_percent
    return [(place, attended(told.get(place.pk, ()), *span)) for place in found]
