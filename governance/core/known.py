"""`?known_at=`: the earlier instant a page is asked for. A day means its end.

asked = known.asked(request, since=record_begins())          asked.instant, asked.form
url + known.query(instant)                                   a link that keeps the instant
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.errors import InvalidInput
from governance.core.metrics import Subject
from governance.core.pages import Request

UNREADABLE = gettext_lazy("“%(text)s” is no day that can be asked for. Write it as 2026-06-30.")
NOT_YET = gettext_lazy("This moment has not come yet.")


def known_at(request: Request) -> datetime | None:
    """The instant asked for, or None for now. What cannot be read is refused in words; what has not come yet is now."""
    text = request.GET.get("known_at", "").strip()
    if not text:
        return None
    instant = read(text)
    if instant is None:
        raise InvalidInput(UNREADABLE % {"text": text[:40]})
    return instant if instant < request.now else None


def read(text: str) -> datetime | None:
    """The instant a text names, in the reader's zone where it names none."""
    try:
        day = parse_date(text)
        instant = datetime.combine(day, time.max) if day else parse_datetime(text)
        return timezone.make_aware(instant) if instant is not None and timezone.is_naive(instant) else instant
    except (ValueError, OverflowError):
        return None


def text_of(instant: datetime) -> str:
    """The instant as `read` reads it, to the microsecond: a day alone where it is that day's end."""
    here = timezone.localtime(instant)
    return here.date().isoformat() if here.time() == time.max else here.isoformat()


def query(instant: datetime | None) -> str:
    """`?known_at=…` for a link that keeps the instant; nothing for now."""
    return "?" + urlencode({"known_at": text_of(instant)}) if instant is not None else ""


def figure_url(code: str, subject: Subject, day: date, known_at: datetime | None = None) -> str:
    """The metric's page with this value and the rows behind it."""
    asked = {"subject": f"{subject.kind.value}:{subject.id}", "day": day.isoformat()}
    asked |= {"known_at": text_of(known_at)} if known_at is not None else {}
    return f"{reverse('core:metric', args=[code])}?{urlencode(asked)}"


def day_asked(request: Request) -> tuple[date, datetime | None]:
    """The day the page is about and the instant it is known at."""
    instant = known_at(request)
    return timezone.localdate(instant or request.now), instant


class InstantField(forms.DateTimeField):
    """A moment in the reader's zone; a day alone means its end. Between `since` and `now`, where these are given."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"})

    def __init__(self, *, now: datetime | None = None, since: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.now, self.since = now, since

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return super().to_python(value)
        instant = read(str(value).strip())
        if instant is None:
            raise forms.ValidationError(UNREADABLE % {"text": str(value)[:40]})
        return instant

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        today = self.now is not None and timezone.localdate(value) == timezone.localdate(self.now)
        if self.now is not None and value > self.now and not (today and timezone.localtime(value).time() == time.max):
            raise forms.ValidationError(NOT_YET)
        if self.since is not None and value < self.since:
            begun = written.moment(self.since)
            raise forms.ValidationError(_("The record begins on %(begun)s. Choose a later moment.") % {"begun": begun})

    def prepare_value(self, value: Any) -> Any:
        """As the browser's own field wants it; what cannot be read stays as it was typed."""
        instant = read(value.strip()) if isinstance(value, str) else value
        return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M:%S") if isinstance(instant, datetime) else value


class AskForm(forms.Form):
    """As known on which moment."""

    def __init__(self, data: Any = None, *, now: datetime, since: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["known_at"] = InstantField(
            label=_("Show what the record held on"),
            help_text=_("Time in %(zone)s. A day alone means its end.") % {"zone": zone},
            required=False,
            now=now,
            since=since,
        )


@dataclass(frozen=True)
class Asked:
    """What a page is asked for: the instant (None: now), and the form that asks, with what was wrong beside the field."""

    instant: datetime | None
    form: AskForm

    @property
    def status(self) -> int:
        return 422 if self.form.errors else 200


def asked(request: Request, *, since: Callable[[], datetime | None] = lambda: None) -> Asked:
    """The instant asked for. A wrong one is said at its field, and the page shows what is known now. `since`: when the record begins."""
    data = request.GET if request.GET.get("known_at", "").strip() else None
    form = AskForm(data, now=request.now, since=since() if data else None)
    instant = form.cleaned_data["known_at"] if form.is_bound and form.is_valid() else None
    found = Asked(instant if instant is not None and instant < request.now else None, form)
    request.instant_shown = found.instant
    return found
