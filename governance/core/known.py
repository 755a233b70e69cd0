"""`?known_at=`: the earlier instant a page is asked for. A day means its end."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput
from governance.core.pages import Request


def known_at(request: Request) -> datetime | None:
    """The instant asked for, or None for now. What cannot be read is refused in words; what has not come yet is now."""
    text = request.GET.get("known_at", "").strip()
    if not text:
        return None
    instant = read(text)
    if instant is None:
        raise InvalidInput(_("“%(text)s” is no day that can be asked for. Write it as 2026-06-30.") % {"text": text[:40]})
    return instant if instant < request.now else None


def read(text: str) -> datetime | None:
    """The instant a text names, in the programme's zone."""
    try:
        day = parse_date(text)
        instant = datetime.combine(day, time.max) if day else parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(instant) if instant is not None and timezone.is_naive(instant) else instant


def day_asked(request: Request) -> tuple[date, datetime | None]:
    """The day the page is about and the instant it is known at."""
    instant = known_at(request)
    return timezone.localdate(instant or request.now), instant
