"""What a page is asked for: as known when; which office; and how its forms act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, NotFound
from governance.core.pages import Request, attempt
from governance.core.permissions import Verb, require
from governance.organisation.models import Office


def known_at(request: Request) -> datetime | None:
    """The earlier instant asked for, or None for now; a day means its end."""
    text = request.GET.get("known_at", "").strip()
    if not text:
        return None
    instant = read(text)
    if instant is None:
        raise InvalidInput(_("“%(text)s” is no day that can be asked for. Write it as 2026-06-30.") % {"text": text[:40]})
    return instant if instant < request.now else None


def read(text: str) -> datetime | None:
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


def office_asked(request: Request, office_id: int, what: str) -> Office:
    """The office, for those whose right reaches it."""
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise NotFound(_("There is no such office."))
    require(request.actor, Verb.VIEW, what, office_id=office.pk)
    return office


def acting(
    request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object], *, done: str, back: str, title: str, **context: Any
) -> HttpResponseBase:
    """Show the form or act on it; what is refused stands beside its field and nothing typed is lost."""
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect(back)
    return render(
        request, "clearance/form.html", {"form": form, "back": back, "title": title, **context}, status=422 if form.errors else 200
    )
