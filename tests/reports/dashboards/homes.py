"""A company with every role signed in, for counting what each home page and its later parts ask of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.core.actor import system_actor
from governance.core.roles import Role
from governance.organisation.models import Account, JobRole, Office, Person
from rollout.staging.models import Programme
from rollout.staging.stages import Stage
from tests import company
from tests.governance.contracts import dealing
from tests.reports import pretend
from tests.rollout.staging import gated
from tests.training.clearance import clearing
from tests.training.courses import classroom
from training.clearance import actions as clearance

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LATER = re.compile(r'hx-get="([^"]+)"')
# What an office's next gate asks of it, as a project office would set it: figures of courses, clearance and use.
GATES = {Stage.TRAINING: ("training.attended", "clearance.cleared_share"), Stage.LIVE: ("adoption.score", "adoption.reach")}


def accounts(count: int) -> dict[Role, Account]:
    """So many offices with two people each, and one account per role; the head and the staff are of the first office."""
    made = pretend.offices(count)
    company.use_rule()
    people = [person for office in made for person in (company.person(at=office), company.person(at=office))]
    for person in people:
        company.notice(person)
    furnish(made, people)
    own = (Role.OFFICE_HEAD, Role.STAFF)
    return {role: company.account(*([] if role == Role.STAFF else [role]), office=made[0] if role in own else None) for role in Role}


def furnish(made: Sequence[Office], people: Sequence[Person]) -> None:
    """A course that some attended, what clearance requires, a late milestone, and gates in force."""
    course = classroom.course(JobRole.SALES)
    classroom.held(course, *people[:2])
    clearing.requires(course)
    clearance.follow(actor=system_actor("tests"), at=timezone.now())
    contract = dealing.contract()
    dealing.milestone(contract, dealing.clause(contract))
    wave = company.wave(Programme.objects.get(), 3)
    for start, codes in GATES.items():
        company.in_rollout(company.office(), wave, start)
        gated.gate(Programme.objects.get(), start, *({"metric": code, "threshold": Decimal(80)} for code in codes))


def signed_in(account: Account) -> Client:
    """After a first visit, which notes the session."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    client.get("/")
    return client


def reads(held: dict[Role, Account]) -> Iterator[tuple[str, CaptureQueriesContext]]:
    """The name of each home page, and of each part that it fetches, with the statements it took."""
    for role, account in held.items():
        client = signed_in(account)
        page, found = asked(client, "/")
        yield f"home of {role.value}", found
        for path in LATER.findall(page):
            yield f"home of {role.value}: {name_of(path)}", asked(client, path)[1]


def asked(client: Client, path: str) -> tuple[str, CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, headers={} if path == "/" else {"HX-Request": "true"})
    assert answer.status_code == 200, path
    return answer.content.decode(), queries


def name_of(path: str) -> str:
    """Without the id of the office."""
    return re.sub(r"/\d+/", "/", path)
