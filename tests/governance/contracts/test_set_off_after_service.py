"""Set-off only after its notice is served, and for no more than the letter named; whether the clause asks for notice or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts import actions
from governance.contracts.actions import noticing
from governance.contracts.models import Penalty
from governance.contracts.penalty_life import Past, told_by_served_notice
from governance.contracts.states import PenaltyAction
from governance.core.errors import InvalidInput, Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

PROJECT, FINANCE = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE)
A = PenaltyAction


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        (0, []),
        (0, [Past(A.ASSESS, D(100)), Past(A.NOTIFY, D(100))]),
        (100, [Past(A.NOTIFY, D(100), True)]),
        (60, [Past(A.NOTIFY, D(100), True), Past(A.SET_OFF, D(40))]),
        (100, [Past(A.NOTIFY, D(100), True), Past(A.SET_OFF, D(40)), Past(A.REFUND, D(40))]),
        # Assessed again at more: the old letter still names a hundred, the new one is not served.
        (60, [Past(A.NOTIFY, D(100), True), Past(A.PAY, D(40)), Past(A.REASSESS, D(900)), Past(A.NOTIFY, D(860))]),
        (860, [Past(A.NOTIFY, D(100), True), Past(A.PAY, D(40)), Past(A.REASSESS, D(900)), Past(A.NOTIFY, D(860), True)]),
    ],
)
def test_what_a_served_notice_leaves_to_set_off(told: int, steps: list[Past]) -> None:
    assert told_by_served_notice(steps) == told


@given(st.lists(st.builds(Past, st.sampled_from(A), st.decimals(0, 10_000, places=2), st.booleans()), max_size=12))
def test_a_letter_that_never_arrived_adds_nothing(steps: list[Past]) -> None:
    without = [step for step in steps if step.action != A.NOTIFY or step.served]
    assert told_by_served_notice(steps) == told_by_served_notice(without) >= 0


@pytest.fixture
def penalty(db: None) -> Penalty:
    late = dealing.milestone(dealing.contract(), dealing.clause(dealing.contract()))
    late.clauses.set([dealing.clause(late.contract)])
    return actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)


def take(penalty: Penalty, amount: int = 25_000) -> None:
    actions.set_off(penalty, dealing.payment(penalty.clause.contract), amount=D(amount), actor=FINANCE, at=NOW)


def test_told_without_a_letter_is_not_served(penalty: Penalty) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="served"):
        take(penalty)
    assert penalty.settled == 0 and not penalty.steps.filter(action=A.SET_OFF).exists()


def test_sent_is_not_served_and_served_is(penalty: Penalty) -> None:
    dealing.told(penalty, served=False)
    with pytest.raises(Refused, match="served"):
        take(penalty)
    letter = penalty.clause.contract.notices.get()
    noticing.record_service(letter, address="x", method="Courier", sent_on=TODAY, deemed_after_days=1, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="served"):
        take(penalty)
    noticing.record_service(letter, address="x", method="Courier", sent_on=TODAY, deemed_after_days=0, actor=PROJECT, at=NOW)
    take(penalty)
    assert penalty.settled == D(25_000)


def test_what_was_paid_needs_no_letter(penalty: Penalty) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.pay(penalty, amount=D(25_000), actor=FINANCE, at=NOW)
    assert penalty.settled == D(25_000)


def test_a_letter_after_the_vendor_was_told_counts_too(penalty: Penalty) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    letter, _pdf = noticing.issue_notice(
        penalty.clause.contract, subject="Delay", language="en", penalties=[penalty], actor=PROJECT, at=NOW
    )
    noticing.record_service(letter, address="x", method="Courier", sent_on=TODAY, served_on=TODAY, actor=PROJECT, at=NOW)
    take(penalty)
    assert penalty.settled == D(25_000)


def test_more_than_the_letter_named_waits_for_another(penalty: Penalty) -> None:
    dealing.told(penalty)
    later = dealing.noon(TODAY + timedelta(days=7))
    actions.reassess(penalty, actor=PROJECT, at=later, reason="a week later")
    actions.notify(penalty, actor=PROJECT, at=later)
    assert penalty.assessed == D(30_000)
    with pytest.raises(Refused, match="less than this"):
        take(penalty, 30_000)
    take(penalty, 25_000)


@pytest.mark.parametrize(
    ("field", "days"),
    [("sent_on", {"sent_on": -1}), ("sent_on", {"sent_on": 1}), ("served_on", {"served_on": -1}), ("served_on", {"served_on": 1})],
)
def test_a_letter_is_issued_then_sent_then_served(penalty: Penalty, field: str, days: dict[str, int]) -> None:
    letter = dealing.told(penalty, served=False)
    dates = {"sent_on": TODAY} | {name: TODAY + timedelta(days=shift) for name, shift in days.items()}
    with pytest.raises(InvalidInput) as refused:
        noticing.record_service(letter, address="x", method="Courier", actor=PROJECT, at=NOW, **dates)
    assert field in refused.value.fields


def test_the_page_says_why_and_keeps_what_was_typed(penalty: Penalty, signed_in: Callable[..., Client]) -> None:
    actions.notify(penalty, actor=PROJECT, at=NOW)
    payment = dealing.payment(penalty.clause.contract)
    address = reverse("contracts:step", args=[penalty.pk, "set-off"])
    shown = signed_in(Role.FINANCE).post(address, {"payment": payment.pk, "amount": "777", "reason": "now"})
    assert shown.status_code == 200 and "waits for its notice" in shown.content.decode() and 'value="777"' in shown.content.decode()


def test_finance_reads_the_letter_whose_service_it_waits_for(penalty: Penalty, signed_in: Callable[..., Client]) -> None:
    letter = reverse("contracts:notice", args=[dealing.told(penalty).pk])
    finance = signed_in(Role.FINANCE)
    assert letter in finance.get(reverse("contracts:penalty", args=[penalty.pk])).content.decode()
    assert finance.get(letter).status_code == 200
    assert finance.get(reverse("contracts:served", args=[penalty.clause.contract.notices.get().pk])).status_code == 403
