"""A vendor sees what was notified to it, and nothing that is being weighed before or since."""

from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.models import Penalty
from governance.contracts.told import as_told, told_of
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.test_pages import vendor_client

pytestmark = pytest.mark.django_db
PROJECT, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.SPONSOR)
WEEK_LATER = dealing.noon(dealing.date(2026, 7, 7))


@pytest.fixture
def penalty() -> Penalty:
    contract = dealing.contract()
    late = dealing.milestone(contract, dealing.clause(contract))
    return actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)


@pytest.fixture
def client(penalty: Penalty) -> Client:
    return vendor_client(penalty.clause.contract)


def pages(client: Client, penalty: Penalty) -> tuple[str, int]:
    contract = client.get(reverse("contracts:contract", args=[penalty.clause.contract_id])).content.decode()
    return contract, client.get(reverse("contracts:penalty", args=[penalty.pk])).status_code


def test_a_penalty_waived_before_anybody_was_told_is_no_link_to_a_closed_page(penalty: Penalty, client: Client) -> None:
    actions.waive(penalty, amount=D(25000), actor=SPONSOR, at=NOW, reason="our own fault")
    contract, status = pages(client, penalty)
    assert penalty.number not in contract and status == 404


def test_an_assessment_made_since_the_notice_is_not_shown_before_it_is_notified(penalty: Penalty, client: Client) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.reassess(penalty, actor=PROJECT, at=WEEK_LATER, reason="another week")
    assert penalty.assessed == D(30000)
    [told] = told_of(Penalty.objects.all())
    assert (told.assessed, told.get_state_display()) == (D(25000), "Notified")
    assert [step.action for step in as_told(penalty).steps] == ["notify"]
    contract, status = pages(client, penalty)
    page = client.get(reverse("contracts:penalty", args=[penalty.pk])).content.decode()
    assert status == 200 and "25,000.00" in contract and "25,000.00" in page
    assert "30,000.00" not in contract and "30,000.00" not in page and "another week" not in page
    assert reverse("contracts:step", args=[penalty.pk, "dispute"]) not in page


def test_once_notified_again_it_is_shown(penalty: Penalty, client: Client) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.reassess(penalty, actor=PROJECT, at=WEEK_LATER, reason="another week")
    actions.notify(penalty, actor=PROJECT, at=WEEK_LATER)
    page = client.get(reverse("contracts:penalty", args=[penalty.pk])).content.decode()
    assert "30,000.00" in page and reverse("contracts:step", args=[penalty.pk, "dispute"]) in page


def test_what_is_shown_is_never_saved(penalty: Penalty) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.reassess(penalty, actor=PROJECT, at=WEEK_LATER, reason="another week")
    as_told(penalty)
    assert penalty.assessed == D(30000) == Penalty.objects.get().assessed


def test_before_the_first_notice_there_is_nothing_to_see(penalty: Penalty) -> None:
    assert not as_told(penalty).steps.exists() and told_of(Penalty.objects.all()) == []
