"""At the edge of every request: the clock is read once, the actor is built, an audit operation is opened."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from governance.core import audit
from governance.organisation.grants import actor_for


class ActorMiddleware:
    """Sets `request.now`, `request.actor` and the reader's language, and opens the operation named by the request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        account = request.user if request.user.is_authenticated else None
        request.actor = actor_for(account, timezone.localdate(request.now))  # type: ignore[attr-defined, arg-type]
        if account is not None:
            translation.activate(account.language)
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        with audit.operation(request.actor, id=uuid.uuid4().hex):  # type: ignore[attr-defined]
            return self.get_response(request)
