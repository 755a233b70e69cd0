"""Amendments, payments with what was set off, securities and warranties with their clocks, as the contract page shows them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.contracts import actions, selectors
from governance.contracts.actions import completing
from governance.contracts.clocks import WarrantyClock, runs_out, warranty_clock
from governance.contracts.models import Amendment, Contract, Milestone, Security, SecurityKind
from governance.contracts.states import ContractState
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.test_pages import vendor_client

pytestmark = pytest.mark.django_db
PROJECT, FINANCE = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE)
SignIn = Callable[..., Client]


def page(client: Client, contract: Contract) -> str:
    return client.get(reverse("contracts:contract", args=[contract.pk])).content.decode()


@pytest.mark.parametrize(
    ("accepted", "clock"),
    [
        (None, WarrantyClock(None, None, None)),
        (date(2026, 1, 31), WarrantyClock(date(2026, 1, 31), date(2026, 2, 28), 8)),
        (date(2025, 1, 1), WarrantyClock(date(2025, 1, 1), date(2025, 2, 1), -384)),
    ],
)
def test_a_warranty_runs_from_acceptance_to_the_same_day(accepted: date | None, clock: WarrantyClock) -> None:
    assert warranty_clock(accepted, 1, date(2026, 2, 20)) == clock
    assert clock.over == (accepted == date(2025, 1, 1))


def test_a_security_needs_attention_sixty_days_before() -> None:
    assert runs_out(TODAY + timedelta(days=60), TODAY) and not runs_out(TODAY + timedelta(days=61), TODAY)


@pytest.fixture
def security() -> Security:
    contract = dealing.contract()
    kind, expires = SecurityKind.PERFORMANCE, TODAY + timedelta(days=5)
    return completing.add_security(contract, kind=kind, issuer="Bank", amount=D(1000), expires_on=expires, actor=PROJECT, at=NOW)


def test_a_released_security_raises_no_alert(security: Security) -> None:
    assert selectors.expiring([security.contract_id], TODAY) == [security]
    completing.release_security(security, on=TODAY, actor=PROJECT, at=NOW, reason="final acceptance")
    assert selectors.expiring([security.contract_id], TODAY) == []
    assert security.history.first().history_change_reason == "final acceptance"


def test_a_security_is_released_once_by_those_who_may_and_not_tomorrow(security: Security) -> None:
    with pytest.raises(NotAllowed):
        completing.release_security(security, on=TODAY, actor=dealing.actor(Role.AUDITOR), at=NOW, reason="x")
    with pytest.raises(InvalidInput):
        completing.release_security(security, on=TODAY + timedelta(days=1), actor=PROJECT, at=NOW, reason="x")
    completing.release_security(security, on=TODAY, actor=PROJECT, at=NOW, reason="x")
    with pytest.raises(Conflict):
        completing.release_security(security, on=TODAY, actor=PROJECT, at=NOW, reason="x")


def test_the_page_releases_it(signed_in: SignIn, security: Security) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    address = reverse("contracts:release", args=[security.pk])
    assert address in page(client, security.contract)
    assert client.post(address, {"on": "2026-06-30", "reason": "given back"}).status_code == 302
    assert "released on 30 Jun 2026" in page(client, security.contract)


def test_an_amendment_has_its_authority_and_file_and_the_page_adds_it_up(signed_in: SignIn) -> None:
    client, contract = signed_in(Role.PROJECT_OFFICE), dealing.contract()
    typed = {"number": "1", "signed_on": "2026-05-01", "value_change": "50000", "new_end": "2026-08-31", "reason": "more scope"}
    address = reverse("contracts:amend", args=[contract.pk])
    assert client.post(address, typed).status_code == 200 and not Amendment.objects.exists()
    file = SimpleUploadedFile("signed.txt", b"Signed by both.")
    assert client.post(address, typed | {"authority": "Sponsor", "file": file}).status_code == 302
    shown = page(client, contract)
    assert all(words in shown for words in ("As amended: CN¥1,050,000.00, until 31 Aug 2026.", "Sponsor", "signed.txt"))
    link = reverse("contracts:file", args=[contract.pk, Amendment.objects.get().attachment_id])
    assert client.get(link).status_code == 200 and vendor_client(contract).get(link).status_code == 404


def test_a_payment_shows_what_was_set_off_and_what_is_left(signed_in: SignIn) -> None:
    contract = dealing.contract()
    late: Milestone = dealing.milestone(contract, dealing.clause(contract))
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    payment = dealing.payment(contract, 100_000)
    actions.set_off(penalty, payment, amount=D(25_000), actor=FINANCE, at=NOW)
    client = signed_in(Role.FINANCE)
    assert "25,000.00 set off, 75,000.00 left" in page(client, contract)
    assert "75000.00" in client.get(reverse("contracts:pay", args=[payment.pk])).content.decode()


def test_the_record_begins_with_the_first_day_that_counts(signed_in: SignIn) -> None:
    contract = dealing.contract()
    late = dealing.milestone(contract, dealing.clause(contract))
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    shown = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:penalty", args=[penalty.pk])).content.decode()
    assert 'datetime="2026-06-02"' in shown and "The first day that counts." in shown


def test_a_draft_opens_one_step_at_a_time_and_knows_the_contracts_cap(signed_in: SignIn) -> None:
    from tests.governance.contracts.test_pages import CLAUSE

    client, draft = signed_in(Role.PROJECT_OFFICE), dealing.contract(state="draft", contract_cap_percent=D(10))
    address = reverse("contracts:enter", args=[draft.pk])
    assert client.get(address).content.decode().count('<details name="step" open') == 1
    assert client.get(f"{address}?step=person").content.decode().count('<details name="step" open') == 1
    told = client.post(reverse("contracts:preview", args=[draft.pk]), CLAUSE | {"cap": ""}).content.decode()
    assert "There is no cap" not in told
    assert client.post(address, CLAUSE)["Location"] == f"{address}?step=clause#clause"


def test_what_if_says_what_the_contracts_cap_leaves(signed_in: SignIn) -> None:
    contract = dealing.contract(contract_cap_percent=D(3))
    clause = dealing.clause(contract)
    dealing.milestone(contract, clause, due=date(2026, 5, 1), number="M1", value=400_000)
    late = dealing.milestone(contract, clause, number="M2")
    address = reverse("contracts:what_if", args=[late.pk, clause.pk])
    told = signed_in(Role.PROJECT_OFFICE).post(address, {"on": "2026-06-30"}).content.decode()
    # M1 holds 20,000 of the 30,000; M2 would ask 25,000.
    assert "CN¥10,000.00" in told and "CN¥25,000.00 before the contract’s cap" in told


def test_no_more_is_paid_than_what_the_set_offs_leave() -> None:
    contract = dealing.contract()
    late = dealing.milestone(contract, dealing.clause(contract))
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    payment = dealing.payment(contract, 30_000)
    actions.set_off(penalty, payment, amount=D(25_000), actor=FINANCE, at=NOW)
    for amount, on in ((D(5001), TODAY), (D(-1), TODAY), (D(5000), TODAY + timedelta(days=1))):
        with pytest.raises(InvalidInput):
            completing.make_payment(payment, on=on, amount=amount, actor=FINANCE, at=NOW)
    completing.make_payment(payment, on=TODAY, amount=D(5000), actor=FINANCE, at=NOW)
    assert payment.paid_amount == D(5000)


@pytest.mark.django_db
def test_nothing_is_paid_under_a_draft_and_its_page_offers_no_payment(signed_in: SignIn) -> None:
    contract = dealing.contract(state=ContractState.DRAFT)
    payment = dealing.payment(contract)
    with pytest.raises(Refused, match="draft"):
        completing.make_payment(payment, on=TODAY, amount=D(1), actor=dealing.actor(Role.FINANCE), at=NOW)
    page = signed_in(Role.FINANCE).get(reverse("contracts:contract", args=[contract.pk])).content.decode()
    assert reverse("contracts:pay", args=[payment.pk]) not in page


@pytest.mark.django_db
def test_once_signed_a_milestone_asks_for_no_more_deliverables() -> None:
    milestone = dealing.milestone(dealing.contract())
    with pytest.raises(Conflict, match="signed"):
        actions.add_deliverable(milestone, name="Manual", checklist=["Index"], actor=dealing.actor(Role.PROJECT_OFFICE), at=NOW)
    assert not milestone.deliverables.exists()
