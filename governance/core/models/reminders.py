"""What a person must not forget, on the home page and by mail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.core import languages, written


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, now: datetime) -> Self:
        """Open ones whose day has come and whose occasion has not passed, the longest due first."""
        return self.open().filter(Q(until__isnull=True) | Q(until__gt=now), on__lte=timezone.localdate(now))

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)


class Reminder(models.Model):
    """Kept as message key and values, so that it reads in whatever language its reader has chosen by then.

    A value is a text, or what the thing is called in each language. From `until` on it is about something past: nobody is reminded.
    """

    kind = models.CharField(max_length=60)
    account_id = models.BigIntegerField(db_index=True)
    on = models.DateField(_("on"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    values = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.subject_text

    @property
    def subject_text(self) -> str:
        return in_words(self.subject, self.values)

    @property
    def body_text(self) -> str:
        return in_words(self.body, self.values)


def in_words(message: str, values: dict[str, object]) -> str:
    """The message in the active language with its values filled in."""
    return gettext(message) % {name: _told(value) for name, value in values.items()} if message else ""


def _told(value: object) -> object:
    if isinstance(value, dict):
        return languages.said(value)
    return written.day(_day(value)) if _day(value) else value


def _day(value: object) -> date | None:
    """Days are kept as 2026-11-28 and read as the reader writes them."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value.count("-") == 2 else None
    except ValueError:
        return None
