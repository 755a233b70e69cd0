"""Assessed, notified, disputed, upheld or reduced, waived, set off, paid, refunded: each step kept with its reason."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from governance.contracts import actions
from governance.contracts.actions import noticing
from governance.contracts.models import Milestone, Penalty, PenaltyStep
from governance.contracts.states import PenaltyAction, PenaltyState
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db
PROJECT, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.SPONSOR)
FINANCE = dealing.actor(Role.FINANCE)


@pytest.fixture
def late() -> Milestone:
    """Due 1 June, open on 30 June: 29 days, five started weeks of half a percent of a million: 25,000."""
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


@pytest.fixture
def penalty(late: Milestone) -> Penalty:
    return actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW, reason="monthly assessment")


@pytest.fixture
def notified(penalty: Penalty) -> Penalty:
    dealing.told(penalty)
    return penalty


def steps(penalty: Penalty) -> list[tuple[str, D]]:
    return list(penalty.steps.order_by("pk").values_list("action", "amount"))


def test_assessing_keeps_the_derivation(penalty: Penalty) -> None:
    step = penalty.steps.get()
    assert (penalty.assessed, step.username, step.reason) == (D(25000), "project_office", "monthly assessment")
    assert sum((D(line["amount"]) for line in step.derivation), D(0)) == D(25000)


def test_assessing_twice_is_refused(penalty: Penalty) -> None:
    with pytest.raises(Conflict):
        actions.assess_penalty(penalty.milestone, penalty.clause, day=TODAY, actor=PROJECT, at=NOW)
    assert PenaltyStep.objects.count() == 1


def test_nothing_owed_is_not_assessed(late: Milestone) -> None:
    with pytest.raises(Refused):
        actions.assess_penalty(late, late.clauses.get(), day=date(2026, 6, 1), actor=PROJECT, at=NOW)


def test_the_vendor_disputes_only_what_was_notified(penalty: Penalty) -> None:
    vendor = dealing.vendor_actor(penalty.clause.contract.vendor)
    with pytest.raises(Conflict):
        actions.dispute(penalty, actor=vendor, at=NOW, reason="your fault")
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.dispute(penalty, actor=vendor, at=NOW, reason="your fault")
    assert (penalty.state, penalty.steps.last().reason) == (PenaltyState.DISPUTED, "your fault")


def test_another_vendor_cannot_dispute(notified: Penalty) -> None:
    with pytest.raises(NotAllowed):
        actions.dispute(notified, actor=dealing.vendor_actor(dealing.vendor()), at=NOW, reason="x")


def test_a_dispute_ends_in_a_reduction(notified: Penalty) -> None:
    actions.dispute(notified, actor=dealing.vendor_actor(notified.clause.contract.vendor), at=NOW, reason="half was yours")
    actions.resolve_dispute(notified, reduce_to=D(10000), actor=SPONSOR, at=NOW, reason="agreed")
    assert (notified.state, notified.waived) == (PenaltyState.REDUCED, D(15000))
    assert steps(notified)[-1] == (PenaltyAction.REDUCE, D(15000))


def test_a_reduction_is_under_the_same_limit_as_a_waiver(notified: Penalty) -> None:
    actions.waive(notified, amount=D(3000), actor=PROJECT, at=NOW, reason="goodwill")
    actions.dispute(notified, actor=dealing.vendor_actor(notified.clause.contract.vendor), at=NOW, reason="half was yours")
    with pytest.raises(NotAllowed, match="sponsor"):
        actions.resolve_dispute(notified, reduce_to=D(19999), actor=PROJECT, at=NOW, reason="agreed")
    assert (notified.state, notified.waived) == (PenaltyState.DISPUTED, D(3000))
    actions.resolve_dispute(notified, reduce_to=D(20000), actor=PROJECT, at=NOW, reason="agreed")
    assert notified.waived == D(5000)


def test_waivers_above_the_limit_are_the_sponsors(penalty: Penalty) -> None:
    with pytest.raises(NotAllowed, match="sponsor"):
        actions.waive(penalty, amount=D(5001), actor=PROJECT, at=NOW, reason="goodwill")
    actions.waive(penalty, amount=D(5000), actor=PROJECT, at=NOW, reason="goodwill")
    with pytest.raises(NotAllowed):
        actions.waive(penalty, amount=D(1), actor=PROJECT, at=NOW, reason="goodwill in slices")
    actions.waive(penalty, amount=D(20000), actor=SPONSOR, at=NOW, reason="goodwill")
    assert penalty.state == PenaltyState.WAIVED


def test_a_deputy_waives_within_the_delegations_limit(penalty: Penalty) -> None:
    deputy = dealing.actor(Role.SPONSOR, limit=D(8000))
    with pytest.raises(NotAllowed):
        actions.waive(penalty, amount=D(8001), actor=deputy, at=NOW, reason="goodwill")
    actions.waive(penalty, amount=D(8000), actor=deputy, at=NOW, reason="goodwill")


def test_a_waiver_says_why(penalty: Penalty) -> None:
    with pytest.raises(InvalidInput):
        actions.waive(penalty, amount=D(1), actor=SPONSOR, at=NOW, reason="")
    assert penalty.waived == 0


def test_of_two_waivers_at_once_one_wins(penalty: Penalty) -> None:
    stale = Penalty.objects.get(pk=penalty.pk)
    actions.waive(penalty, amount=D(1000), actor=SPONSOR, at=NOW, reason="one")
    with pytest.raises(Conflict):
        actions.waive(stale, amount=D(1000), actor=SPONSOR, at=NOW, reason="other")
    penalty.refresh_from_db()
    assert (penalty.waived, len(steps(penalty))) == (D(1000), 2)


def test_set_off_against_a_payment_of_the_contract(notified: Penalty) -> None:
    payment = dealing.payment(notified.clause.contract, 30000)
    actions.set_off(notified, payment, amount=D(25000), actor=FINANCE, at=NOW)
    assert (notified.state, notified.settled) == (PenaltyState.SET_OFF, D(25000))


def test_set_off_is_at_most_what_is_left_of_the_payment(notified: Penalty) -> None:
    payment = dealing.payment(notified.clause.contract, 1000)
    with pytest.raises(InvalidInput):
        actions.set_off(notified, payment, amount=D(1001), actor=FINANCE, at=NOW)
    other = dealing.payment(dealing.contract())
    with pytest.raises(InvalidInput, match="another contract"):
        actions.set_off(notified, other, amount=D(1), actor=FINANCE, at=NOW)


def test_a_later_extension_books_the_refund(notified: Penalty) -> None:
    actions.pay(notified, amount=D(25000), actor=FINANCE, at=NOW)
    actions.grant_extension(
        notified.milestone, days=14, authority="sponsor", granted_on=TODAY, actor=PROJECT, at=NOW, reason="data was delivered late"
    )
    notified.refresh_from_db()
    # 15 days late now: three started weeks.
    assert (notified.assessed, notified.settled, notified.refunded) == (D(15000), D(25000), D(10000))
    assert [action for action, _ in steps(notified)] == ["assess", "notify", "pay", "reassess", "refund"]


def test_an_extension_says_why_and_changes_nothing_otherwise(notified: Penalty) -> None:
    with pytest.raises(InvalidInput):
        actions.grant_extension(notified.milestone, days=14, authority="", granted_on=TODAY, actor=PROJECT, at=NOW, reason="")
    notified.refresh_from_db()
    assert notified.assessed == D(25000)


def test_only_granted_days_can_be_taken_back(late: Milestone) -> None:
    def grant(days: int) -> None:
        actions.grant_extension(late, days=days, authority="director", granted_on=TODAY, actor=PROJECT, at=NOW, reason="agreed")

    with pytest.raises(InvalidInput, match="baseline"):
        grant(-1)
    grant(14)
    grant(-14)
    with pytest.raises(InvalidInput) as refused:
        grant(-1)
    assert "days" in refused.value.fields and late.extensions.count() == 2


def test_an_extension_is_not_dated_ahead(late: Milestone) -> None:
    tomorrow = date(2026, 7, 1)
    with pytest.raises(InvalidInput):
        actions.grant_extension(late, days=7, authority="director", granted_on=tomorrow, actor=PROJECT, at=NOW, reason="agreed")


def test_the_auditor_changes_nothing(penalty: Penalty) -> None:
    auditor = dealing.actor(Role.AUDITOR)
    for attempt in (
        lambda: actions.notify(penalty, actor=auditor, at=NOW),
        lambda: actions.waive(penalty, amount=D(1), actor=auditor, at=NOW, reason="x"),
        lambda: actions.pay(penalty, amount=D(1), actor=auditor, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert len(steps(penalty)) == 1


def test_a_letter_claims_no_more_than_is_owed_and_says_what_was_settled(notified: Penalty) -> None:
    actions.waive(notified, amount=D(2_000), actor=SPONSOR, at=NOW, reason="a part")
    actions.pay(notified, amount=D(10_000), actor=FINANCE, at=NOW)
    given: dict[str, Any] = {"subject": "Rest", "language": "en", "penalties": [notified]}
    notice, _pdf = noticing.issue_notice(notified.clause.contract, **given, actor=PROJECT, at=NOW)
    breach = notice.snapshot.figures["breaches"][0]
    assert [D(breach[key]) for key in ("assessed", "waived", "settled", "amount")] == [D(25_000), D(2_000), D(10_000), D(13_000)]
    assert notice.steps.get().amount == D(13_000)
