"""Reminders of sessions: the day before, on the home page and by mail, moved and taken back with the place."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from governance.core import reminders
from governance.core.reminders import in_each_language
from governance.organisation.models import Account
from training.courses.models import Enrolment, Session
from training.courses.rules.reminding import reminded

SUBJECT = gettext_noop("%(course)s: %(day)s at %(time)s")
BODY = gettext_noop("You have a seat in this session: %(where)s.")


def key_of(place: Enrolment) -> str:
    return f"courses.place.{place.pk}"


def remind_place(place: Enrolment, *, at: datetime) -> None:
    """Remind whoever has a seat and an account, until the session is over. What has changed is mailed again."""
    account = Account.objects.filter(person=place.person_id, is_active=True).first()
    session = place.session
    days = reminded(session.starts_at, session.ends_at, session.zone, at)
    if account is None or days is None:
        forget_place(place, at=at)
        return
    start = session.local_start
    values = {
        "course": in_each_language(session.course.__str__),
        "day": f"{start:%Y-%m-%d}",
        "time": f"{start:%H:%M}",
        "where": in_each_language(lambda: session.where),
    }
    reminders.remind(
        "courses.session",
        to_account=account.pk,
        on=days.first,
        until=days.until,
        subject=SUBJECT,
        body=BODY,
        values=values,
        url=reverse("courses:session", args=[session.pk]),
        key=key_of(place),
        at=at,
        mail_changes=True,
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
