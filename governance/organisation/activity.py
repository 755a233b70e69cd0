"""Where an account is signed in, for the page that lists it: noted when something is new, not at every request."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

FRESH = 300.0  # seconds
MOST = 20_000
Seen = tuple[float, str, str]


class ActivityMiddleware:
    """Notes a sign-in seen from a new address or browser at once, else every five minutes.

    The library's own writes at every request. On SQLite each of those waits for the one writer of the file, so that
    saving an answer queued behind hundreds of notes that somebody is still there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.noted: dict[str, Seen] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            self.note(request, request.session.session_key)
        return self.get_response(request)

    def note(self, request: HttpRequest, key: str) -> None:
        now, browser, address = time.monotonic(), request.headers.get("User-Agent", ""), get_adapter().get_client_ip(request)
        seen, *held = self.noted.get(key, (-FRESH, "", ""))
        if held == [browser, address] and now - seen < FRESH:
            return
        UserSession.objects.create_from_request(request)
        if len(self.noted) >= MOST:
            self.noted.clear()
        self.noted[key] = (now, browser, address)
