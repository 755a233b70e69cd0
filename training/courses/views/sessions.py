"""Sessions: the list, one session with its people, and every decision on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import NotAllowed
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office
from governance.organisation.selectors import people_names
from training.courses import actions
from training.courses.access import NOT_YOURS, may_enrol, may_run, session_or_404, sessions_for, teaches
from training.courses.bookings import booking, bookings_around, roads, trainers_of
from training.courses.forms.fields import OptionalReasonForm, ReasonForm
from training.courses.forms.sessions import SessionForm
from training.courses.models import Course, FeedbackAsked, Mode, Session, SessionChange
from training.courses.roll import counted, entries, own_place
from training.courses.rules.clashes import Leg, tight
from training.courses.rules.states import TO_COME, EnrolmentState, SessionState
from training.courses.views.deciding import decision
from training.courses.views.shades import session_badge, session_shade


def address(session: Session) -> str:
    return reverse("courses:session", args=[session.pk])


@needs(Verb.VIEW, "session")
def sessions(request: Request) -> HttpResponseBase:
    """Every session the reader may know of, the next first."""
    found = sessions_for(request.actor).select_related("course", "office")
    seated = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED))
    rows = list(found.annotate(seated=seated).order_by("-starts_at", "-pk"))
    taught = trainers_of(one.pk for one in rows)
    names = people_names({pk for people in taught.values() for pk in people}, request.actor)
    columns = [
        Column("course", _("Course"), value=lambda one: str(one.course), link=address),
        Column("starts_at", _("Begins"), show=lambda one: written.moment(one.local_start)),
        Column("where", _("Where"), value=lambda one: one.where),
        Column("mode", _("Form"), choices=Mode.choices, where="mode", value=lambda one: one.get_mode_display(), phone="hide"),
        Column("trainers", _("Trainers"), value=lambda one: written.together([names[pk] for pk in taught.get(one.pk, [])])),
        Column("seated", _("Enrolled"), value=lambda one: f"{one.seated} / {one.capacity}", sort=False),
        Column("state", _("State"), choices=SessionState.choices, where="state", show=session_badge),
    ]
    may_plan = allows(request.actor, Verb.CHANGE, "session")
    first = (reverse("courses:session_new"), _("Plan a session")) if may_plan else ("", "")
    empty = Empty(_("No sessions yet"), _("A session is one course taught once, at a place and a time."), *first, icon="calendar")
    shown = Table(request, columns, rows, name="sessions", empty=empty, compact=10, filename="sessions")
    return shown.export() or render(request, "courses/sessions.html", {"sessions": shown, "may_plan": may_plan})


@needs(Verb.VIEW, "own_training")
def session(request: Request, pk: int) -> HttpResponse:
    """One session: when, where, by whom, who is in it, and what the reader may do."""
    found = session_or_404(request.actor, pk)
    people = trainers_of([pk]).get(pk, [])
    listed = entries(found, request.actor) if scope(request.actor, Verb.VIEW, "enrolment") else []
    runs = may_run(request.actor, found)
    free = found.capacity - found.enrolments.seated().count()  # type: ignore[attr-defined]
    context = {
        "session": found,
        "shade": session_shade(found),
        "trainers": written.together(people_names(people, request.actor)[one] for one in people),
        "listed": listed,
        "counts": counted(listed),
        "free": free,
        "taken": found.capacity - free,
        "runs": runs,
        "may_change": may_run(request.actor, found, what="session"),
        "may_list": runs or may_run(request.actor, found, Verb.VIEW, "attendance"),
        "may_reopen": allows(request.actor, Verb.APPROVE, "attendance"),
        "may_place": bool(scope(request.actor, Verb.CHANGE, "enrolment").office_ids) or runs,
        "roads": road_notes(found, people) if may_run(request.actor, found, what="session") else [],
        "changes": SessionChange.objects.filter(session=found).order_by("recorded_at", "pk") if runs else [],
        **own(request, found),
    }
    return render(request, "courses/session.html", context)


def own(request: Request, found: Session) -> dict[str, Any]:
    """What the reader, as a person, has to do with the session."""
    person_id = request.actor.person_id
    place = own_place(found, person_id)
    asked = FeedbackAsked.objects.filter(session=found, person=person_id).first() if person_id else None
    person = request.user.person if person_id and request.user.is_authenticated else None
    open_to_me = place is None and person is not None and found.state == SessionState.OPEN and found.self_enrol
    return {
        "mine": place,
        "may_join": open_to_me and may_enrol(request.actor, found, person) if person else False,
        "may_answer": asked is not None and not asked.answered and found.state == SessionState.CLOSED,
        "sees_feedback": teaches(request.actor, found) or scope(request.actor, Verb.VIEW, "feedback").everything,
    }


def road_notes(session: Session, people: list[int]) -> list[str]:
    """Where a trainer's way to or from this session is short of time, said as a warning."""
    legs = tight(booking(session, people), bookings_around(session, people), roads()) if session.state in TO_COME else []
    named = {one.pk: one for one in Session.objects.filter(pk__in=[pk for leg in legs for pk in ids_of(leg)]).select_related("office")}
    return [note(leg, session, named) for leg in legs]


def ids_of(leg: Leg) -> list[int]:
    return [one.session_id for one in (leg.before, leg.after) if one.session_id is not None]


def note(leg: Leg, session: Session, named: dict[int, Session]) -> str:
    other = named[next(pk for pk in ids_of(leg) if pk != session.pk)]
    told = {"where": other.where, "gap": leg.gap, "travel": leg.travel, "when": written.moment(other.local_start)}
    if leg.after.session_id == session.pk:
        return _("The trainer comes from %(where)s (%(when)s) with %(gap)s minutes between; the road takes %(travel)s.") % told
    return _("The trainer goes on to %(where)s (%(when)s) with %(gap)s minutes between; the road takes %(travel)s.") % told


@needs(Verb.CHANGE, "session")
def session_new(request: Request) -> HttpResponse:
    """A form for a session; `?course=&office=&day=&trainer=` fill it in."""
    form = SessionForm(request.POST or None, initial=asked_for(request), **planner_of(request))

    def act(typed: dict[str, Any]) -> str:
        values = form.fields_of_session()
        return address(actions.plan_session(values.pop("course"), actor=request.actor, at=request.now, **values))

    lead = _("Taken trainers and rooms are refused; a road that is too long for the gap is told afterwards.")
    done = _("The session is planned.")
    return decision(request, form, act, heading=_("Plan a session"), lead=lead, back=reverse("courses:planner"), done=done)


def planner_of(request: Request) -> dict[str, Any]:
    everywhere = scope(request.actor, Verb.CHANGE, "session").everything
    return {"actor": request.actor, "everywhere": everywhere, "on": timezone.localdate(request.now)}


def asked_for(request: Request) -> dict[str, Any]:
    """What the address says of the session to plan; nonsense is left out."""
    found: dict[str, Any] = {}
    course, office, seats = (request.GET.get(name, "") for name in ("course", "office", "seats"))
    if course.isdigit() and len(course) < 10:
        found["course"] = Course.objects.filter(pk=course).first()
    if office.isdigit() and len(office) < 10:
        found["office"] = Office.objects.filter(pk=office).first()
    if seats.isdigit() and 0 < int(seats[:5]) <= 2000:
        found["capacity"] = int(seats)
    try:
        found["day"] = parse_date(request.GET.get("day", ""))
    except ValueError:
        found["day"] = None
    if request.GET.get("trainer", "").isdigit():
        found["trainers"] = [request.GET["trainer"]]
    return {name: value for name, value in found.items() if value}


def run_or_404(request: Request, pk: int, verb: Verb = Verb.CHANGE, what: str = "session") -> Session:
    """The session, for those who may do this to it; 404 for outsiders, refused for readers."""
    found = session_or_404(request.actor, pk)
    if not may_run(request.actor, found, verb, what):
        raise NotAllowed(NOT_YOURS)
    return found


@needs(Verb.CHANGE, "session")
def session_change(request: Request, pk: int) -> HttpResponse:
    found = run_or_404(request, pk)
    form = SessionForm(request.POST or None, session=found, **planner_of(request))

    def act(typed: dict[str, Any]) -> None:
        actions.change_session(found, actor=request.actor, at=request.now, **form.fields_of_session())

    return decision(request, form, act, heading=_("Change the session"), lead=str(found), back=address(found), done=_("Saved."))


def step(what: str, act: Callable[..., Any], form: Any, words: Callable[[], dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A page that moves a session one state on."""

    @needs(Verb.CHANGE, what)
    def page(request: Request, pk: int) -> HttpResponse:
        found = run_or_404(request, pk, what=what)
        by: dict[str, Any] = {"actor": request.actor, "at": request.now}
        told = {"back": address(found), "lead": str(found)} | words()
        return decision(request, form(request.POST or None), lambda typed: act(found, **typed, **by) and None, **told)

    return page  # type: ignore[return-value]


session_open = step(
    "session",
    actions.open_session,
    OptionalReasonForm,
    lambda: {"heading": _("Open for enrolment"), "button": _("Open"), "done": _("People can enrol now.")},
)
session_begin = step(
    "attendance",
    actions.begin,
    OptionalReasonForm,
    lambda: {"heading": _("Begin: open the sign-in"), "button": _("Begin"), "done": _("Sign-in is open. Show the code on the screen.")},
)
session_cancel = step(
    "session",
    actions.call_off,
    ReasonForm,
    lambda: {"heading": _("Cancel the session"), "button": _("Cancel the session"), "danger": True, "done": _("The session is cancelled.")},
)
session_close = step(
    "attendance",
    actions.close,
    OptionalReasonForm,
    lambda: {
        "heading": _("Close the session"),
        "button": _("Close"),
        "lead": _("Who was not seen becomes absent; excused stays excused. From now on the attendance counts."),
        "done": _("The session is closed and its attendance counts."),
    },
)


@needs(Verb.APPROVE, "attendance")
def session_reopen(request: Request, pk: int) -> HttpResponse:
    found = session_or_404(request.actor, pk)
    return decision(
        request,
        ReasonForm(request.POST or None),
        lambda typed: actions.reopen(found, actor=request.actor, at=request.now, **typed) and None,
        heading=_("Open the session again"),
        lead=_("To correct the list. Attendance keeps counting as the list says; close the session again afterwards."),
        back=address(found),
        done=_("The list can be corrected now."),
    )
