"""Of whom a second factor is required, and where they can go before they have one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.roles import STEERING_ROLES

# The library's pages that lead to a second factor, out of the session, or to another language.
OPEN = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
        "account_set_password",
        "account_change_password",
        "core:language",
        "core:theme",
    }
)


def is_required_of(actor: Actor) -> bool:
    """Roles that steer need one while the setting is on, held or borrowed."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and actor.holds(*STEERING_ROLES)


class SecondFactorMiddleware:
    """Sends those who need a second factor and have none to its set-up; no other page opens for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name in OPEN or not is_required_of(request.actor):  # type: ignore[attr-defined]
            return None
        if Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.TOTP).exists():
            return None
        messages.warning(request, _("Your role needs a second factor. Please set it up now; everything else opens afterwards."))
        return redirect("mfa_activate_totp")
