"""Pages of accounts."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.actions import accounts
from governance.organisation.forms.people import WhyForm
from governance.organisation.models import Account
from governance.organisation.selectors import people_names
from governance.organisation.views.acting import Ask, ask
from governance.organisation.views.authority import person_link


@needs(Verb.VIEW, "account")
def account_list(request: Request) -> HttpResponseBase:
    found = list(Account.objects.select_related("person").order_by("pk"))
    names = people_names({row.person_id for row in found if row.person_id}, request.actor)
    may_change = allows(request.actor, Verb.CHANGE, "account")
    secured = set(Account.objects.filter(authenticator__type="totp").values_list("pk", flat=True))
    columns = [
        Column("name", _("Person"), value=lambda row: names.get(row.person_id, row.username), link=person_of),
        Column("username", _("User name"), value=lambda row: row.username),
        Column("language", _("Language"), show=lambda row: row.get_language_display()),
        Column("last_login", _("Last sign-in")),
        Column("second", _("Second factor"), value=lambda row: _("yes") if row.pk in secured else _("no")),
        Column("state", _("State"), value=state_of, choices=[("open", _("Open")), ("closed", _("Closed"))], show=shade_of),
    ]
    if may_change:
        said = {"open": _("Close"), "closed": _("Open again")}
        columns.append(Column("change", _("Action"), sort=False, value=lambda row: said[state_of(row)], link=change_link))
    empty = Empty(_("No accounts yet"), _("Open an account on the page of a person, or print codes for an office."), icon="key")
    shown = Table(request, columns=columns, rows=found, name="accounts", order="name", empty=empty, compact=10)
    return shown.export() or render(request, "organisation/accounts.html", {"accounts": shown})


@needs(Verb.CHANGE, "account")
def account_close(request: Request, pk: int) -> HttpResponse:
    account = fetch_account(pk)
    lead = _("Open sessions end at once; printed codes stop working.")
    words = account_words(account, _("Close the account %(name)s"), _("Close the account"), _("The account is closed."), lead)
    return ask(request, WhyForm, words, lambda **data: accounts.close_account(account=account, **data))


@needs(Verb.CHANGE, "account")
def account_reopen(request: Request, pk: int) -> HttpResponse:
    account = fetch_account(pk)
    words = account_words(account, _("Open the account %(name)s again"), _("Open again"), _("The account is open."))
    return ask(request, WhyForm, words, lambda **data: accounts.reopen_account(account=account, **data))


def person_of(row: Account) -> str | None:
    return person_link(row.person_id) if row.person_id else None


def state_of(row: Account) -> str:
    return "open" if row.is_active else "closed"


def shade_of(row: Account) -> str:
    return status("good", _("Open")) if row.is_active else status("none", _("Closed"))


def change_link(row: Account) -> str:
    return reverse("organisation:account-close" if row.is_active else "organisation:account-reopen", args=[row.pk])


def account_words(account: Account, heading: str, submit: str, done: str, lead: str = "") -> Ask:
    back = reverse("organisation:accounts")
    return Ask(heading % {"name": account.username}, submit, back, lead, [(_("Accounts"), back)], bool(lead), done)


def fetch_account(pk: int) -> Account:
    account = Account.objects.filter(pk=pk).select_related("person").first()
    if account is None:
        raise NotFound(_("There is no such account."))
    return account
