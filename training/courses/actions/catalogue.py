"""What is taught, for whom, and how long the roads are: entered by the project office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, Text
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import locked, one_winner, reasoned, supersede
from governance.organisation.models import Office
from training.courses.models import Audience, Course, Travel
from training.courses.rules.audience import Line


def set_up_course(
    *, code: str, audience: Sequence[Line] = (), first_day: date, actor: Actor, at: datetime, reason: str = "", **fields: Any
) -> Course:
    """A new course, and for whom it is from that day."""
    require(actor, Verb.CHANGE, "course")
    made = checked(Course(code=code.strip().lower(), **fields))
    if Course.objects.filter(code=made.code).exists():
        raise InvalidInput(_("Another course has this code."), fields={"code": _("Already used.")})
    with transaction.atomic(), one_winner(), audit.because(actor, reason):
        made.save()
        add_lines(made, audience, first_day, at)
    return made


def change_course(course: Course, *, actor: Actor, at: datetime, reason: str, **fields: Any) -> Course:
    """Other texts, hours, share or validity. Sessions already planned keep the share they were planned with."""
    require(actor, Verb.CHANGE, "course")
    reason = reasoned(reason)
    with transaction.atomic(), audit.because(actor, reason):
        course = locked(course)
        for name, value in fields.items():
            setattr(course, name, value)
        checked(course).save()
        announce("attendance", actor=actor, at=at)
    return course


def set_audience(course: Course, *, lines: Sequence[Line], first_day: date, actor: Actor, at: datetime, reason: str) -> None:
    """For whom the course is from a day on; until then the old audience holds."""
    require(actor, Verb.CHANGE, "course")
    reason = reasoned(reason)
    with transaction.atomic(), audit.because(actor, reason):
        locked(course)
        for row in Audience.objects.current().filter(course=course).exclude(last_day__lt=first_day).order_by("pk"):
            supersede(row, at=at)
            if row.first_day < first_day:
                end_before(row, first_day, at)
        add_lines(course, lines, first_day, at)
        announce("attendance", actor=actor, at=at)


def set_travel(*, first: Office, second: Office, minutes: int, actor: Actor, at: datetime, reason: str = "") -> Travel:
    """Minutes on the road between two regions (or two offices), the same either way. Entered again it is corrected."""
    require(actor, Verb.CHANGE, "course")
    if not 0 <= minutes <= 48 * 60:
        raise InvalidInput(_("Between 0 and 2,880 minutes (two days)."), fields={"minutes": _("Between 0 and 2,880 minutes (two days).")})
    one, two = sorted((first, second), key=lambda office: office.pk)
    with transaction.atomic(), one_winner(), audit.because(actor, reason):
        held = Travel.objects.select_for_update().filter(first=one, second=two).first() or Travel(first=one, second=two)
        if held.pk is None or held.minutes != minutes:
            held.minutes = minutes
            held.save()
    return held


def checked(course: Course) -> Course:
    """The course, or every field that cannot be."""
    wrong: dict[str, Text] = {}
    if not course.code or len(course.code) > 40:
        wrong["code"] = _("Please give a code of at most 40 characters.")
    if not course.title.strip():
        wrong["title"] = _("Please give a title.")
    if not Decimal("0.5") <= Decimal(course.hours) <= 24:
        wrong["hours"] = _("Between half an hour and 24 hours. Split a longer course.")
    if not 1 <= course.needed_percent <= 100:
        wrong["needed_percent"] = _("Between 1 and 100.")
    if course.validity_months is not None and not 1 <= course.validity_months <= 120:
        wrong["validity_months"] = _("Between 1 and 120 months; empty where it never ends.")
    if wrong:
        raise InvalidInput(_("Please check the course."), fields=wrong)
    return course


def add_lines(course: Course, lines: Sequence[Line], first_day: date, at: datetime) -> None:
    rows = [Audience(course=course, first_day=first_day, recorded_at=at, **vars(line)) for line in dict.fromkeys(lines)]
    audit.bulk_create(Audience, rows)


def end_before(row: Audience, first_day: date, at: datetime) -> None:
    """The part of an old line that stays: until the day before."""
    Audience.objects.create(
        course=row.course,
        job_role=row.job_role,
        crm_role=row.crm_role,
        experience=row.experience,
        trainers=row.trainers,
        first_day=row.first_day,
        last_day=date.fromordinal(first_day.toordinal() - 1),
        recorded_at=at,
    )
