"""What a page is asked for: as known when; which office; and how its forms act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.known import day_asked, known_at
from governance.core.pages import Request, attempt
from governance.core.permissions import Verb, require
from governance.organisation.models import Office


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


__all__ = ["acting", "day_asked", "known_at", "office_asked"]
