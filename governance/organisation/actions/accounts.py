"""Accounts are opened, closed and opened again by the project office; closing one ends its sessions."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.permissions import Verb, require
from governance.organisation.actions.dated import day_of, locked, one_winner, reasoned
from governance.organisation.actions.people import require_over
from governance.organisation.models import Account, OneTimeCode, Person

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@transaction.atomic
def open_account(
    *, person: Person, actor: Actor, at: datetime, reason: str = "", username: str = "", language: str = "", email: str = ""
) -> Account:
    """A way to sign in for one person, without a password yet: a printed one-time code is the first key.

    Without a language it speaks that of whoever opens it.
    """
    require_over(actor, person, at, what="account")
    person = locked(person)
    if Account.objects.filter(person=person).exists():
        raise Conflict(_("This person already has an account."))
    if person.left_on and person.left_on < day_of(at):
        raise Refused(_("The person has left the company."))
    name = free_username(username or person.pseudonym)
    account = Account(username=name, person=person, language=spoken(language or the_reader_s_language()), email=email)
    account.set_unusable_password()
    with one_winner(), audit.because(actor, reason):
        account.save()
    return account


def free_username(username: str) -> str:
    """The user name, unless an account or another person's employee number has it: sign-in could not tell them apart."""
    name = Account.normalize_username(username.strip())
    taken = Account.objects.filter(username__iexact=name).exists() or Person.objects.filter(employee_number__iexact=name).exists()
    if not name or taken:
        message = _("This user name is already taken.") if name else _("Please give a user name.")
        raise InvalidInput(message, fields={"username": message})
    return name


def the_reader_s_language() -> str:
    """The language of the page (or command) that acts, English where it is none of those offered."""
    language = translation.get_language() or ""
    return language if language in LANGUAGES else "en"


def spoken(language: str) -> str:
    if language not in LANGUAGES:
        message = _("This language is not offered.")
        raise InvalidInput(message, fields={"language": message})
    return language


@transaction.atomic
def close_account(*, account: Account, actor: Actor, at: datetime, reason: str) -> None:
    """Nobody can sign in with it any more; open sessions and printed codes end at once."""
    require(actor, Verb.CHANGE, "account")
    if not actor.system and actor.account_id == account.pk:
        raise NotAllowed(_("Nobody closes their own account."))
    with audit.because(actor, reasoned(reason)):
        if not audit.update(Account.objects.filter(pk=account.pk, is_active=True), is_active=False):
            raise Conflict(_("This account is already closed."))
    end_sessions(account)
    revoke_codes(account, at=at)


def end_sessions(account: Account) -> int:
    """Sign the account out everywhere. How many sessions ended."""
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)


def revoke_codes(account: Account, *, at: datetime) -> int:
    """Codes printed earlier and not used stop working."""
    return OneTimeCode.objects.filter(account=account, used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def reopen_account(*, account: Account, actor: Actor, at: datetime, reason: str) -> None:
    """The account can be used again."""
    require(actor, Verb.CHANGE, "account")
    if account.person and account.person.left_on and account.person.left_on < day_of(at):
        raise Refused(_("The person has left the company."))
    with audit.because(actor, reasoned(reason)):
        if not audit.update(Account.objects.filter(pk=account.pk, is_active=False), is_active=True):
            raise Conflict(_("This account is not closed."))
