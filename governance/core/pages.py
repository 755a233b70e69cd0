"""What every page shares: who may open it, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import Conflict, GatehouseError, InvalidInput, OnlySent, Refused
from governance.core.permissions import Verb, require

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request as the middleware hands it to a view: for type hints."""

    actor: Actor
    now: datetime
    instant_shown: datetime | None


def needs(verb: Verb, what: str) -> Callable[[View], View]:
    """A page for those who hold this right on some record; others are asked to sign in, or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                # What was pressed cannot be pressed again by an address: sign in and be back where the button is.
                pressed_on = came_from(request).removeprefix(f"{request.scheme}://{request.get_host()}") if request.method == "POST" else ""
                return redirect_to_login(pressed_on or request.get_full_path())
            require(request.actor, verb, what)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def refusal(request: HttpRequest, error: GatehouseError) -> HttpResponse:
    """The page that says what could not be done, why, and where to go on."""
    return render(request, "core/refusal.html", {"error": error, "back": came_from(request)}, status=error.status)


def came_from(request: HttpRequest) -> str:
    """The page the reader came from, if it is ours and another one."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if ours and referer != request.build_absolute_uri() else ""


def show_refusal(form: forms.BaseForm, error: GatehouseError) -> None:
    """Put a refusal where it belongs: beside each field it names, else on top with every reason. Nothing typed is lost."""
    named = error.fields if isinstance(error, InvalidInput) else {}
    for name, message in named.items():
        form.add_error(name if name in form.fields else None, str(message))
    if not named:
        for message in (error.message, *error.reasons):
            form.add_error(None, str(message))


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Act on a valid form; True when it was done. What a rule refuses is shown on the form, the rest has a page of its own."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (InvalidInput, Refused, Conflict) as error:
        show_refusal(form, error)
    return not form.errors


class RefusalMiddleware:
    """Turns every GatehouseError of a view into its page, so that no refusal is a 500, and none is blank."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = refusal(request, OnlySent(_("This address is that of a button. Go back and press it there.")))
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, GatehouseError) else None
