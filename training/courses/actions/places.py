"""The steps of a place that several actions share; the caller holds the session's row."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.errors import Conflict
from governance.organisation.models import Person
from training.courses.actions.reminding import forget_place, remind_place
from training.courses.models import Enrolment, EnrolmentChange, Session
from training.courses.rules.states import ENROLMENT_MOVES, EnrolmentState


def free_seats(session: Session) -> int:
    """Seats nobody has; negative is impossible while every change holds the session's row."""
    return session.capacity - Enrolment.objects.seated().filter(session=session).count()


def give_place(session: Session, person: Person, state: EnrolmentState, *, at: datetime) -> Enrolment:
    """A new place, with its event and reminder."""
    made = Enrolment.objects.create(session=session, person=person, state=state, asked_at=at)
    EnrolmentChange.objects.create(enrolment=made, to_state=state, recorded_at=at)
    if state == EnrolmentState.ENROLLED:
        remind_place(made, at=at)
    return made


def step(place: Enrolment, to: EnrolmentState, *, at: datetime, reason: str = "") -> None:
    """One guarded step of the table of allowed moves."""
    was = place.state
    before = [state for state, targets in ENROLMENT_MOVES.items() if to in targets]
    if was not in before or not audit.update(Enrolment.objects.filter(pk=place.pk, state=was), state=to):
        raise Conflict(_("This place is already: %(state)s.") % {"state": place.get_state_display()})
    place.refresh_from_db()
    EnrolmentChange.objects.create(enrolment=place, from_state=was, to_state=to, recorded_at=at, reason=reason)
    if to == EnrolmentState.ENROLLED:
        remind_place(place, at=at)
    else:
        forget_place(place, at=at)


def move_up(session: Session, *, at: datetime) -> Enrolment | None:
    """The first of the waiting list gets a seat that has become free."""
    if free_seats(session) < 1:
        return None
    waiting = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING).order_by("asked_at", "pk").first()
    if waiting is not None:
        step(waiting, EnrolmentState.ENROLLED, at=at, reason=_("A seat became free"))
    return waiting
