"""What was assessed, what of it is settled and what is open: one account, on every page and paper, as known then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts import actions, scorecards, selectors
from governance.contracts.models import Contract, Milestone, Payment, PaymentKind, Penalty, Verdict
from governance.contracts.paid import due_since, settled, to_pay
from governance.contracts.penalty_life import Account, Sums, account
from governance.contracts.states import ContractState
from governance.core import written
from governance.core.actor import Actor
from governance.core.roles import Role
from reports.dashboards.sections import Asked, vendor
from reports.dashboards.telling import vendor as telling
from reports.dashboards.telling.part import Sheet
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

PROJECT, FINANCE, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE), dealing.actor(Role.SPONSOR)
DAY = timedelta(days=1)
# 25,000 assessed, 2,000 waived, 9,000 set off and 4,000 paid; an extension of two weeks then leaves 15,000 assessed.
BEFORE = Account(D(25_000), D(2_000), D(13_000), D(10_000))
AFTER = Account(D(15_000), D(2_000), D(13_000), D(0))
SignIn = Callable[..., Client]


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract(number="C-ACC")
    return dealing.milestone(contract, dealing.clause(contract))


@pytest.fixture
def penalty(late: Milestone) -> Penalty:
    made = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(made)
    actions.waive(made, amount=D(2_000), actor=SPONSOR, at=NOW, reason="goodwill")
    actions.set_off(made, dealing.payment(late.contract), amount=D(9_000), actor=FINANCE, at=NOW)
    actions.pay(made, amount=D(4_000), actor=FINANCE, at=NOW)
    return made


def extend(late: Milestone, days: int) -> None:
    given: dict[str, object] = {"authority": "Director", "granted_on": TODAY, "actor": PROJECT, "at": NOW + DAY, "reason": "our test data"}
    actions.grant_extension(late, days=days, **given)  # type: ignore[arg-type]


def of(contract: Contract, day: date, known_at: object = None) -> Account:
    return settled([contract.pk], day, known_at)[contract.pk].account  # type: ignore[arg-type]


sums_of_penalties = st.builds(Sums, *[st.decimals(0, 1000, places=2)] * 4)


@given(st.lists(sums_of_penalties))
def test_the_account_adds_up_where_no_more_was_taken_than_is_due(penalties: list[Sums]) -> None:
    fair = [one for one in penalties if not one.refundable]
    found = account(fair)
    assert found.assessed - found.waived - found.taken == found.open


@pytest.mark.django_db
def test_the_steps_the_rows_and_the_scorecard_tell_one_account(penalty: Penalty, late: Milestone) -> None:
    contract = late.contract
    assert of(contract, TODAY) == BEFORE == selectors.accounts_by_milestone([contract.pk])[contract.pk, late.pk]
    assert scorecards.figures(contract, TODAY)["account"] == asdict(BEFORE)


@pytest.mark.django_db
def test_a_refund_leaves_what_was_kept_and_the_day_before_is_told_as_it_was(penalty: Penalty, late: Milestone) -> None:
    extend(late, 14)
    assert of(late.contract, TODAY + DAY) == AFTER
    assert of(late.contract, TODAY) == BEFORE == of(late.contract, TODAY + DAY, known_at=NOW)
    assert of(late.contract, TODAY - DAY) == Account()


@pytest.mark.django_db
def test_the_report_and_the_project_page_say_what_is_open_beside_what_has_accrued(penalty: Penalty, sponsor: Actor) -> None:
    facts = vendor.facts(Asked(TODAY, None, sponsor))
    assert facts is not None
    (sums,) = facts["sums"]
    assert [D(sums[name]) for name in ("accrued", "assessed", "waived", "taken", "open")] == [23_000, 25_000, 2_000, 13_000, 10_000]
    told = telling.part(facts, "en", TODAY)
    (tile,) = [tile for tile in told.tiles if tile.label == "Penalties set off or paid"]
    assert (tile.value, tile.note) == ("CN¥13,000", "CN¥10,000 open of CN¥25,000 assessed")
    (sheet,) = [one for one in told.shown if isinstance(one, Sheet) and one.title == "Penalties assessed, settled and open"]
    assert sheet.rows[0][1:] == ["CN¥25,000.00", "CN¥2,000.00", "CN¥13,000.00", "CN¥10,000.00"]


@pytest.mark.django_db
def test_a_report_frozen_before_says_what_was_withheld_as_it_did(penalty: Penalty, sponsor: Actor) -> None:
    facts = vendor.facts(Asked(TODAY, None, sponsor))
    assert facts is not None
    for row in (*facts["sums"], *facts["contracts"]):
        for name in ("assessed", "waived", "taken", "open"):
            del row[name]
    told = telling.part(facts, "en", TODAY)
    assert [tile.value for tile in told.tiles if tile.label == "Withheld from payments"] == ["CN¥9,000"]
    assert "Penalties assessed, settled and open" not in [one.title for one in told.shown]


@pytest.mark.django_db
def test_the_pages_show_it(penalty: Penalty, late: Milestone, signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    page = client.get(reverse("contracts:contract", args=[late.contract_id])).content.decode()
    assert "CN¥13,000.00" in page and "CN¥10,000.00 open of CN¥25,000.00 assessed" in page
    assert "<span>10,000.00</span>" in page and "<span>13,000.00</span>" in page
    owed = client.get(reverse("contracts:owed")).content.decode()
    assert "CN¥10,000.00 open of CN¥25,000.00 assessed" in owed and "Accrued today" in owed


@pytest.mark.django_db
def test_a_payment_is_due_from_its_acceptance_and_less_what_was_set_off(penalty: Penalty, late: Milestone) -> None:
    contract = late.contract
    waits = Payment.objects.create(contract=contract, kind=PaymentKind.PROGRESS, amount=70_000, milestone=late, due=TODAY - DAY)
    Payment.objects.filter(set_offs__isnull=False).update(due=TODAY - DAY)
    # 100,000 of which 9,000 were set off; the 70,000 wait for a milestone that nobody accepted.
    assert settled([contract.pk], TODAY)[contract.pk].due_unpaid == D(91_000)
    for accepted, since in ((None, None), (TODAY, TODAY), (TODAY - 9 * DAY, TODAY - DAY)):
        assert due_since(waits, {late.pk: accepted}) == since
    assert due_since(Payment(kind=PaymentKind.ADVANCE, milestone_id=late.pk, due=TODAY), {}) == TODAY
    assert due_since(Payment(kind=PaymentKind.FINAL, milestone_id=late.pk, due=None), {late.pk: TODAY}) == TODAY


@pytest.mark.django_db
def test_finance_is_told_what_is_due_and_what_only_waits_for_acceptance(penalty: Penalty, late: Milestone, signed_in: SignIn) -> None:
    contract = late.contract
    Payment.objects.filter(set_offs__isnull=False).update(due=TODAY - DAY)
    waits = Payment.objects.create(contract=contract, kind=PaymentKind.PROGRESS, amount=70_000, milestone=late, due=TODAY - DAY)
    Payment.objects.create(contract=contract, kind=PaymentKind.FINAL, amount=1, milestone=late)
    Payment.objects.create(contract=contract, kind=PaymentKind.ADVANCE, amount=2, due=date(2099, 1, 1))
    found = to_pay([contract.pk], TODAY, TODAY + 30 * DAY)
    assert [(one.payment.amount, one.since, one.left) for one in found] == [
        (D(100_000), TODAY - DAY, D(91_000)),
        (D(70_000), None, D(70_000)),
    ]
    page = signed_in(Role.FINANCE).get("/").content.decode()
    assert "1 payment is due within 30 days." in page and page.count("waits for acceptance") == 1
    assert f"{written.day(TODAY - DAY)}, overdue" in page
    contract.state = ContractState.TERMINATED
    contract.save(update_fields=["state"])
    assert waits.pk not in [one.payment.pk for one in to_pay([contract.pk], TODAY, TODAY + 30 * DAY)]


@pytest.mark.django_db
def test_what_is_accepted_is_due_from_then_also_where_no_day_was_agreed(penalty: Penalty, late: Milestone) -> None:
    final = Payment.objects.create(contract=late.contract, kind=PaymentKind.FINAL, amount=1, milestone=late)
    assert final.pk not in [one.payment.pk for one in to_pay([late.contract_id], TODAY, TODAY)]
    actions.submit(late, on=TODAY, actor=PROJECT, at=NOW)
    authority = dealing.actor(Role.PROJECT_DIRECTOR, late.contract.authority, username="authority")
    actions.review(late.submissions.get(), verdict=Verdict.ACCEPTED, on=TODAY, actor=authority, at=NOW, reason="read")
    assert [(one.payment.pk, one.since) for one in to_pay([late.contract_id], TODAY, TODAY) if one.payment == final] == [(final.pk, TODAY)]
