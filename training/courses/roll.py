"""The list of a session as its pages and papers show it: each place with its outcome and how it came about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from governance.core.actor import Actor
from governance.organisation.models import Person
from training.courses.access import names_in, places_for
from training.courses.models import Attendance, Enrolment, LateCode, Session
from training.courses.rules.attending import Attended, attended
from training.courses.rules.states import EnrolmentState, SessionState, Standing
from training.courses.selectors import lines_of

SHADES = {
    Standing.EXPECTED: "none",
    Standing.PRESENT: "good",
    Standing.LATE: "watch",
    Standing.LEFT_EARLY: "watch",
    Standing.EXCUSED: "info",
    Standing.ABSENT: "bad",
}


@dataclass(frozen=True)
class Entry:
    """One line of the list."""

    place: Enrolment
    name: str
    number: str
    outcome: Attended
    late_code: LateCode | None = None

    @property
    def shade(self) -> str:
        return SHADES[self.outcome.standing]

    @property
    def running(self) -> bool:
        """Still in the room: the minutes are not known yet."""
        return self.outcome.here and self.place.session.state == SessionState.RUNNING

    @property
    def seated(self) -> bool:
        return self.place.state == EnrolmentState.ENROLLED


def entries(session: Session, actor: Actor, known_at: datetime | None = None) -> list[Entry]:
    """Seats and waiting list the reader may see, by name. A fixed number of queries."""
    places = list(places_for(actor, session).holding().select_related("person__identity").order_by("pk"))
    for place in places:
        place.session = session
    names = names_in(session, [place.person for place in places], actor)
    told = lines_of([place.pk for place in places], known_at)
    late = {row.enrolment_id: row for row in LateCode.objects.filter(enrolment__in=places, accepted__isnull=True)}
    span = session.starts_at, session.ends_at, session.needed_percent
    made = [
        Entry(
            place, names[place.person_id], place.person.employee_number or "", attended(told.get(place.pk, ()), *span), late.get(place.pk)
        )
        for place in places
    ]
    return sorted(made, key=lambda entry: (not entry.seated, entry.place.asked_at if not entry.seated else entry.name, entry.place.pk))


def counted(found: Collection[Entry]) -> dict[str, int]:
    """How many are here, expected, waiting, and codes to confirm."""
    seated = [entry for entry in found if entry.seated]
    return {
        "seated": len(seated),
        "here": sum(entry.outcome.here for entry in seated),
        "expected": sum(entry.outcome.standing == Standing.EXPECTED for entry in seated),
        "complete": sum(entry.outcome.complete for entry in seated),
        "waiting": len(found) - len(seated),
        "to_confirm": sum(entry.late_code is not None for entry in seated),
    }


def record_of(place: Enrolment) -> list[Attendance]:
    """Every line recorded of one place, in order."""
    return list(Attendance.objects.filter(enrolment=place).order_by("recorded_at", "pk"))


def own_place(session: Session, person: Person | int | None) -> Enrolment | None:
    """The place of this person in the session, if any."""
    return Enrolment.objects.holding().filter(session=session, person=person).first() if person else None
