"""The planner: sessions per trainer or office over a week, or over a month; and who still needs which course."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office, Person
from governance.organisation.selectors import people_names
from training.courses.access import sessions_for
from training.courses.bookings import booking, roads, trainers_of
from training.courses.forms.fields import trainers_on
from training.courses.models import Course, Session
from training.courses.needs import Need
from training.courses.needs import needs as who_needs
from training.courses.rules.clashes import Leg, legs
from training.courses.rules.groups import sizes
from training.courses.views.shades import session_shade

LARGEST_GROUP = 16


@dataclass
class Block:
    """One session in a cell. `gap`: the way of the trainer from the session before, where it needs one."""

    session: Session
    shade: str
    trainers: str
    leg: Leg | None = None


@dataclass
class Line:
    """One trainer or office, and the blocks of each day."""

    name: str
    plan_url: str
    days: dict[date, list[Block]] = field(default_factory=dict)
    cells: list[tuple[date, list[Block]]] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@needs(Verb.VIEW, "session")
def planner(request: Request) -> HttpResponse:
    month = request.GET.get("view") == "month"
    by_office = request.GET.get("by") == "office"
    day = asked_day(request)
    span = month_of(day) if month else Span(day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday()))
    found = sessions_between(request, span)
    taught = trainers_of(one.pk for one in found)
    names = people_names({pk for people in taught.values() for pk in people}, request.actor)
    ways = ways_between(request, found, taught)
    step = timedelta(days=7)
    context: dict[str, Any] = {
        "month": month,
        "by_office": by_office,
        "span": span,
        "day": day,
        "today": timezone.localdate(request.now),
        "before": (span.first - timedelta(days=1)).isoformat() if month else (day - step).isoformat(),
        "after": (span.last + timedelta(days=1)).isoformat() if month else (day + step).isoformat(),
        "may_plan": allows(request.actor, Verb.CHANGE, "session"),
        "count": len(found),
        "tight": [leg for legs_ in ways.values() for leg in legs_ if leg.tight],
    }
    if month:
        context["weeks"] = weeks(span, [Block(one, session_shade(one), told(one, taught, names)) for one in found])
    else:
        context["lines"] = lines(request, found, taught, names, ways, span, by_office)
    return render(request, "courses/planner.html", context)


def asked_day(request: Request) -> date:
    """The day in the address, today for none or nonsense."""
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    today = timezone.localdate(request.now)
    return asked if asked is not None and abs(asked.year - today.year) <= 5 else today


def month_of(day: date) -> Span:
    return Span(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def sessions_between(request: Request, span: Span) -> list[Session]:
    """All of the days, cancelled ones left out. Trainers and planners see everybody's, for clashes."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first, last = (datetime.combine(one, datetime.min.time(), zone) for one in (span.first, span.last + timedelta(days=1)))
    found = sessions_for(request.actor).taking_place().overlapping(first, last)
    return list(found.select_related("course", "office").order_by("starts_at", "pk"))


def ways_between(request: Request, found: list[Session], taught: dict[int, list[int]]) -> dict[int, list[Leg]]:
    """Trainer → the way from each session to the next."""
    bookings = [booking(one, taught.get(one.pk, ())) for one in found]
    road = roads()
    return {trainer: legs(trainer, bookings, road) for trainer in {pk for people in taught.values() for pk in people}}


def told(one: Session, taught: dict[int, list[int]], names: dict[int, str]) -> str:
    return written.together(names[pk] for pk in taught.get(one.pk, []))


def lines(
    request: Request,
    found: list[Session],
    taught: dict[int, list[int]],
    names: dict[int, str],
    ways: dict[int, list[Leg]],
    span: Span,
    by_office: bool,
) -> list[Line]:
    """A line per trainer (with the gap to the session before) or per office."""
    arriving = {(trainer, leg.after.session_id): leg for trainer, every in ways.items() for leg in every}
    made: dict[int, Line] = {} if by_office else trainer_lines(request, span)
    for one in found:
        for key, name in [(one.office_id or 0, place_of(one))] if by_office else [(pk, names[pk]) for pk in taught.get(one.pk, [])]:
            line = made.setdefault(key, Line(name, plan_url("office" if by_office else "trainer", key)))
            leg = None if by_office else arriving.get((key, one.pk))
            line.days.setdefault(one.day, []).append(Block(one, session_shade(one), told(one, taught, names), leg))
    for line in made.values():
        line.cells = [(day, line.days.get(day, [])) for day in span.days]
    return sorted(made.values(), key=lambda line: line.name)


def trainer_lines(request: Request, span: Span) -> dict[int, Line]:
    """Every trainer, also one without a session: who is free is what a planner looks for."""
    people: list[Person] = trainers_on(span.last)
    names = people_names([person.pk for person in people], request.actor)
    return {person.pk: Line(names[person.pk], plan_url("trainer", person.pk)) for person in people}


def place_of(one: Session) -> str:
    return str(one.office) if one.office else _("Elsewhere")


def plan_url(kind: str, key: int) -> str:
    return f"{reverse('courses:session_new')}?{kind}={key}" if key else reverse("courses:session_new")


def weeks(span: Span, blocks: Iterable[Block]) -> list[list[tuple[date | None, list[Block]]]]:
    """The month as weeks from Monday; days of other months are empty."""
    by_day: dict[date, list[Block]] = {}
    for block in blocks:
        by_day.setdefault(block.session.day, []).append(block)
    first = span.first - timedelta(days=span.first.weekday())
    rows = []
    while first <= span.last:
        days = [first + timedelta(days=n) for n in range(7)]
        rows.append([(day if span.first <= day <= span.last else None, by_day.get(day, [])) for day in days])
        first += timedelta(days=7)
    return rows


@dataclass(frozen=True)
class Gap:
    """An office and a course: who needs it, how many have attended, how many have a seat, how many are left."""

    office: Office | None
    course: Course
    people: int
    met: int
    seated: int
    groups: list[int]

    @property
    def left(self) -> int:
        return self.people - self.met - self.seated


@needs(Verb.VIEW, "session")
def needed(request: Request) -> HttpResponseBase:
    """Who still needs which course, per office, with sessions suggested."""
    reached = scope(request.actor, Verb.VIEW, "session")
    today = timezone.localdate(request.now)
    offices = None if reached.everything else reached.office_ids
    course = Course.objects.filter(code=request.GET.get("course", "")).first()
    found = who_needs(today, request.now, courses=[course] if course else None, offices=offices)
    gaps = sorted(gaps_of(found), key=lambda gap: (-gap.left, gap.course.code, gap.office.code if gap.office else ""))
    may_plan = allows(request.actor, Verb.CHANGE, "session")

    def plan(gap: Gap) -> str | None:
        if not may_plan or not gap.groups:
            return None
        return f"{reverse('courses:session_new')}?course={gap.course.pk}&office={gap.office.pk if gap.office else ''}&seats={gap.groups[0]}"

    columns = [
        Column("office", _("Office"), value=lambda gap: str(gap.office or _("Without an office")), link=lambda gap: people_url(gap)),
        Column("course", _("Course"), value=lambda gap: str(gap.course)),
        Column("people", _("Need it"), numeric=True),
        Column("met", _("Attended"), numeric=True),
        Column("seated", _("Have a seat"), numeric=True),
        Column("left", _("Still missing"), numeric=True),
        Column("groups", _("Groups suggested"), sort=False, value=lambda gap: " + ".join(map(str, gap.groups))),
    ]
    if may_plan:
        columns.append(Column("plan", _("Action"), sort=False, value=lambda gap: _("Plan a session") if gap.groups else "", link=plan))
    empty = Empty(
        _("Nobody needs a course"), _("Who needs one follows from the rules of use and the audiences of the courses."), icon="check"
    )
    shown = Table(request, columns, gaps, name="needs", empty=empty, compact=10, filename="training-needs")
    context = {"needs": shown, "left": sum(gap.left for gap in gaps), "course": course, "largest": LARGEST_GROUP}
    return shown.export() or render(request, "courses/needs.html", context)


def gaps_of(found: Iterable[Need]) -> list[Gap]:
    grouped: dict[tuple[int | None, int], list[Need]] = {}
    for need in found:
        grouped.setdefault((need.office_id, need.course_id), []).append(need)
    offices = Office.objects.in_bulk({office_id for office_id, _course in grouped if office_id})
    courses = Course.objects.in_bulk({course_id for _office, course_id in grouped})
    made = []
    for (office_id, course_id), people in grouped.items():
        met = sum(need.met for need in people)
        seated = sum(need.session is not None and not need.met for need in people)
        groups = sizes(len(people) - met - seated, LARGEST_GROUP)
        made.append(Gap(offices.get(office_id or 0), courses[course_id], len(people), met, seated, groups))
    return made


def people_url(gap: Gap) -> str:
    office = gap.office.pk if gap.office else 0
    return reverse("courses:needed_people", args=[gap.course.code, office])


@needs(Verb.VIEW, "session")
def needed_people(request: Request, code: str, office: int) -> HttpResponseBase:
    """The people of one office and course, one by one."""
    reached = scope(request.actor, Verb.VIEW, "session")
    course = Course.objects.filter(code=code).first()
    offices = {office} if reached.everything or office in reached.office_ids else set()
    today = timezone.localdate(request.now)
    found = who_needs(today, request.now, courses=[course], offices=offices) if course else []
    names = people_names({need.person_id for need in found}, request.actor)

    def state(need: Need) -> str:
        if need.met:
            return _("Attended")
        if need.session:
            return _("Has a seat")
        return _("No longer valid") if need.attended_on else _("Nothing yet")

    columns = [
        Column("name", _("Person"), value=lambda need: names[need.person_id]),
        Column("from_day", _("Needs it from")),
        Column("attended_on", _("Attended on")),
        Column("until", _("Valid until")),
        Column("session", _("Seat"), value=lambda need: str(need.session) if need.session else "", sort=False),
        Column("state", _("State"), value=state),
    ]
    place = Office.objects.filter(pk=office).first() if offices else None
    empty = Empty(_("Nobody here needs this course"), icon="check")
    shown = Table(request, columns, found, name="people", empty=empty, compact=10, filename="training-needs")
    context = {"people": shown, "course": course, "office": place}
    return shown.export() or render(request, "courses/needed_people.html", context)
