"""A vendor's home page: its own contracts, next deadlines, notices and penalties it was told of, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.contracts.models import Milestone, Penalty, PenaltyClause, PenaltyStep, Vendor, VendorMember
from governance.contracts.states import PenaltyAction, PenaltyState
from governance.core.roles import Role
from tests import company
from tests.governance.contracts import dealing

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client()


def page_of(client: Client, of: Vendor) -> str:
    account = company.account(Role.VENDOR)
    assert account.person
    VendorMember.objects.create(vendor=of, person=account.person, first_day=company.LONG_AGO, recorded_at=company.RECORDED)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get("/").content.decode()


def penalty(clause: PenaltyClause, milestone: Milestone, number: str, *, told: bool) -> None:
    state = PenaltyState.NOTIFIED if told else PenaltyState.ASSESSED
    made = Penalty.objects.create(number=number, clause=clause, milestone=milestone, state=state, accrues_from=dealing.TODAY, assessed=4321)
    if told:
        PenaltyStep.objects.create(penalty=made, action=PenaltyAction.NOTIFY, amount=4321, recorded_at=dealing.NOW, username="tests")


def test_own_contracts_with_their_next_milestones(client: Client) -> None:
    own, other = dealing.contract(title="Own CRM"), dealing.contract(title="Someone else")
    due = timezone.localdate() + timedelta(days=20)
    dealing.milestone(own, due=due, name="Migration", forecast=due + timedelta(days=3))
    dealing.milestone(own, due=due, name="Handed over", state="accepted", accepted_on=due)
    dealing.milestone(other, due=due, name="Secret")
    page = page_of(client, own.vendor)
    assert "Own CRM" in page and "Migration" in page and "My forecast" in page
    ahead = page.split('aria-label="Next milestones"')[1].split("</section>")[0]
    assert "Handed over" not in ahead and "Handed over" in page
    assert "Someone else" not in page and "Secret" not in page


def test_only_penalties_that_were_notified(client: Client) -> None:
    own = dealing.contract()
    first, second = dealing.clause(own, number="8.7"), dealing.clause(own, number="8.8")
    milestone = dealing.milestone(own, first, second)
    penalty(first, milestone, "LD-TOLD", told=True)
    penalty(second, milestone, "LD-QUIET", told=False)
    page = page_of(client, own.vendor)
    assert "LD-TOLD" in page and "LD-QUIET" not in page


def test_who_signs_in_for_nobody_is_told_so(client: Client) -> None:
    dealing.contract(title="Someone else")
    account = company.account(Role.VENDOR)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/").content.decode()
    assert "No contract of your company is in force" in page and "Someone else" not in page
    assert "My page" in page


def test_a_deadline_that_is_past_reads_overdue_and_one_ahead_does_not(client: Client) -> None:
    own = dealing.contract()
    today = timezone.localdate()
    dealing.milestone(own, due=today - timedelta(days=5), name="Migration", forecast=today)
    dealing.milestone(own, due=today + timedelta(days=5), name="Training", state="rejected", forecast=today)
    page = page_of(client, own.vendor)
    waits = page.split('aria-label="Waits for you"')[1].split("</section>")[0]
    late, ahead = (next(item for item in waits.split("<li") if name in item) for name in ("Migration", "Training"))
    assert "overdue, was due by" in late and "until" not in late
    assert "until" in ahead and "overdue" not in ahead
