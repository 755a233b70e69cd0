"""Sign-in by employee number and a printed one-time code, in the field where others type their password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.organisation.actions.codes import use_code
from governance.organisation.models import Account


class OneTimeCodeBackend(ModelBackend):
    """Accepts a one-time code instead of a password. The code replaces the password, which is then chosen anew."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        if not username or not password:
            return None
        account = Account.objects.filter(username__iexact=username).select_related("person").first()
        now = timezone.now()
        if account is None or not self.user_can_authenticate(account) or not use_code(account=account, code=password, at=now):
            return None
        account.set_unusable_password()
        with audit.because(Actor(account.record_name, account.pk, account.person_id), _("signed in with a printed one-time code")):
            account.save(update_fields=["password"])
        return account
