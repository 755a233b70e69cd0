"""A session from planned to running: who teaches it, when and where. Clashes are refused under a lock, tight roads only told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused, Text
from governance.core.permissions import Verb, require, scope
from governance.organisation.actions.dated import in_turn, locked, reasoned, supersede
from governance.organisation.models import Person
from training.courses.access import NOT_YOURS, require_run
from training.courses.actions.places import move_up
from training.courses.actions.reminding import forget_session, remind_session
from training.courses.bookings import booking, bookings_around
from training.courses.models import Course, Mode, Session, SessionChange, SessionTrainer
from training.courses.rules.clashes import Clash, Why, clashes
from training.courses.rules.states import SESSION_MOVES, TO_COME, SessionState

LONGEST = timedelta(hours=24)
YEAR = timedelta(days=366)
# A trainer may open the sign-in this long before the session begins.
DOORS_OPEN = timedelta(minutes=60)


def plan_session(course: Course, *, trainers: Sequence[Person], actor: Actor, at: datetime, reason: str = "", **fields: Any) -> Session:
    """A planned session. A trainer plans for themselves only; whoever or whatever is taken already refuses it."""
    require(actor, Verb.CHANGE, "session")
    require_own(actor, trainers)
    if not course.active:
        raise Refused(_("This course is no longer offered."))
    made = checked(Session(course=course, needed_percent=course.needed_percent, **fields))
    check_year(made, at)
    with transaction.atomic(), audit.because(actor, reason):
        refuse_clashes(made, trainers)
        made.save()
        name_trainers(made, trainers, at)
        SessionChange.objects.create(session=made, to_state=SessionState.PLANNED, recorded_at=at)
    return made


def change_session(session: Session, *, trainers: Sequence[Person], actor: Actor, at: datetime, reason: str, **fields: Any) -> Session:
    """Another time, place, trainer or number of seats, as long as it has not begun. Everybody enrolled is reminded of the new time."""
    require_run(actor, session, what="session")
    require_own(actor, trainers)
    reason = reasoned(reason)
    with transaction.atomic(), audit.because(actor, reason):
        session = locked(session)
        if session.state not in TO_COME:
            raise Conflict(_("This session is %(state)s and can no longer be changed.") % {"state": session.get_state_display()})
        for name, value in fields.items():
            setattr(session, name, value)
        checked(session)
        check_year(session, at)
        seated = session.enrolments.seated().count()  # type: ignore[attr-defined]
        if session.capacity < seated:
            message = _("%(seated)s people are enrolled already; move some of them first.") % {"seated": seated}
            raise InvalidInput(message, fields={"capacity": message})
        refuse_clashes(session, trainers)
        session.save()
        name_trainers(session, trainers, at)
        fill_seats(session, at=at)
        remind_session(session, at=at)
    return session


def open_session(session: Session, *, actor: Actor, at: datetime, reason: str = "") -> Session:
    """From planned to open for enrolment."""
    require_run(actor, session, what="session")
    return moved(session, SessionState.OPEN, actor=actor, at=at, reason=reason)


def begin(session: Session, *, actor: Actor, at: datetime, reason: str = "") -> Session:
    """The trainer opens the sign-in, from an hour before the begin on."""
    require_run(actor, session)
    if at < session.starts_at - DOORS_OPEN:
        raise Refused(_("Sign-in opens one hour before the session begins."))
    return moved(session, SessionState.RUNNING, actor=actor, at=at, reason=reason)


def call_off(session: Session, *, actor: Actor, at: datetime, reason: str) -> Session:
    """The session does not take place; everybody enrolled loses the place and is told."""
    require_run(actor, session, what="session")
    reason = reasoned(reason)
    with transaction.atomic():
        session = moved(session, SessionState.CANCELLED, actor=actor, at=at, reason=reason)
        forget_session(session, at=at)
    return session


def moved(session: Session, to: SessionState, *, actor: Actor, at: datetime, reason: str) -> Session:
    """One guarded step of the table of allowed moves; whoever comes second is told."""
    before = [state for state, targets in SESSION_MOVES.items() if to in targets]
    with transaction.atomic(), audit.because(actor, reason):
        session = locked(session)
        was = session.state
        if was not in before or not audit.update(Session.objects.filter(pk=session.pk, state=was), state=to):
            raise Conflict(_("This session is already: %(state)s.") % {"state": session.get_state_display()})
        SessionChange.objects.create(session=session, from_state=was, to_state=to, recorded_at=at)
    session.refresh_from_db()
    return session


@cache
def zones() -> frozenset[str]:
    """Every time zone there is; the list is read from many files."""
    return frozenset(available_timezones())


def require_own(actor: Actor, trainers: Sequence[Person]) -> None:
    """Who does not plan everywhere plans only what they teach themselves."""
    if not trainers:
        raise InvalidInput(_("Please name a trainer."), fields={"trainers": _("Please name a trainer.")})
    reached = scope(actor, Verb.CHANGE, "session")
    if not reached.everything and reached.person_id not in {person.pk for person in trainers}:
        raise NotAllowed(NOT_YOURS)


def checked(session: Session) -> Session:
    """The session, or every field that cannot be."""
    wrong: dict[str, Text] = {}
    if session.ends_at <= session.starts_at:
        wrong["ends_at"] = _("The session ends before it begins.")
    elif session.ends_at - session.starts_at > LONGEST:
        wrong["ends_at"] = _("A session lasts at most 24 hours. Plan one for each day.")
    if session.time_zone not in zones():
        wrong["time_zone"] = _("There is no such time zone.")
    if not 1 <= session.capacity <= 2000:
        wrong["capacity"] = _("Between 1 and 2,000 seats.")
    if session.mode == Mode.REMOTE and not session.link:
        wrong["link"] = _("A remote session needs its link.")
    if session.mode != Mode.REMOTE and not session.office_id and not session.place.strip():
        wrong["office"] = _("Choose an office, or write another place.")
    if wrong:
        raise InvalidInput(_("Please check the session."), fields=wrong)
    return session


def check_year(session: Session, at: datetime) -> None:
    """A slip of the year would put the session where nobody looks."""
    if not at - YEAR <= session.starts_at <= at + 2 * YEAR:
        raise InvalidInput(_("Please check the year."), fields={"starts_at": _("Please check the year.")})


def refuse_clashes(session: Session, trainers: Sequence[Person]) -> None:
    """Two who plan at once come here one after the other, so that neither overlooks the other."""
    in_turn()
    wanted = booking(session, (person.pk for person in trainers))
    found = clashes(wanted, bookings_around(session, [person.pk for person in trainers]))
    if found:
        raise Refused(_("Something is taken at that time."), reasons=clash_texts(found, trainers))


def clash_texts(found: Collection[Clash], trainers: Sequence[Person]) -> list[Text]:
    """Each clash with who or what, and the session that is in the way."""
    sessions = {
        one.pk: one for one in Session.objects.select_related("course", "office").filter(pk__in=[c.other.session_id for c in found])
    }
    names = {person.pk: str(person) for person in trainers}
    texts: list[Text] = []
    for one in found:
        other = sessions[one.other.session_id or 0]
        told = {"session": str(other), "where": other.where}
        if one.why == Why.ROOM:
            texts.append(_("The room is taken: %(session)s (%(where)s).") % told)
        else:
            who = written.together([names[pk] for pk in sorted(one.trainers)])
            texts.append(_("%(who)s teaches elsewhere: %(session)s (%(where)s).") % (told | {"who": who}))
    return texts


def name_trainers(session: Session, trainers: Sequence[Person], at: datetime) -> None:
    """Exactly these teach it from now on."""
    wanted = {person.pk: person for person in trainers}
    for row in SessionTrainer.objects.current().filter(session=session).order_by("pk"):
        if row.person_id in wanted:
            del wanted[row.person_id]
        else:
            supersede(row, at=at)
    audit.bulk_create(SessionTrainer, [SessionTrainer(session=session, person=person, recorded_at=at) for person in wanted.values()])


def fill_seats(session: Session, *, at: datetime) -> None:
    """More seats: the first of the waiting list move up."""
    while move_up(session, at=at):
        pass
