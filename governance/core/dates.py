"""Days that can be meant: one rule for what is typed and what files say, one field for forms.

A year like 0202 or 9999 is a slip of the finger; let in, it overflows or empties whatever counts from it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
NOT_MEANT = _("Check the year: a day lies between 1900 and 2100.")


def can_be_meant(day: date) -> bool:
    return EARLIEST <= day <= LATEST


def without_end(day: date) -> bool:
    """Whether it is how personnel systems write that something has no end: the last day of a year nobody lives to see (4712, 9999)."""
    return day > LATEST and (day.month, day.day) == (12, 31)


def validate_day(day: date) -> None:
    """Of a moment, its day."""
    if not can_be_meant(day.date() if isinstance(day, datetime) else day):
        raise ValidationError(NOT_MEANT, code="year")


def day_over(day: date) -> datetime:
    """The instant at which a day is over, in the company's zone: the first of the next."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def days() -> Callable[[datetime], date]:
    """As `timezone.localdate`, for very many instants: the company's zone is looked up once."""
    zone = timezone.get_current_timezone()
    return lambda at: at.astimezone(zone).date()


class DayField(forms.DateField):
    """A day, with the browser's own picker; one that cannot be meant is refused beside it."""

    default_validators = [validate_day]

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class MomentField(forms.DateTimeField):
    """A day and a time of it, with the browser's own picker; read in the company's zone."""

    default_validators = [validate_day]

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**options)
