"""Reminders of sessions: the day before, on the home page and by mail, moved and taken back with the place."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop

from governance.core import reminders
from governance.organisation.models import Account
from training.courses.models import Enrolment, Session

SUBJECT = gettext_noop("%(course)s: %(day)s at %(time)s")
BODY = gettext_noop("You have a seat in this session: %(where)s.")


def key_of(place: Enrolment) -> str:
    return f"courses.place.{place.pk}"


def remind_place(place: Enrolment, *, at: datetime) -> None:
    """Remind whoever has a seat and an account, the day before; at once where that day is past."""
    account = Account.objects.filter(person=place.person_id, is_active=True).first()
    session = place.session
    if account is None or session.ends_at <= at:
        return
    start = session.local_start
    values = {
        "course": session.course.title_in(account.language),
        "day": f"{start:%Y-%m-%d}",
        "time": f"{start:%H:%M}",
        "where": session.where,
    }
    reminders.remind(
        "courses.session",
        to_account=account.pk,
        on=max(session.day - timedelta(days=1), at.astimezone(session.zone).date()),
        subject=SUBJECT,
        body=BODY,
        values=values,
        url=reverse("courses:session", args=[session.pk]),
        key=key_of(place),
        at=at,
    )


def forget_place(place: Enrolment, *, at: datetime) -> None:
    reminders.done(key_of(place), at=at)


def remind_session(session: Session, *, at: datetime) -> None:
    """Everybody with a seat, after the time or the place changed."""
    for place in Enrolment.objects.seated().filter(session=session).select_related("session__course", "session__office").order_by("pk"):
        remind_place(place, at=at)


def forget_session(session: Session, *, at: datetime) -> None:
    for place in Enrolment.objects.seated().filter(session=session).order_by("pk"):
        forget_place(place, at=at)
