"""A company with every role signed in, for counting what each home page asks of the database."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.reports import pretend

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def accounts(count: int) -> dict[Role, Account]:
    """So many offices with two people each, and one account per role; the head and the staff are of the first office."""
    made = pretend.offices(count)
    company.use_rule()
    for office in made:
        company.notice(company.person(at=office))
        company.person(at=office)
    own = (Role.OFFICE_HEAD, Role.STAFF)
    return {role: company.account(*([] if role == Role.STAFF else [role]), office=made[0] if role in own else None) for role in Role}


def signed_in(account: Account) -> Client:
    """After a first visit, which notes the session."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    client.get("/")
    return client


def counts(held: dict[Role, Account]) -> dict[Role, int]:
    """Role → SQL statements of the address `/`."""
    found = {}
    for role, account in held.items():
        client = signed_in(account)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        found[role] = len(queries)
    return found
