"""Places in a session: enrol one, enrol all who need it, give up, move."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from governance.core.errors import NotAllowed, NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, scope
from governance.organisation.models import Person
from governance.organisation.selectors import names_for
from training.courses import actions
from training.courses.access import NOT_YOURS, may_cancel, may_enrol, session_or_404, teaches
from training.courses.forms.fields import ReasonForm
from training.courses.forms.sessions import MoveForm, PeopleForm, PlaceForm
from training.courses.models import Enrolment, Session
from training.courses.needs import needs as who_needs
from training.courses.rules.states import TO_COME, EnrolmentState
from training.courses.views.deciding import decision
from training.courses.views.sessions import address


@needs(Verb.CHANGE, "enrolment")
def enrol(request: Request, pk: int) -> HttpResponse:
    """Put one person on the list, or all who need the course."""
    session = session_or_404(request.actor, pk)
    people = needing(request, session)
    if not people and not may_place_anyone(request, session):
        raise NotAllowed(NOT_YOURS)
    many = PeopleForm(request.POST if "people" in request.POST or "all" in request.POST else None, people=people)
    one = PlaceForm(request.POST if "person" in request.POST else None)
    by: dict[str, Any] = {"actor": request.actor, "at": request.now}
    if request.method == "POST":
        if one.is_bound and attempt(one, lambda typed: told_of(request, actions.enrol(session, **typed, **by))):
            return redirect("courses:enrol", pk)
        if many.is_bound and attempt(many, lambda typed: enrol_many(request, session, typed["people"])):
            return redirect(address(session))
    free = session.capacity - Enrolment.objects.seated().filter(session=session).count()
    context = {"session": session, "many": many if people else None, "one": one, "free": free}
    return render(request, "courses/enrol.html", context, status=422 if one.errors or many.errors else 200)


def may_place_anyone(request: Request, session: Session) -> bool:
    reached = scope(request.actor, Verb.CHANGE, "enrolment")
    return reached.everything or bool(reached.office_ids) or teaches(request.actor, session)


def needing(request: Request, session: Session) -> list[tuple[int, str]]:
    """Who needs the course and has no seat yet, of this session's office where it has one, of those the reader may enrol."""
    reached = scope(request.actor, Verb.CHANGE, "enrolment")
    offices = {session.office_id} if session.office_id and session.mode == "on_site" else None
    if not (reached.everything or teaches(request.actor, session)):
        offices = set(reached.office_ids) if offices is None else offices & set(reached.office_ids)
    found = who_needs(session.day, request.now, courses=[session.course], offices=offices)
    wanted = [need.person_id for need in found if not need.met and need.session is None]
    people = list(Person.objects.filter(pk__in=wanted).select_related("identity"))
    names = {one.pk: str(one) for one in people} if teaches(request.actor, session) else names_for(people, request.actor)
    held = set(Enrolment.objects.holding().filter(session=session).values_list("person_id", flat=True))
    return sorted(((pk, f"{name}") for pk, name in names.items() if pk not in held), key=lambda one: (one[1], one[0]))


def enrol_many(request: Request, session: Session, ids: list[str]) -> None:
    people = list(Person.objects.filter(pk__in=ids).select_related("identity").order_by("pk"))
    done = actions.enrol_all(session, people, actor=request.actor, at=request.now)
    texts = [ngettext("%(count)s person is enrolled.", "%(count)s people are enrolled.", len(done.seated)) % {"count": len(done.seated)}]
    if done.waiting:
        count = len(done.waiting)
        texts.append(ngettext("%(count)s is on the waiting list.", "%(count)s are on the waiting list.", count) % {"count": count})
    (messages.success if done.seated or done.waiting else messages.warning)(request, " ".join(texts))
    for person, why in done.left_out[:20]:
        messages.warning(request, f"{person}: {why}")


def told_of(request: Request, place: Enrolment) -> None:
    if place.state == EnrolmentState.WAITING:
        messages.warning(
            request, _("All seats are taken: on the waiting list now. Whoever is first there moves up when a seat becomes free.")
        )
    else:
        messages.success(request, _("Enrolled."))


@require_POST
@needs(Verb.CHANGE, "enrolment")
def join(request: Request, pk: int) -> HttpResponse:
    """The reader takes a seat."""
    session = session_or_404(request.actor, pk)
    person = Person.objects.filter(pk=request.actor.person_id or 0).first()
    if person is None:
        raise NotAllowed(NOT_YOURS)
    told_of(request, actions.enrol(session, person, actor=request.actor, at=request.now))
    return redirect(request.POST.get("back") == "mine" and reverse("courses:mine") or address(session))


def place_of(request: Request, pk: int) -> Enrolment:
    """A place the reader may change; 404 for outsiders."""
    found = Enrolment.objects.filter(pk=pk).select_related("session__course", "session__office", "person__identity").first()
    if found is None or not may_cancel(request.actor, found):
        raise NotFound(_("There is no such place, or it is not yours to change."))
    return found


@needs(Verb.CHANGE, "enrolment")
def cancel(request: Request, pk: int) -> HttpResponse:
    place = place_of(request, pk)
    return decision(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.cancel_place(place, actor=request.actor, at=request.now, **typed) and None,
        heading=_("Give up the place"),
        lead=f"{names_for([place.person], request.actor)[place.person_id]} · {place.session}",
        back=address(place.session),
        button=_("Give up the place"),
        danger=True,
        done=_("The place is given up; whoever waits longest gets it."),
    )


@needs(Verb.CHANGE, "enrolment")
def move(request: Request, pk: int) -> HttpResponse:
    place = place_of(request, pk)
    others = Session.objects.filter(course=place.session.course, state__in=TO_COME).exclude(pk=place.session_id)
    allowed = [one.pk for one in others.select_related("course") if may_enrol(request.actor, one, place.person)]
    return decision(
        request,
        MoveForm(request.POST or None, sessions=Session.objects.filter(pk__in=allowed).select_related("course")),
        lambda typed: actions.move_place(place, typed["to"], actor=request.actor, at=request.now, reason=typed["reason"]) and None,
        heading=_("Move to another session"),
        lead=f"{names_for([place.person], request.actor)[place.person_id]} · {place.session}",
        back=address(place.session),
        done=_("Moved."),
    )
