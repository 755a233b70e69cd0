"""Ways from a page to the rows behind a figure, and to pages of rooms that may not exist yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from governance.core.metrics import Subject


def url_if(name: str, *args: Any) -> str:
    """The address of a page, or nothing where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def rows_url(code: str, subject: Subject, day: date, known_at: datetime | None = None) -> str:
    """The metric's page with this value and the rows behind it."""
    asked = {"subject": f"{subject.kind.value}:{subject.id}", "day": day.isoformat()}
    if known_at is not None:
        asked["known_at"] = known_at.strftime("%Y-%m-%dT%H:%M")
    return f"{reverse('core:metric', args=[code])}?{urlencode(asked)}"
