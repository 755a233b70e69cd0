"""What the pages share: a form that acts, its refusal beside its field, everything typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from governance.core import attachments
from governance.core.pages import Request, attempt


def with_file(request: Request, typed: dict[str, Any], what: str) -> dict[str, Any]:
    """What was typed, with the uploaded file kept as `attachment`."""
    file = typed.pop("file")
    kept = attachments.store(file, name=file.name, actor=request.actor, at=request.now, what=what) if file else None
    return typed | {"attachment": kept}


def decision(
    request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object], *, done: str, back: str, context: dict[str, Any]
) -> HttpResponse:
    """One form on a page of its own: shown, or acted on and back."""
    if request.method == "POST" and attempt(form, act):
        messages.success(request, done)
        return redirect(back)
    return render(request, "contracts/decision.html", {"form": form, "back": back, **context})
