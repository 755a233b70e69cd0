"""One form on a page of its own: shown, or acted on and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from governance.core.pages import Request, attempt


def decision(
    request: Request,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    heading: str,
    back: str,
    done: str = "",
    lead: str = "",
    button: str = "",
    danger: bool = False,
    crumbs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Everything typed stays where a rule says no. An action may answer with the address to go to."""
    if request.method == "POST":
        went: list[object] = []
        if attempt(form, lambda typed: went.append(act(typed))):
            if done:
                messages.success(request, done)
            return redirect(went[0] if went and isinstance(went[0], str) else back)
    context = {"form": form, "heading": heading, "back": back, "lead": lead, "button": button, "danger": danger, "crumbs": crumbs}
    return render(request, "courses/decision.html", context, status=422 if form.errors else 200)
