"""What is taught and for whom; and the roads between regions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import metrics, written
from governance.core.metrics import Subject, SubjectKind
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Experience, JobRole, OfficeKind
from training.courses import actions
from training.courses.access import sessions_for
from training.courses.bookings import BETWEEN_REGIONS, WITHIN_A_REGION
from training.courses.forms.catalogue import AudienceForm, CourseForm, TravelForm
from training.courses.models import Audience, Course, CourseKind, Travel
from training.courses.rules.audience import Line
from training.courses.selectors import audiences
from training.courses.views.deciding import decision
from training.courses.views.shades import session_badge


def address(course: Course) -> str:
    return reverse("courses:course", args=[course.code])


@needs(Verb.VIEW, "course")
def courses(request: Request) -> HttpResponseBase:
    """Every course with its audience and the share of those who need it that have attended."""
    today = timezone.localdate(request.now)
    found = list(Course.objects.order_by("-active", "code"))
    lines = audiences(today)
    shares = metrics.measure("training.attended", [subject(one) for one in found], [today], actor=request.actor)
    columns = [
        Column("title", _("Course"), value=str, link=address),
        Column("code", _("Code"), phone="hide"),
        Column("audience", _("For whom"), value=lambda one: in_words(lines.get(one.pk, [])), sort=False),
        Column("kind", _("Kind"), choices=CourseKind.choices, where="kind", value=lambda one: one.get_kind_display()),
        Column("hours", _("Hours"), numeric=True, decimals=1),
        Column("validity", _("Valid for (months)"), numeric=True, value=lambda one: one.validity_months),
        Column("share", _("Attended"), numeric=True, percent=True, value=lambda one: value_of(shares, one, today)),
        Column("active", _("State"), value=lambda one: _("Offered") if one.active else _("No longer offered")),
    ]
    may_change = allows(request.actor, Verb.CHANGE, "course")
    first = (reverse("courses:course_new"), _("Set up a course")) if may_change else ("", "")
    empty = Empty(_("No courses yet"), _("A course says what is taught, for whom, and how long it is valid."), *first, icon="school")
    shown = Table(request, columns, found, name="courses", empty=empty, compact=10)
    return shown.export() or render(request, "courses/courses.html", {"courses": shown, "may_change": may_change})


def subject(course: Course) -> Subject:
    return Subject(SubjectKind.COURSE, course.pk)


def value_of(shares: Any, course: Course, day: Any) -> Any:
    found = shares.get((subject(course), day))
    return found.value if found else None


def in_words(lines: list[Line]) -> str:
    """For whom a course is, in one phrase."""
    if not lines:
        return _("Whoever likes to come")
    return written.together(dict.fromkeys(words_of(line) for line in lines))


def words_of(line: Line) -> str:
    if line.trainers:
        return _("Trainers")
    who = str(JobRole(line.job_role).label) if line.job_role else line.crm_role
    if not line.experience:
        return who
    newness = str(Experience(line.experience).label)
    return _("%(who)s (%(experience)s)") % {"who": who, "experience": newness} if who else newness


@needs(Verb.VIEW, "course")
def course(request: Request, code: str) -> HttpResponse:
    """One course: whom it is for, its figures, its sessions."""
    found = get_object_or_404(Course, code=code)
    today = timezone.localdate(request.now)
    coming = sessions_for(request.actor).filter(course=found).select_related("office").order_by("-starts_at", "-pk")
    figures = [
        (metrics.get(name), metrics.measure(name, [subject(found)], [today], actor=request.actor).get((subject(found), today)))
        for name in ("training.attended", "training.enrolled", "training.sessions_held", "training.feedback")
    ]
    context = {
        "course": found,
        "audience": in_words(audiences(today).get(found.pk, [])),
        "changes": Audience.objects.current().filter(course=found, first_day__gt=today).order_by("first_day"),
        "figures": [(metric, figure) for metric, figure in figures if figure is not None],
        "sessions": sessions_table(request, coming),
        "may_change": allows(request.actor, Verb.CHANGE, "course"),
        "may_plan": allows(request.actor, Verb.CHANGE, "session") and found.active,
        "may_see_needs": allows(request.actor, Verb.VIEW, "session"),
    }
    return render(request, "courses/course.html", context)


def sessions_table(request: Request, sessions: Any) -> Table:
    columns = [
        Column("starts_at", _("Begins"), value=lambda one: written.moment(one.local_start), link=session_address, sort=False),
        Column("where", _("Where"), value=lambda one: one.where, sort=False),
        Column("state", _("State"), show=session_badge, sort=False),
    ]
    empty = Empty(_("No sessions of this course yet"), icon="calendar")
    return Table(request, columns, list(sessions[:60]), name="sessions", empty=empty, per_page=20)


def session_address(one: Any) -> str:
    return reverse("courses:session", args=[one.pk])


@needs(Verb.CHANGE, "course")
def course_new(request: Request) -> HttpResponse:
    def act(typed: dict[str, Any]) -> str:
        made = actions.set_up_course(first_day=timezone.localdate(request.now), actor=request.actor, at=request.now, **typed)
        return reverse("courses:audience", args=[made.code])

    lead = _("Next you say for whom it is.")
    return decision(
        request,
        CourseForm(request.POST or None),
        act,
        heading=_("Set up a course"),
        lead=lead,
        back=reverse("courses:courses"),
        done=_("The course is set up."),
    )


@needs(Verb.CHANGE, "course")
def course_change(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(Course, code=code)
    return decision(
        request,
        CourseForm(request.POST or None, course=found),
        lambda typed: actions.change_course(found, actor=request.actor, at=request.now, **typed) and None,
        heading=_("Change %(course)s") % {"course": found},
        lead=_("Sessions already planned keep the share of time they were planned with."),
        back=address(found),
        done=_("Saved."),
    )


@needs(Verb.CHANGE, "course")
def audience(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(Course, code=code)
    today = timezone.localdate(request.now)
    form = AudienceForm(request.POST or None, lines=audiences(today).get(found.pk, []), initial={"first_day": today})

    def act(typed: dict[str, Any]) -> None:
        by: dict[str, Any] = {"first_day": typed["first_day"], "actor": request.actor, "at": request.now, "reason": typed["reason"]}
        actions.set_audience(found, lines=form.lines(), **by)

    return decision(
        request,
        form,
        act,
        heading=_("For whom is %(course)s?") % {"course": found},
        lead=_("Who must use the CRM and is ticked here needs the course. Nothing ticked: whoever likes may come."),
        back=address(found),
        done=_("Saved."),
    )


@needs(Verb.VIEW, "course")
def travel(request: Request) -> HttpResponseBase:
    """Minutes on the road as entered, and what holds where nothing is."""
    rows = Travel.objects.select_related("first", "second")
    columns = [
        Column("first", _("Between"), value=lambda one: str(one.first), sort="first__code"),
        Column("second", _("and"), value=lambda one: str(one.second), sort="second__code"),
        Column("minutes", _("Minutes on the road"), numeric=True, sort="minutes"),
    ]
    may_change = allows(request.actor, Verb.CHANGE, "course")
    empty = Empty(_("No road is entered yet"), icon="road")
    shown = Table(request, columns, rows, name="travel", empty=empty)
    form = TravelForm(request.POST or None) if may_change else None
    context = {"travel": shown, "within": WITHIN_A_REGION, "between": BETWEEN_REGIONS, "form": form}
    if request.method == "POST" and form is not None:
        act = lambda typed: actions.set_travel(actor=request.actor, at=request.now, **typed) and None  # noqa: E731
        return decision(request, form, act, heading=_("Time on the road"), back=reverse("courses:travel"), done=_("Saved."))
    return shown.export() or render(request, "courses/travel.html", context)


__all__ = ["OfficeKind", "audience", "course", "course_change", "course_new", "courses", "travel"]
