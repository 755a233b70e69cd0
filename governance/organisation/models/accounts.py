"""Accounts: how a person signs in. The language is chosen per person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit


class Account(AbstractBaseUser, PermissionsMixin):
    """A way to sign in, with a chosen user name or the employee number. Never deleted, only closed.

    The record calls the account by its person's pseudonym, so that erasing the identity leaves no name behind.
    """

    username = models.CharField(_("user name or employee number"), max_length=150, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.OneToOneField(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="account", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("open"), default=True)
    is_staff = models.BooleanField(_("may open the support site"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()  # type: ignore[misc]
    history = audit.tracked(excluded_fields=["username", "password", "last_login", "email"])

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Signing in only notes when: that is no change of the account, so the history is not told."""
        if set(kwargs.get("update_fields") or ()) != {"last_login"}:
            return super().save(*args, **kwargs)
        # The history looks only whether the mark is there, so it must be gone again afterwards.
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving
        return None

    @property
    def record_name(self) -> str:
        """What history and event rows call this account."""
        return self.person.pseudonym if self.person else self.username

    def clean(self) -> None:
        self.username = self.normalize_username(self.username)


class OneTimeCode(models.Model):
    """A printed sign-in code for people without e-mail. Only its hash is kept; it works once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="one_time_codes")
    sheet = models.CharField(max_length=32, db_index=True)
    code_hash = models.CharField(max_length=128, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.account}: {self.issued_at:%Y-%m-%d}"
