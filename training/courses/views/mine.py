"""One's own training: what is needed, where one has a seat, what one may give feedback on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.models import Membership
from training.courses.access import sessions_for
from training.courses.actions.feedback import closed_on
from training.courses.models import Course, Enrolment, FeedbackAsked, Mode, Session
from training.courses.needs import needs as who_needs
from training.courses.rules.reaction import open_on
from training.courses.rules.states import EnrolmentState, SessionState
from training.courses.rules.validity import valid_until
from training.courses.selectors import attended

OFFERED = 3


@needs(Verb.VIEW, "own_training")
def mine(request: Request) -> HttpResponse:
    person_id = request.actor.person_id
    if person_id is None:
        return render(request, "courses/mine.html", {"nobody": True})
    today = timezone.localdate(request.now)
    places = list(
        Enrolment.objects.holding()
        .filter(person=person_id, session__state__in=[SessionState.PLANNED, SessionState.OPEN, SessionState.RUNNING])
        .select_related("session__course", "session__office")
        .order_by("session__starts_at", "pk")
    )
    context = {
        "places": [(place, place.session.state == SessionState.RUNNING) for place in places],
        "wanted": wanted_of(request, person_id, {place.session.course_id for place in places}),
        "done": done_by(person_id),
        "feedback": feedback_of(request, person_id),
        "today": today,
        "waiting": EnrolmentState.WAITING,
    }
    return render(request, "courses/mine.html", context)


def wanted_of(request: Request, person_id: int, placed: set[int]) -> list[dict[str, Any]]:
    """Courses needed and not attended (or no longer valid), each with the next sessions that have a seat."""
    today = timezone.localdate(request.now)
    open_needs = [need for need in who_needs(today, request.now, people=[person_id]) if not need.met and need.course_id not in placed]
    courses = Course.objects.in_bulk({need.course_id for need in open_needs})
    return [{"need": need, "course": courses[need.course_id], "sessions": offered(request, need.course_id)} for need in open_needs]


def offered(request: Request, course_id: int) -> list[Session]:
    """The next open sessions: in one's office first, then elsewhere by link or central."""
    own = set(Membership.objects.current().filter(person=request.actor.person_id).values_list("office_id", flat=True))
    found = sessions_for(request.actor).filter(course=course_id, state=SessionState.OPEN, self_enrol=True, starts_at__gt=request.now)
    coming = found.select_related("course", "office").order_by("starts_at", "pk")[: OFFERED * 10]
    reachable = [one for one in coming if one.mode != Mode.ON_SITE or one.office_id in own]
    return sorted(reachable, key=lambda one: (one.office_id not in own, one.starts_at))[:OFFERED]


def done_by(person_id: int) -> list[dict[str, Any]]:
    held = {course_id: on for (_person, course_id), on in attended([person_id]).items()}
    courses = Course.objects.filter(pk__in=held).order_by("code")
    return [{"course": one, "on": held[one.pk], "until": valid_until(held[one.pk], one.validity_months)} for one in courses]


def feedback_of(request: Request, person_id: int) -> list[Session]:
    """Sessions whose feedback is still open for this person."""
    asked = FeedbackAsked.objects.filter(person=person_id, answered=False).values("session")
    found = Session.objects.filter(pk__in=asked).select_related("course", "office").order_by("-starts_at")[:10]
    return [one for one in found if (on := closed_on(one)) is not None and open_on(on, request.now.astimezone(one.zone).date())]
