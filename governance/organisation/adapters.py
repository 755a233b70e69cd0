"""What the sign-in library asks of us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.organisation.actions.accounts import LANGUAGES
from governance.organisation.grants import actor_for
from governance.organisation.second_factor import is_required_of


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the project office; nobody signs themselves up."""

    # The same words whether the account does not exist, is closed or the password is wrong: a stranger learns nothing.
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many failed attempts. Signing in is locked for ten minutes; after that, please try again."),
        "username_password_mismatch": _("This user name and password (or one-time code) do not belong together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """Whoever came in with a printed code is asked for a password, since the code is spent: also on the way to some page."""
        if not user.has_usable_password():
            told["redirect_url"] = reverse("account_set_password")
        return super().post_login(request, user, **told)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Once the password is set, the way on is the home page, which shows the message."""
        return str(self.get_login_redirect_url(request))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Whoever comes in for the first time keeps the language they chose on the sign-in page."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if user.last_login is None and chosen in LANGUAGES and chosen != user.language:
            user.language = chosen
            actor = Actor(user.record_name, user.pk, user.person_id)
            with audit.because(actor, str(_("The person chose this language."))):
                user.save(update_fields=["language"])
        super().login(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Where a second factor is required it cannot be switched off again."""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not is_required_of(actor_for(authenticator.user, timezone.localdate()))

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)
