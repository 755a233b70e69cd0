"""A paper with an earlier day than a penalty was assessed for takes back what was asked above the record; it never asks for more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from governance.contracts import actions
from governance.contracts.claims import drawn
from governance.contracts.models import Milestone, Penalty, Verdict
from governance.contracts.penalties import Base, Trigger
from governance.contracts.states import PenaltyAction, PenaltyState
from governance.core.roles import Role
from tests.at_once import at_once
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

PROJECT, FINANCE = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE)
DAY = timedelta(days=1)


def late_milestone(**terms: object) -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract, replace(dealing.HALF_PERCENT_A_WEEK, **terms)))  # type: ignore[arg-type]


def assessed(late: Milestone, day: date = TODAY) -> Penalty:
    return actions.assess_penalty(late, late.clauses.get(), day=day, actor=PROJECT, at=NOW)


def hand_in(late: Milestone, on: date) -> None:
    actions.submit(late, on=on, actor=PROJECT, at=NOW)


def accept(late: Milestone, on: date, verdict: Verdict = Verdict.ACCEPTED) -> None:
    authority = dealing.actor(Role.PROJECT_DIRECTOR, late.contract.authority, username="authority")
    late.refresh_from_db()
    actions.review(late.submissions.get(), verdict=verdict, on=on, actor=authority, at=NOW, reason="read")


@pytest.mark.django_db
def test_accepted_from_an_earlier_day_refunds_what_was_taken_for_the_days_since() -> None:
    late = late_milestone()
    penalty = assessed(late)
    dealing.told(penalty)
    actions.pay(penalty, amount=D(25_000), actor=FINANCE, at=NOW)
    hand_in(late, date(2026, 6, 9))
    accept(late, date(2026, 6, 10))
    penalty.refresh_from_db()
    # Nine days late are two started weeks of 5,000.
    assert (penalty.assessed, penalty.sums.taken, penalty.sums.owed) == (D(10_000), D(10_000), D(0))
    assert penalty.state == PenaltyState.PAID
    # Handed in on the 9th, the days past the client's ten were the client's; accepted on the 10th, nothing after it counts.
    refunds = penalty.steps.filter(action=PenaltyAction.REFUND).order_by("recorded_at", "pk")
    assert [step.amount for step in refunds] == [D(10_000), D(5_000)] and "accepted" in refunds[1].reason
    assert penalty.assessed == drawn([late.contract_id], TODAY).total(late.contract_id)


@pytest.mark.django_db
def test_handed_in_earlier_takes_back_a_penalty_on_late_submission() -> None:
    late = late_milestone(trigger=Trigger.LATE_SUBMISSION)
    penalty = assessed(late)
    hand_in(late, date(2026, 6, 3))
    penalty.refresh_from_db()
    assert (penalty.assessed, penalty.state) == (D(5_000), PenaltyState.ASSESSED)


@pytest.mark.django_db
def test_a_lower_value_takes_back_what_its_share_was() -> None:
    late = late_milestone(base=Base.CONTRACT_AMENDED)
    penalty = assessed(late)
    change = {"number": "A1", "signed_on": TODAY, "actor": PROJECT, "at": NOW, "reason": "smaller scope"}
    actions.amend(late.contract, value_change=D(-400_000), **change)
    penalty.refresh_from_db()
    assert penalty.assessed == D(15_000)


@pytest.mark.django_db
def test_none_of_them_asks_for_more() -> None:
    late = late_milestone(base=Base.CONTRACT_AMENDED)
    penalty = assessed(late, day=date(2026, 6, 5))
    hand_in(late, TODAY)
    accept(late, TODAY, Verdict.REJECTED)
    change = {"number": "A1", "signed_on": TODAY, "actor": PROJECT, "at": NOW, "reason": "more scope"}
    actions.amend(late.contract, value_change=D(400_000), **change)
    penalty.refresh_from_db()
    assert penalty.assessed == D(5_000) and penalty.steps.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_extension_at_the_same_moment_as_the_assessment_is_never_passed_over(tmp_path: Path) -> None:
    late = late_milestone()
    granted = {"authority": "Director", "granted_on": TODAY, "actor": PROJECT, "at": NOW, "reason": "our test data"}
    _ended, sums = at_once(
        tmp_path,
        lambda: assessed(late),
        lambda: actions.grant_extension(late, days=14, **granted),
        then=lambda: list(Penalty.objects.values_list("assessed", flat=True)),
    )
    assert sums == [D(15_000)]


@pytest.mark.django_db
def test_an_extension_of_what_is_still_open_never_raises_the_sum_and_taking_it_back_restores_it() -> None:
    late = late_milestone()
    penalty = assessed(late, day=date(2026, 6, 10))
    assert penalty.assessed == D(10_000)
    granted = {"authority": "Director", "granted_on": TODAY, "actor": PROJECT, "at": NOW, "reason": "our test data"}
    # By now five weeks have begun; for the tenth of June an extension of three days leaves one.
    actions.grant_extension(late, days=3, **granted)
    penalty.refresh_from_db()
    assert penalty.assessed == D(5_000)
    actions.grant_extension(late, days=-3, **granted)
    penalty.refresh_from_db()
    assert penalty.assessed == D(10_000)
