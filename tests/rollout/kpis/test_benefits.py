"""The benefits register and the budget: only finance makes a claim count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.roles import Role
from rollout.kpis import actions
from rollout.kpis.models import Benefit, BenefitClaim, BudgetEntry, BudgetKind, ClaimState
from tests import company
from tests.at_once import at_once

NOW, TODAY = company.NOW, date(2026, 6, 1)
MAY = date(2026, 5, 14)


@pytest.fixture
def finance() -> Actor:
    return Actor(username="qian", grants=(Grant(Role.FINANCE),))


@pytest.fixture
def benefit(db: None, project_office: Actor) -> Benefit:
    fields = {"name": "Faster follow-up", "direction": "cash_in", "owner": company.person(), "how": "Deals won within 30 days of a visit"}
    return actions.register_benefit(actor=project_office, at=NOW, reason="Business case", **fields)


def claim(benefit: Benefit, actor: Actor, **fields: Any) -> BenefitClaim:
    given = {"month": MAY, "amount": Decimal("1200.50"), "note": "Order list of May"} | fields
    return actions.claim(benefit, actor=actor, at=NOW, today=TODAY, **given)


def test_a_claim_counts_once_finance_confirms_it(benefit: Benefit, project_office: Actor, finance: Actor) -> None:
    reported = claim(benefit, project_office)
    assert (reported.state, reported.confirmed, reported.month) == (ClaimState.CLAIMED, None, date(2026, 5, 1))
    confirmed = actions.confirm(reported, amount=Decimal(1000), actor=finance, at=NOW, reason="Two orders were cancelled")
    assert (confirmed.state, confirmed.confirmed, confirmed.decided_by) == (ClaimState.CONFIRMED, 1000, "qian")
    assert confirmed.history.first().history_change_reason == "Two orders were cancelled"


def test_who_reported_does_not_confirm_and_others_may_not(benefit: Benefit, project_office: Actor, sponsor: Actor) -> None:
    both = Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE), Grant(Role.FINANCE)))
    reported = claim(benefit, both)
    for actor in (both, project_office, sponsor):
        with pytest.raises(NotAllowed):
            actions.confirm(reported, amount=reported.amount, actor=actor, at=NOW)
    reported.refresh_from_db()
    assert reported.state == ClaimState.CLAIMED


def test_the_second_to_decide_is_told(benefit: Benefit, project_office: Actor, finance: Actor) -> None:
    reported = claim(benefit, project_office)
    actions.confirm(reported, amount=reported.amount, actor=finance, at=NOW)
    with pytest.raises(Conflict):
        actions.refuse(reported, actor=finance, at=NOW, reason="No list attached")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"month": date(2026, 6, 1)}, "month"),
        ({"note": " "}, "note"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"amount": Decimal(10) ** 16}, "amount"),
    ],
)
def test_what_cannot_be_reported_is_named(benefit: Benefit, project_office: Actor, fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        claim(benefit, project_office, **fields)
    assert list(refused.value.fields) == [named]
    assert not BenefitClaim.objects.exists()


def test_a_month_is_reported_once_until_it_is_refused(benefit: Benefit, project_office: Actor, finance: Actor) -> None:
    reported = claim(benefit, project_office)
    with pytest.raises(InvalidInput) as refused:
        claim(benefit, project_office)
    assert list(refused.value.fields) == ["month"]
    actions.refuse(reported, actor=finance, at=NOW, reason="No list attached")
    assert claim(benefit, project_office).state == ClaimState.CLAIMED


def test_more_than_reported_and_less_without_a_reason_are_refused(benefit: Benefit, project_office: Actor, finance: Actor) -> None:
    reported = claim(benefit, project_office)
    for amount, named in [(Decimal(5000), "amount"), (Decimal(-1), "amount"), (Decimal(1000), "reason")]:
        with pytest.raises(InvalidInput) as refused:
            actions.confirm(reported, amount=amount, actor=finance, at=NOW)
        assert list(refused.value.fields) == [named]


def test_the_budget_is_approved_by_the_sponsor_and_only_grows_by_entries(
    project_office: Actor, sponsor: Actor, finance: Actor, db: None
) -> None:
    line = actions.open_budget_line(name="Training", currency="CNY", actor=project_office, at=NOW)
    with pytest.raises(NotAllowed):
        actions.book(line, BudgetKind.APPROVED, on=MAY, amount=Decimal(100), actor=finance, at=NOW, reason="Plan")
    actions.book(line, BudgetKind.APPROVED, on=MAY, amount=Decimal(100), actor=sponsor, at=NOW, reason="Plan")
    actions.book(line, BudgetKind.SPENT, on=MAY, amount=Decimal(40), actor=finance, at=NOW, reason="Invoice 7")
    actions.book(line, BudgetKind.SPENT, on=MAY, amount=Decimal(-40), actor=finance, at=NOW, reason="Invoice 7 was cancelled")
    with pytest.raises(InvalidInput) as refused:
        actions.book(line, BudgetKind.SPENT, on=MAY, amount=Decimal(0), actor=finance, at=NOW, reason="")
    assert set(refused.value.fields) == {"amount", "reason"}
    assert [entry.amount for entry in BudgetEntry.objects.filter(kind=BudgetKind.SPENT)] == [40, -40]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_wins(project_office: Actor, finance: Actor, tmp_path: Path) -> None:
    fields = {"name": "Faster follow-up", "direction": "cash_in", "owner": company.person(), "how": "Deals won within 30 days of a visit"}
    reported = claim(actions.register_benefit(actor=project_office, at=NOW, reason="Business case", **fields), project_office)

    def confirm(amount: int) -> Callable[[], Decimal | None]:
        def run() -> Decimal | None:
            held = BenefitClaim.objects.select_related("benefit").get(pk=reported.pk)
            return actions.confirm(held, amount=Decimal(amount), actor=finance, at=NOW, reason="Cancelled orders taken out").confirmed

        return run

    ended, left = at_once(tmp_path, confirm(1000), confirm(900), then=lambda: BenefitClaim.objects.get(pk=reported.pk).confirmed)
    won = [one for one in ended if isinstance(one, Decimal)]
    assert won == [left]
    assert sum(isinstance(one, Exception) for one in ended) == 1
