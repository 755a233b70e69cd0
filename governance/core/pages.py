"""What every page shares: who may open it, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from governance.core.actor import Actor
from governance.core.errors import GatehouseError
from governance.core.permissions import Verb, require

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request as the middleware hands it to a view: for type hints."""

    actor: Actor
    now: datetime


def needs(verb: Verb, what: str) -> Callable[[View], View]:
    """A page for those who hold this right on some record; others are asked to sign in, or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
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


class RefusalMiddleware:
    """Turns every GatehouseError of a view into its page, so that no refusal is a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, GatehouseError) else None
