"""An end entered by mistake is taken back: by whom, with which word of the vendor’s, its sums as before; not once deeds rest on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.actions import completing
from governance.contracts.actions.ending import end_contract
from governance.contracts.actions.reopening import reopen_contract
from governance.contracts.claims import drawn
from governance.contracts.endings import EndKind, Grounds
from governance.contracts.models import Contract, ContractEnd, Milestone, Penalty, PenaltyStep, Reopening, SecurityKind
from governance.contracts.paid import settled
from governance.contracts.penalty_life import Past, told_by_served_notice
from governance.contracts.reopenings import TakenBack
from governance.contracts.states import ContractState, PenaltyAction, PenaltyState
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.records import AppendOnly
from governance.core.roles import Role
from tests.at_once import at_once
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY, noon
from tests.governance.contracts.test_ending_a_contract import letter, terminate
from tests.governance.contracts.test_pages import vendor_client

pytestmark = pytest.mark.django_db
PROJECT, SPONSOR, FINANCE = (dealing.actor(role) for role in (Role.PROJECT_OFFICE, Role.SPONSOR, Role.FINANCE))
DAY = timedelta(days=1)
LATER = noon(TODAY + 3 * DAY)
SignIn = Callable[..., Client]


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


@pytest.fixture
def paid(late: Milestone) -> Penalty:
    """Assessed to today at 25,000, told, and paid; the end a fortnight back then takes 10,000 off."""
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=noon(TODAY - DAY) + DAY)
    dealing.told(penalty)
    actions.pay(penalty, amount=D(25_000), actor=FINANCE, at=NOW)
    return penalty


def take_back(end: ContractEnd, **changes: Any) -> Reopening:
    given: dict[str, Any] = {"cause": TakenBack.MISTAKE, "actor": SPONSOR, "at": LATER, "reason": "the wrong contract"}
    return reopen_contract(end, **given | changes)


def sums(penalty: Penalty) -> tuple[D, D, D, str]:
    penalty.refresh_from_db()
    return penalty.assessed, penalty.settled, penalty.refunded, penalty.state


def test_the_contract_runs_on_as_if_it_had_never_ended(late: Milestone) -> None:
    contract = late.contract
    end = terminate(contract)
    made = take_back(end)
    contract.refresh_from_db()
    assert (contract.state, made.reason, made.username, made.end) == (ContractState.IN_FORCE, "the wrong contract", SPONSOR.username, end)
    assert drawn([contract.pk], TODAY + 14 * DAY).total(contract.pk) == D(35_000)
    actions.set_forecast(Milestone.objects.get(pk=late.pk), forecast=TODAY + 9 * DAY, actor=PROJECT, at=LATER)
    again = terminate(contract, at=LATER + DAY, on=TODAY + 4 * DAY)
    assert list(ContractEnd.objects.standing()) == [again] and ContractEnd.objects.count() == 2


def test_each_instant_knows_what_the_record_held_then(late: Milestone) -> None:
    take_back(terminate(late.contract))
    key, day = late.contract_id, TODAY + 14 * DAY
    known = [drawn([key], day, then).total(key) for then in (NOW - DAY, NOW, LATER - DAY, LATER)]
    assert known == [D(35_000), D(25_000), D(25_000), D(35_000)]


def test_what_the_end_cut_is_again_what_was_assessed_and_an_unpaid_refund_is_taken_back(paid: Penalty) -> None:
    end = terminate(paid.clause.contract, on=TODAY - 14 * DAY, at=NOW + timedelta(hours=1))
    assert sums(paid) == (D(15_000), D(25_000), D(10_000), PenaltyState.PAID)
    take_back(end, refunds_paid=False)
    assert sums(paid) == (D(25_000), D(25_000), D(0), PenaltyState.PAID)
    actions_ = [step.action for step in paid.steps.order_by("recorded_at", "pk")]
    assert actions_[-4:] == ["reassess", "refund", "unrefund", "reassess"]
    assert all("taken back" in step.reason for step in paid.steps.filter(recorded_at=LATER))
    assert settled([paid.clause.contract_id], (TODAY + 9 * DAY))[paid.clause.contract_id].refunded == 0


def test_a_refund_that_was_paid_out_is_owed_again(paid: Penalty) -> None:
    end = terminate(paid.clause.contract, on=TODAY - 14 * DAY, at=NOW + timedelta(hours=1))
    take_back(end, refunds_paid=True)
    assert sums(paid) == (D(25_000), D(25_000), D(10_000), PenaltyState.ASSESSED)
    dealing.told(paid, TODAY + 3 * DAY)
    actions.pay(paid, amount=D(10_000), actor=FINANCE, at=LATER)
    assert paid.settled - paid.refunded == D(25_000)


def test_what_became_of_the_refunds_must_be_said(paid: Penalty) -> None:
    end = terminate(paid.clause.contract, on=TODAY - 14 * DAY, at=NOW + timedelta(hours=1))
    with pytest.raises(InvalidInput) as refused:
        take_back(end)
    assert set(refused.value.fields) == {"refunds_paid"} and not Reopening.objects.exists()


def test_a_dispute_is_a_dispute_again(late: Milestone) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW - DAY / 2)
    dealing.told(penalty)
    actions.dispute(penalty, actor=dealing.vendor_actor(late.contract.vendor), at=NOW - DAY / 3, reason="not our delay")
    end = terminate(late.contract, on=TODAY - 14 * DAY)
    assert sums(penalty)[3] == PenaltyState.ASSESSED
    take_back(end)
    assert sums(penalty) == (D(25_000), D(0), D(0), PenaltyState.DISPUTED)


def test_a_refund_taken_back_leaves_no_more_to_set_off_than_was_told() -> None:
    told = [Past(PenaltyAction.NOTIFY, D(25), served=True), Past(PenaltyAction.SET_OFF, D(25)), Past(PenaltyAction.REFUND, D(10))]
    assert told_by_served_notice(told) == D(10)
    assert told_by_served_notice([*told, Past(PenaltyAction.UNREFUND, D(10))]) == D(0)


def test_a_termination_is_taken_back_by_the_sponsor_and_the_rest_by_the_project_office(late: Milestone) -> None:
    end = terminate(late.contract)
    for actor in (PROJECT, FINANCE, dealing.actor(Role.AUDITOR), dealing.actor(Role.SPONSOR, limit=D(999_999))):
        with pytest.raises(NotAllowed):
            take_back(end, actor=actor)
    take_back(end, actor=dealing.actor(Role.SPONSOR, limit=D(1_000_000)))
    Milestone.objects.filter(pk=late.pk).update(due=TODAY + 90 * DAY)
    empty = dealing.contract()
    done = end_contract(empty, kind=EndKind.COMPLETED, on=TODAY, actor=PROJECT, at=NOW, reason="done")
    with pytest.raises(NotAllowed):
        take_back(done, actor=dealing.actor(Role.PROJECT_DIRECTOR))
    take_back(done, actor=PROJECT)


def test_a_termination_whose_notice_was_served_needs_the_vendors_consent(late: Milestone) -> None:
    end = terminate(late.contract, grounds=Grounds.BREACH, notice=letter(late.contract))
    with pytest.raises(InvalidInput) as refused:
        take_back(end)
    assert set(refused.value.fields) == {"cause"}
    with pytest.raises(InvalidInput) as refused:
        take_back(end, cause=TakenBack.AGREED, consent=" ")
    assert set(refused.value.fields) == {"consent"}
    assert take_back(end, cause=TakenBack.AGREED, consent="Minutes of 2 July, signed").consent == "Minutes of 2 July, signed"


def test_once_something_was_decided_or_paid_upon_it_it_stands(late: Milestone) -> None:
    contract = late.contract
    payment = dealing.payment(contract)
    kind, expires = SecurityKind.PERFORMANCE, TODAY + 90 * DAY
    security = completing.add_security(contract, kind=kind, issuer="Bank", amount=D(1), expires_on=expires, actor=PROJECT, at=NOW)
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW - DAY / 2)
    end = terminate(contract)
    dealing.told(penalty, TODAY + DAY)
    actions.waive(penalty, amount=D(100), actor=SPONSOR, at=noon(TODAY + DAY), reason="settled so")
    completing.make_payment(payment, on=TODAY + DAY, amount=payment.amount, actor=FINANCE, at=noon(TODAY + DAY))
    completing.release_security(security, on=TODAY + DAY, actor=PROJECT, at=noon(TODAY + DAY), reason="given back")
    with pytest.raises(Refused) as refused:
        take_back(end)
    assert [reason.split(":")[0] for reason in map(str, refused.value.reasons)] == [penalty.number, "Payment made", "Security given back"]
    contract.refresh_from_db()
    assert contract.state == ContractState.TERMINATED and not Reopening.objects.exists()


def test_payments_and_securities_of_before_the_end_do_not_stand_in_the_way(late: Milestone) -> None:
    payment = dealing.payment(late.contract)
    completing.make_payment(payment, on=TODAY, amount=payment.amount, actor=FINANCE, at=NOW)
    take_back(terminate(late.contract))
    assert Contract.objects.get(pk=late.contract_id).state == ContractState.IN_FORCE


def test_it_is_taken_back_once_with_a_reason_and_stays_written(late: Milestone) -> None:
    end = terminate(late.contract)
    with pytest.raises(InvalidInput):
        take_back(end, reason=" ")
    made = take_back(end)
    with pytest.raises(Conflict):
        take_back(end)
    for row in (made, end):
        with pytest.raises(AppendOnly):
            row.save()


def test_an_older_end_is_not_taken_back_in_place_of_the_one_that_stands(late: Milestone) -> None:
    first = terminate(late.contract)
    take_back(first)
    terminate(late.contract, at=LATER + DAY)
    with pytest.raises(Conflict):
        take_back(first, at=LATER + 2 * DAY)


def test_a_failure_half_way_leaves_it_ended(late: Milestone, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("governance.contracts.actions.reopening.undo_end", fail)
    end = terminate(late.contract)
    with pytest.raises(RuntimeError):
        take_back(end)
    assert Contract.objects.get(pk=late.contract_id).state == ContractState.TERMINATED
    assert not Reopening.objects.exists() and not PenaltyStep.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_back_at_once_one_wins(late: Milestone, tmp_path: Path) -> None:
    made = terminate(late.contract)
    first, second = (ContractEnd.objects.select_related("contract").get(pk=made.pk) for _ in range(2))
    ended, rows = at_once(tmp_path, lambda: take_back(first), lambda: take_back(second), then=Reopening.objects.count)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Reopening"] and rows == 1


def test_the_pages_take_it_back_and_show_both(late: Milestone, signed_in: SignIn) -> None:
    contract, address = late.contract, reverse("contracts:reopen", args=[late.contract_id])
    shown = reverse("contracts:contract", args=[contract.pk])
    project, sponsor = signed_in(Role.PROJECT_OFFICE), signed_in(Role.SPONSOR)
    assert sponsor.get(address).status_code == 409
    terminate(contract)
    assert address in sponsor.get(shown).content.decode() and address not in project.get(shown).content.decode()
    assert project.get(address).status_code == 403 and vendor_client(contract).get(address).status_code in (403, 404)
    kept = sponsor.post(address, {"cause": "agreed", "reason": "they agreed, we think"})
    assert "consent" in kept.context["form"].errors and "they agreed, we think" in kept.content.decode()
    assert sponsor.post(address, {"cause": "mistake", "reason": "the wrong contract"}).status_code == 302
    text, seen = sponsor.get(shown).content.decode(), vendor_client(contract).get(shown).content.decode()
    assert "An end was taken back" in text and "the wrong contract" in text and "no trust left" in text
    assert "An end was taken back" in seen and "the wrong contract" not in seen and "no trust left" not in seen


def test_the_page_names_what_stands_in_the_way(late: Milestone, signed_in: SignIn) -> None:
    payment = dealing.payment(late.contract)
    terminate(late.contract)
    completing.make_payment(payment, on=TODAY + DAY, amount=payment.amount, actor=FINANCE, at=noon(TODAY + DAY))
    page = signed_in(Role.SPONSOR).get(reverse("contracts:reopen", args=[late.contract_id]))
    assert page.status_code == 200 and "Payment made" in page.content.decode() and 'name="reason"' not in page.content.decode()
