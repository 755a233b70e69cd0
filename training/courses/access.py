"""Whose sessions and whose places somebody may see or change: by right, by office, by teaching them, or as one's own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import NotAllowed, NotFound
from governance.core.permissions import Scope, Verb, scope
from governance.core.roles import Role
from governance.organisation.models import Membership, Person
from governance.organisation.selectors import names_for
from training.courses.models import Enrolment, Mode, Session, SessionTrainer
from training.courses.models.attendance import EnrolmentQuerySet
from training.courses.models.sessions import SessionQuerySet
from training.courses.rules.states import SessionState

NOT_YOURS = _("Your roles do not include this. The project office can tell you who may.")


def teaches(actor: Actor, session: Session) -> bool:
    """Whether this trainer teaches the session."""
    if actor.person_id is None or not actor.holds(Role.TRAINER):
        return False
    return SessionTrainer.objects.current().filter(session=session, person=actor.person_id).exists()


def may_run(actor: Actor, session: Session, verb: Verb = Verb.CHANGE, what: str = "attendance") -> bool:
    """The right over a whole session: everywhere, in its office, or as its trainer."""
    reached = scope(actor, verb, what)
    by_office = session.office_id is not None and session.office_id in reached.office_ids
    return reached.everything or by_office or (reached.person_id is not None and teaches(actor, session))


def require_run(actor: Actor, session: Session, verb: Verb = Verb.CHANGE, what: str = "attendance") -> None:
    if not may_run(actor, session, verb, what):
        raise NotAllowed(NOT_YOURS)


def sessions_for(actor: Actor) -> SessionQuerySet:
    """Sessions the reader may know of: all; else the office's, those taught, those with one's people, those open to everybody."""
    reached = scope(actor, Verb.VIEW, "session")
    if reached.everything:
        return Session.objects.all()
    people = scope(actor, Verb.VIEW, "enrolment")
    held = Enrolment.objects.holding().filter(people_in(people), session=OuterRef("pk"))
    taught = SessionTrainer.objects.current().filter(session=OuterRef("pk"), person=actor.person_id)
    own = Membership.objects.current().filter(person=actor.person_id).values("office")
    anybody = Q(state=SessionState.OPEN) & (Q(office__in=own) | ~Q(mode=Mode.ON_SITE))
    return Session.objects.filter(Exists(held) | Exists(taught) | Q(office__in=reached.office_ids) | anybody)


def session_or_404(actor: Actor, pk: int) -> Session:
    """The session; NotFound for whoever may not know of it."""
    found = sessions_for(actor).select_related("course", "office").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such session, or none you may know of."))
    return found


def people_in(reached: Scope) -> Q:
    """A filter of enrolments by whose they are."""
    if reached.everything:
        return Q()
    here = Membership.objects.current().filter(person=OuterRef("person"), office__in=reached.office_ids)
    return Q(Exists(here)) | Q(person=reached.person_id) if reached.office_ids else Q(person=reached.person_id)


def places_for(actor: Actor, session: Session) -> EnrolmentQuerySet:
    """The places of a session that the reader may see."""
    places = Enrolment.objects.filter(session=session)
    if may_run(actor, session, Verb.VIEW, "enrolment"):
        return places
    return places.filter(people_in(scope(actor, Verb.VIEW, "enrolment")))


def may_enrol(actor: Actor, session: Session, person: Person) -> bool:
    """Project office and the session's trainer: anybody. A head: own staff, on that day. Staff: themselves, where that is open."""
    reached = scope(actor, Verb.CHANGE, "enrolment")
    if reached.everything or teaches(actor, session):
        return True
    if reached.person_id == person.pk and session.self_enrol:
        return True
    return Membership.objects.current().on(session.day).filter(office__in=reached.office_ids, person=person).exists()


def may_cancel(actor: Actor, place: Enrolment) -> bool:
    """Whoever may enrol; and everybody gives up their own place."""
    return place.person_id == actor.person_id or may_enrol(actor, place.session, place.person)


def names_in(session: Session, people: list[Person], actor: Actor) -> dict[int, str]:
    """What the list calls them: whoever runs a session knows the names of those in it, others as elsewhere."""
    if may_run(actor, session):
        return {person.pk: str(person) for person in people}
    return names_for(people, actor)
