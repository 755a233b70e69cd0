"""Sign-in by user name or employee number, with a password or a printed one-time code."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils.translation import gettext_lazy as _

from governance.organisation.models import Account


def bare(form: forms.Form) -> None:
    """Without placeholders: they say again what the label says."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class PasswordForm(ChangePasswordForm):
    """Another password, by the one known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bare(self)


class ForgottenForm(ResetPasswordForm):
    """Where the link to a new password goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bare(self)


class NewPasswordForm(ResetPasswordKeyForm):
    """The new password, behind that link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bare(self)


class SignInForm(LoginForm):
    """One form for both ways, so that both share one limit of attempts and one answer to a wrong one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("User name or employee number"), _("Password or one-time code")
        login.widget.attrs |= {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "autofocus": True}
        bare(self)
        password.help_text = _("Forgotten, or no password yet? The project office prints you a one-time code.")

    def clean_login(self) -> str:
        """The user name that an employee number stands for; anything else is left for the password check to refuse."""
        typed = super().clean_login()
        if Account.objects.filter(username__iexact=typed).exists():
            return str(typed)
        named = Account.objects.filter(person__employee_number__iexact=typed).values_list("username", flat=True)
        return str(named.first() or typed)
