"""Ending a contract: by whom, once, with what is open frozen and still there; nothing accrues after its last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions, selectors
from governance.contracts.actions import completing, measuring, noticing
from governance.contracts.actions.ending import end_contract
from governance.contracts.claims import drawn, outlook
from governance.contracts.endings import EndKind, Grounds
from governance.contracts.left_open import left_open
from governance.contracts.measuring import Reading
from governance.contracts.models import Contract, ContractEnd, Milestone, NoticeLetter, PaymentKind, SecurityKind
from governance.contracts.penalties import Clause, Rate, RateUnit, Termination, Trigger
from governance.contracts.penalty_life import Account
from governance.contracts.states import ContractState
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.records import AppendOnly
from governance.core.roles import Role
from tests.at_once import at_once
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY, noon
from tests.governance.contracts.test_metrics import measured
from tests.governance.contracts.test_pages import vendor_client

pytestmark = pytest.mark.django_db
PROJECT, SPONSOR, FINANCE = (dealing.actor(role) for role in (Role.PROJECT_OFFICE, Role.SPONSOR, Role.FINANCE))
DAY = timedelta(days=1)
SignIn = Callable[..., Client]


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


def letter(contract: Contract, on: date = TODAY) -> NoticeLetter:
    made, _pdf = noticing.issue_notice(contract, subject="Termination", language="en", other=["Late"], actor=PROJECT, at=noon(on))
    noticing.record_service(made, address="x", method="Courier", sent_on=on, served_on=on, actor=PROJECT, at=noon(on))
    return made


def terminate(contract: Contract, **changes: Any) -> ContractEnd:
    given: dict[str, Any] = {"kind": EndKind.TERMINATED, "on": TODAY, "grounds": Grounds.AGREEMENT, "consequences": "Keys handed over."}
    return end_contract(contract, **given | {"actor": SPONSOR, "at": NOW, "reason": "no trust left"} | changes)


def complete(contract: Contract, **changes: Any) -> ContractEnd:
    return end_contract(contract, **{"kind": EndKind.COMPLETED, "on": TODAY, "actor": PROJECT, "at": NOW, "reason": "all done"} | changes)


def test_after_a_termination_nothing_accrues_and_nothing_is_lost(late: Milestone) -> None:
    contract = late.contract
    before = drawn([contract.pk], TODAY).total(contract.pk)
    ended = terminate(contract)
    assert (contract.state, ended.reason, ended.username) == (ContractState.TERMINATED, "no trust left", SPONSOR.username)
    view = outlook([contract.pk], TODAY + 90 * DAY)
    assert before == D(25_000) == view.today.total(contract.pk) == view.ahead.total(contract.pk) == view.forecast.total(contract.pk)
    assert [row["left"] for row in ended.left_open] == ["milestone", "claim"]
    assert [one.left.value for one in left_open(contract, TODAY + 90 * DAY)] == ["milestone", "claim"]
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY + 90 * DAY, actor=PROJECT, at=noon(TODAY + 90 * DAY))
    assert penalty.assessed == D(25_000)
    dealing.told(penalty, TODAY + 90 * DAY)
    actions.pay(penalty, amount=D(25_000), actor=FINANCE, at=noon(TODAY + 90 * DAY))


def test_an_end_that_lies_back_takes_back_what_was_assessed_beyond_it(late: Milestone) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    actions.pay(penalty, amount=D(25_000), actor=FINANCE, at=NOW)
    terminate(late.contract, on=TODAY - 14 * DAY)
    penalty.refresh_from_db()
    assert (penalty.assessed, penalty.refunded) == (D(15_000), D(10_000))
    assert "has ended" in penalty.steps.filter(action="refund").get().reason


def test_as_known_before_the_end_was_recorded_it_still_ran(late: Milestone) -> None:
    terminate(late.contract)
    later = TODAY + 14 * DAY
    assert drawn([late.contract_id], later, NOW - DAY).total(late.contract_id) == D(35_000)
    assert drawn([late.contract_id], later, NOW).total(late.contract_id) == D(25_000)


def test_it_is_complete_only_when_all_is_settled_and_securities_and_retention_outlive_it() -> None:
    contract = dealing.contract()
    dealing.milestone(contract, state="accepted", accepted_on=date(2026, 5, 20), submitted_on=date(2026, 5, 20))
    commitment = contract.commitments.create(text="Two consultants")
    payment = dealing.payment(contract)
    completing.add_payment(contract, kind=PaymentKind.RETENTION, amount=D(50_000), due=date(2027, 6, 30), actor=PROJECT, at=NOW)
    kind, expires = SecurityKind.WARRANTY, TODAY + 20 * DAY
    completing.add_security(contract, kind=kind, issuer="Bank", amount=D(1000), expires_on=expires, actor=PROJECT, at=NOW)
    Milestone.objects.filter(contract=contract).get()
    with pytest.raises(InvalidInput) as refused:
        complete(contract)
    assert "Commitment not judged, Payment not made" in str(refused.value.fields["kind"])
    completing.judge_commitment(commitment, kept=True, actor=PROJECT, at=NOW, reason="seen")
    type(payment).objects.filter(pk=payment.pk).update(paid_on=TODAY, paid_amount=payment.amount)
    _accept(contract)
    ended = complete(contract)
    assert [row["left"] for row in ended.left_open] == ["retention", "security"]
    assert [one.issuer for one in selectors.expiring([contract.pk], TODAY)] == ["Bank"]


def _accept(contract: Contract) -> None:
    """The milestone's accepted round, as an import of a draft writes it."""
    from governance.contracts.models import Review, Submission
    from governance.core import audit

    with audit.because(PROJECT, "accepted"):
        for milestone in contract.milestones.all():
            handed = Submission.objects.create(milestone=milestone, round=1, on=date(2026, 5, 20), recorded_at=NOW)
            Review.objects.create(
                submission=handed, verdict="accepted", on=date(2026, 5, 20), client_days=0, excess_days=0, recorded_at=NOW
            )


def test_the_project_office_does_not_terminate_and_a_deputy_only_within_the_limit(late: Milestone) -> None:
    for actor in (PROJECT, FINANCE, dealing.actor(Role.AUDITOR), dealing.actor(Role.SPONSOR, limit=D(999_999))):
        with pytest.raises(NotAllowed):
            terminate(late.contract, actor=actor)
    with pytest.raises(NotAllowed):
        complete(late.contract, actor=dealing.actor(Role.PROJECT_DIRECTOR))
    assert late.contract.state == ContractState.IN_FORCE and not ContractEnd.objects.exists()
    terminate(late.contract, actor=dealing.actor(Role.SPONSOR, limit=D(1_000_000)))


def test_a_termination_waits_for_its_notice_and_it_is_this_contracts(late: Milestone) -> None:
    with pytest.raises(InvalidInput) as refused:
        terminate(late.contract, grounds=Grounds.BREACH)
    assert "notice" in refused.value.fields
    other = letter(dealing.contract())
    with pytest.raises(InvalidInput, match="another contract"):
        terminate(late.contract, grounds=Grounds.BREACH, notice=other)
    ended = terminate(late.contract, grounds=Grounds.BREACH, notice=letter(late.contract))
    assert ended.notice is not None and ended.get_grounds_display() == "another breach of the vendor’s"


def test_it_ends_once_with_a_reason_and_stays_written(late: Milestone) -> None:
    with pytest.raises(InvalidInput):
        terminate(late.contract, reason=" ")
    made = terminate(late.contract)
    with pytest.raises(Conflict):
        terminate(late.contract)
    with pytest.raises(AppendOnly):
        made.save()


def test_a_failure_half_way_leaves_it_in_force(late: Milestone, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("governance.contracts.actions.ending.follow_end", fail)
    with pytest.raises(RuntimeError):
        terminate(late.contract)
    late.contract.refresh_from_db()
    assert late.contract.state == ContractState.IN_FORCE and not ContractEnd.objects.exists()


def test_an_ended_contract_takes_no_more_work(late: Milestone) -> None:
    contract = late.contract
    terms = Clause(Rate(D(100), RateUnit.SUM), trigger=Trigger.LATE_REQUEST)
    clause = dealing.clause(contract, terms, "9")
    terminate(contract)
    late.refresh_from_db()
    with pytest.raises(Refused):
        actions.submit(late, actor=PROJECT, at=NOW)
    with pytest.raises(Refused):
        actions.amend(contract, number="A1", signed_on=TODAY, value_change=D(1), actor=PROJECT, at=NOW, reason="x")
    with pytest.raises(Refused):
        actions.set_forecast(Milestone.objects.get(pk=late.pk), forecast=TODAY, actor=PROJECT, at=NOW)
    with pytest.raises(InvalidInput) as refused:
        reading = Reading(due_at=noon(TODAY + DAY))
        measuring.record_measurement(clause, reference="R1", reading=reading, actor=PROJECT, at=noon(TODAY + 9 * DAY))
    assert "due_at" in refused.value.fields


def test_the_pages_show_what_is_open_and_end_it(late: Milestone, signed_in: SignIn) -> None:
    contract, end = late.contract, reverse("contracts:end", args=[late.contract_id])
    shown = reverse("contracts:contract", args=[contract.pk])
    project, sponsor = signed_in(Role.PROJECT_OFFICE), signed_in(Role.SPONSOR)
    page = project.get(end).content.decode()
    assert str(late) in page and "stays owed" in page and "terminated" not in page
    typed = {"kind": "completed", "on": "2026-06-30", "reason": "we think so"}
    kept = project.post(end, typed)
    assert kept.status_code == 200 and "Milestone not accepted" in kept.content.decode() and "we think so" in kept.content.decode()
    assert project.post(end, typed | {"kind": "terminated"}).status_code == 200
    given = typed | {"kind": "terminated", "grounds": "agreement", "consequences": "Data is returned.", "on": "2026-06-15"}
    assert sponsor.post(end, given | {"on": "2031-01-01"}).status_code == 200
    assert sponsor.post(end, given).status_code == 302 and sponsor.post(end, given).status_code == 409
    text = project.get(shown).content.decode()
    assert "Data is returned." in text and "Still open since the end" in text and end not in text
    assert reverse("contracts:amend", args=[contract.pk]) not in text
    seen = vendor_client(contract).get(shown).content.decode()
    assert "Data is returned." in seen and "we think so" not in seen and "Still open" not in seen
    assert vendor_client(contract).get(end).status_code in (403, 404) and signed_in(Role.AUDITOR).get(end).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_it_at_once_one_wins(late: Milestone, tmp_path: Path) -> None:
    first, second = (Contract.objects.get(pk=late.contract_id) for _ in range(2))
    ended, rows = at_once(tmp_path, lambda: terminate(first), lambda: terminate(second), then=ContractEnd.objects.count)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "ContractEnd"] and rows == 1


def test_a_contract_past_its_last_day_is_told_until_it_is_amended_or_ended(late: Milestone, signed_in: SignIn) -> None:
    rows = Contract.objects.filter(pk=late.contract_id)
    assert selectors.past_their_end(rows, TODAY) == []
    assert [last for _contract, last in selectors.past_their_end(rows, TODAY + DAY)] == [TODAY]
    actions.amend(late.contract, number="A1", signed_on=TODAY, new_end=TODAY + DAY, actor=PROJECT, at=NOW, reason="a day more")
    assert selectors.past_their_end(rows, TODAY + DAY) == []
    terminate(late.contract, at=noon(TODAY + 9 * DAY))
    assert selectors.past_their_end(rows, TODAY + 9 * DAY) == []


def test_what_waits_for_a_milestone_never_accepted_is_never_due_once_the_contract_has_ended(late: Milestone) -> None:
    contract = late.contract
    kinds = {"progress": late, "advance": late, "final": None}
    made = {kind: contract.payments.create(kind=kind, amount=D(100), milestone=on, due=TODAY) for kind, on in kinds.items()}
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    terminate(contract)
    assert selectors.never_due(contract, TODAY) == {made["progress"].pk}
    assert [one.key for one in left_open(contract, TODAY) if one.left == "payment"] == [made["advance"].pk, made["final"].pk]
    penalty.refresh_from_db()
    with pytest.raises(Refused, match="never falls due"):
        actions.set_off(penalty, made["progress"], amount=D(10), actor=FINANCE, at=noon(TODAY + DAY))
    actions.set_off(penalty, made["final"], amount=D(10), actor=FINANCE, at=noon(TODAY + DAY))


def test_an_amendment_may_shorten_the_contract_and_the_last_signed_holds(late: Milestone) -> None:
    contract = late.contract
    for number, new_end in (("A1", TODAY + 30 * DAY), ("A2", TODAY - 10 * DAY)):
        signed = TODAY - 20 * DAY if number == "A1" else TODAY - 15 * DAY
        actions.amend(contract, number=number, signed_on=signed, new_end=new_end, actor=PROJECT, at=NOW, reason="agreed")
    assert selectors.last_day_agreed(contract) == TODAY - 10 * DAY
    assert selectors.past_their_end(Contract.objects.filter(pk=contract.pk), TODAY) == [(contract, TODAY - 10 * DAY)]


def test_after_the_last_day_nothing_comes_due_and_nothing_is_late(late: Milestone) -> None:
    contract = late.contract
    dealing.milestone(contract, due=TODAY + 5 * DAY)
    before = figures_of(contract, TODAY)
    terminate(contract)
    assert before == figures_of(contract, TODAY) == (D(1), D(1), D(0))
    assert figures_of(contract, TODAY + 30 * DAY) == (D(1), D(0), D(0))


def figures_of(contract: Contract, day: date) -> tuple[D | None, ...]:
    """Milestones due, late, and the share on time."""
    milestone = contract.milestones.order_by("due")[0]
    return tuple(measured(code, milestone, day).value for code in ("due", "late", "on_time"))


def test_what_was_settled_stands_beside_what_is_owed_and_nobody_terminates_twice(late: Milestone, signed_in: SignIn) -> None:
    late.clauses.set([dealing.clause(late.contract, replace(dealing.HALF_PERCENT_A_WEEK, termination=Termination(7)), "8.9")])
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    dealing.told(penalty)
    actions.pay(penalty, amount=D(9_000), actor=FINANCE, at=NOW)
    assert selectors.accounts_by_milestone([late.contract_id]) == {
        (late.contract_id, late.pk): Account(D(25_000), D(0), D(9_000), D(16_000))
    }
    client, owed, page = signed_in(Role.PROJECT_OFFICE), reverse("contracts:owed"), reverse("contracts:milestone", args=[late.pk])
    for address in (owed, page):
        text = client.get(address).content.decode()
        assert "be terminated" in text and "9,000.00" in text and "set off or paid" in text
    terminate(late.contract)
    assert "contract ended" in client.get(owed).content.decode() and "contract may be terminated" not in client.get(page).content.decode()
