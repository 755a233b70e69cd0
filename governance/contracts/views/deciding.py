"""What the pages share: a form that acts, its refusal beside its field, everything typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.pages import Request


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Act on a valid form. A refusal stands beside its field, or on top; True when it was done."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except InvalidInput as error:
        for name, message in (error.fields or {"": error.message}).items():
            form.add_error(name if name in form.fields else None, str(message))
    except (Refused, Conflict) as error:
        for reason in error.reasons or (error.message,):
            form.add_error(None, str(reason))
    return not form.errors


def decision(
    request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object], *, done: str, back: str, context: dict[str, Any]
) -> HttpResponse:
    """One form on a page of its own: shown, or acted on and back."""
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect(back)
    return render(request, "contracts/decision.html", {"form": form, "back": back, **context})
