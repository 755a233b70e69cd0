"""Two people deciding at the same instant: one wins, the other is told, nothing is doubled."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from governance.contracts import actions
from governance.contracts.actions import noticing
from governance.contracts.models import (
    Cause,
    ExcludedSpan,
    Milestone,
    NoticeLetter,
    PartHandover,
    Payment,
    Penalty,
    PenaltyStep,
    PunchItem,
    Review,
    Submission,
    Verdict,
)
from governance.contracts.states import MilestoneState, PenaltyState
from governance.core.actor import Actor
from governance.core.roles import Role
from tests.at_once import at_once
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.SPONSOR)
FINANCE = dealing.actor(Role.FINANCE)


def kinds(ended: list[Any]) -> list[str]:
    return sorted(type(end).__name__ for end in ended)


def told(ended: list[Any]) -> list[str]:
    return [str(end) for end in ended if isinstance(end, Exception)]


@pytest.fixture
def late(transactional_db: None) -> Milestone:
    contract = dealing.contract(contract_cap_percent=D(3))
    return dealing.milestone(contract, dealing.clause(contract), number="M1")


@pytest.fixture
def submitted(late: Milestone) -> Submission:
    return actions.submit(late, actor=dealing.vendor_actor(late.contract.vendor), at=dealing.noon(date(2026, 6, 20)))


@pytest.fixture
def penalty(late: Milestone) -> Penalty:
    made = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.notify(made, actor=PROJECT, at=NOW)
    return made


def authority(of: Milestone) -> Actor:
    return dealing.actor(Role.PROJECT_DIRECTOR, of.contract.authority)


def deputy(of: Milestone) -> Actor:
    return dealing.actor(Role.PROJECT_DIRECTOR, username="deputy", delegated_by=of.contract.authority.pseudonym)


def deciding(submission_pk: int, verdict: Verdict, actor: Actor) -> Callable[[], Review]:
    """Each on a page of their own, opened before either decided."""
    opened = Submission.objects.select_related("milestone__contract__authority").get(pk=submission_pk)
    return lambda: actions.review(opened, verdict=verdict, on=TODAY, actor=actor, at=NOW, reason="seen")


@pytest.mark.parametrize("other", [Verdict.ACCEPTED, Verdict.REJECTED])
def test_of_two_who_decide_on_a_submission_one_wins(submitted: Submission, tmp_path: Path, other: Verdict) -> None:
    milestone = submitted.milestone
    ended, rows = at_once(
        tmp_path,
        deciding(submitted.pk, Verdict.ACCEPTED, authority(milestone)),
        deciding(submitted.pk, other, deputy(milestone)),
        then=lambda: (list(Review.objects.values_list("verdict", flat=True)), Milestone.objects.get().state),
    )
    assert kinds(ended) == ["Conflict", "Review"]
    verdicts, state = rows
    assert len(verdicts) == 1 and state == {"accepted": MilestoneState.ACCEPTED, "rejected": MilestoneState.REJECTED}[verdicts[0]]
    assert "The milestone is now" in told(ended)[0]


def test_of_two_who_waive_one_wins_and_the_sum_is_waived_once(penalty: Penalty, tmp_path: Path) -> None:
    def waiving() -> Callable[[], None]:
        opened = Penalty.objects.select_related("clause__contract").get(pk=penalty.pk)
        return lambda: actions.waive(opened, amount=D(20_000), actor=SPONSOR, at=NOW, reason="goodwill")

    ended, rows = at_once(
        tmp_path,
        waiving(),
        waiving(),
        then=lambda: (Penalty.objects.get().waived, PenaltyStep.objects.filter(action="waive").count()),
    )
    assert kinds(ended) == ["Conflict", "NoneType"] and rows == (D(20_000), 1)
    assert "Someone else has just changed this penalty" in told(ended)[0]


def test_one_waives_while_the_other_sets_off(penalty: Penalty, tmp_path: Path) -> None:
    dealing.told(penalty)
    payment = dealing.payment(penalty.clause.contract, 50_000)
    first, second = (Penalty.objects.select_related("clause__contract").get() for _ in range(2))
    ended, rows = at_once(
        tmp_path,
        lambda: actions.waive(first, amount=D(25_000), actor=SPONSOR, at=NOW, reason="goodwill"),
        lambda: actions.set_off(second, payment, amount=D(25_000), actor=FINANCE, at=NOW),
        then=lambda: Penalty.objects.get(),
    )
    assert kinds(ended) == ["Conflict", "NoneType"]
    assert (rows.waived, rows.settled) in ((D(25_000), D(0)), (D(0), D(25_000)))


def test_one_claim_is_assessed_by_one_of_two(late: Milestone, tmp_path: Path) -> None:
    def assessing() -> Callable[[], Penalty]:
        opened, clause = Milestone.objects.select_related("contract").get(), late.clauses.select_related("contract").get()
        return lambda: actions.assess_penalty(opened, clause, day=TODAY, actor=PROJECT, at=NOW)

    ended, count = at_once(tmp_path, assessing(), assessing(), then=lambda: Penalty.objects.count())
    assert kinds(ended) == ["Conflict", "Penalty"] and count == 1


def test_two_claims_assessed_at_once_stay_under_the_contracts_cap(late: Milestone, tmp_path: Path) -> None:
    other = dealing.milestone(late.contract, late.clauses.get(), due=date(2026, 5, 20), number="M2")
    ended, sums = at_once(
        tmp_path,
        *(
            lambda one=one: actions.assess_penalty(one, one.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)  # type: ignore[misc]
            for one in (late, other)
        ),
        then=lambda: dict(Penalty.objects.values_list("milestone__number", "assessed")),
    )
    # M2 accrues first: 6 weeks of 5,000 use up the 30,000; M1 finds nothing left.
    assert kinds(ended) == ["Penalty", "Refused"] and sums == {"M2": D(30_000)}


def test_two_set_off_at_once_never_take_more_than_the_payment(late: Milestone, tmp_path: Path) -> None:
    clauses = [dealing.clause(dealing.contract(), number="1")]
    contract = clauses[0].contract
    milestones = [dealing.milestone(contract, clauses[0]) for _ in range(2)]
    fixed = [actions.assess_penalty(one, clauses[0], day=TODAY, actor=PROJECT, at=NOW) for one in milestones]
    for one in fixed:
        dealing.told(one)
    payment = dealing.payment(contract, 30_000)
    ended, taken = at_once(
        tmp_path,
        *(lambda one=one: actions.set_off(one, payment, amount=D(25_000), actor=FINANCE, at=NOW) for one in fixed),  # type: ignore[misc]
        then=lambda: list(PenaltyStep.objects.filter(action="set_off").values_list("amount", flat=True)),
    )
    assert kinds(ended) == ["InvalidInput", "NoneType"] and taken == [D(25_000)]


def test_a_payment_is_made_once(late: Milestone, tmp_path: Path) -> None:
    from governance.contracts.actions import completing

    payment = dealing.payment(late.contract)

    def paying() -> Callable[[], None]:
        opened = Payment.objects.select_related("milestone", "contract").get(pk=payment.pk)
        return lambda: completing.make_payment(opened, on=TODAY, amount=D(100_000), actor=FINANCE, at=NOW)

    ended, paid = at_once(tmp_path, paying(), paying(), then=lambda: Payment.objects.get().paid_amount)
    assert kinds(ended) == ["Conflict", "NoneType"] and paid == D(100_000)


def test_the_last_two_items_closed_at_once_accept_the_milestone(submitted: Submission, tmp_path: Path) -> None:
    milestone = submitted.milestone
    actions.review(
        submitted,
        verdict=Verdict.PUNCH_LIST,
        on=TODAY,
        punch_list=[("manual", TODAY), ("colours", TODAY)],
        actor=authority(milestone),
        at=NOW,
        reason="nearly",
    )
    items = list(PunchItem.objects.select_related("review__submission__milestone__contract__authority"))
    ended, state = at_once(
        tmp_path,
        *(lambda item=item: actions.close_punch_item(item, on=TODAY, actor=authority(milestone), at=NOW) for item in items),  # type: ignore[misc]
        then=lambda: Milestone.objects.get().state,
    )
    assert sorted(ended) == [False, True] and state == MilestoneState.ACCEPTED


def test_two_notices_get_two_numbers(penalty: Penalty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "print_notice", lambda *_args, **_kwargs: None)
    contract = penalty.clause.contract
    ended, numbers = at_once(
        tmp_path,
        *(
            lambda: noticing.issue_notice(contract, subject="Late", language="en", penalties=[penalty], actor=PROJECT, at=NOW)
            for _ in range(2)
        ),
        then=lambda: sorted(NoticeLetter.objects.values_list("number", flat=True)),
    )
    assert kinds(ended) == ["tuple", "tuple"] and numbers == [f"{contract.number}-N001", f"{contract.number}-N002"]


def test_parts_handed_over_at_once_are_never_more_than_the_whole(late: Milestone, tmp_path: Path) -> None:
    ended, shares = at_once(
        tmp_path,
        *(lambda: actions.record_handover(late, on=TODAY, share=D("0.6"), actor=PROJECT, at=NOW) for _ in range(2)),
        then=lambda: list(PartHandover.objects.values_list("share", flat=True)),
    )
    assert kinds(ended) == ["InvalidInput", "PartHandover"] and shares == [D("0.6")]


def test_a_dispute_is_decided_once(penalty: Penalty, tmp_path: Path) -> None:
    actions.dispute(penalty, actor=dealing.vendor_actor(penalty.clause.contract.vendor), at=NOW, reason="your data was late")

    def resolving(to: D | None) -> Callable[[], None]:
        opened = Penalty.objects.select_related("clause__contract").get(pk=penalty.pk)
        return lambda: actions.resolve_dispute(opened, reduce_to=to, actor=SPONSOR, at=NOW, reason="read both")

    ended, state = at_once(tmp_path, resolving(None), resolving(D(10_000)), then=lambda: Penalty.objects.get().state)
    assert kinds(ended) == ["Conflict", "NoneType"] and state in (PenaltyState.UPHELD, PenaltyState.REDUCED)


def test_a_span_is_withdrawn_by_one_of_two(late: Milestone, tmp_path: Path) -> None:
    given: dict[str, Any] = {"cause": Cause.CLIENT, "actor": dealing.actor(Role.PROJECT_OFFICE), "at": NOW, "reason": "our data"}
    span = actions.exclude_days(late, first_day=date(2026, 6, 2), last_day=date(2026, 6, 3), **given)
    by: dict[str, Any] = {"actor": dealing.actor(Role.PROJECT_OFFICE), "at": NOW, "reason": "it was not us"}
    first, second = (ExcludedSpan.objects.select_related("milestone__contract").get(pk=span.pk) for _ in range(2))

    def rows() -> int:
        return ExcludedSpan.objects.filter(withdraws=span).count()

    withdraw = actions.withdraw_exclusion
    ended, held = at_once(tmp_path, lambda: withdraw(first, **by), lambda: withdraw(second, **by), then=rows)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "ExcludedSpan"] and held == 1
