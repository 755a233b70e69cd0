"""What will be owed on a day to come is what that day will find: the client's silence never counts against the vendor."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from governance.contracts import actions, selectors
from governance.contracts.claims import AHEAD, drawn, if_accepted, outlook
from governance.contracts.models import Contract, Milestone, Verdict
from governance.contracts.penalties import Trigger
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.terms import per_day, percent

pytestmark = pytest.mark.django_db
HANDED_IN, FORECAST = date(2026, 6, 25), date(2026, 7, 31)


def handed_in(**terms: int) -> Milestone:
    """1,000 a day from 1 June; handed in on the 25th, the client has ten days to review it."""
    contract = dealing.contract(review_days=10, **terms)
    milestone = dealing.milestone(contract, dealing.clause(contract, per_day(percent("0.1"))), forecast=FORECAST)
    actions.submit(milestone, actor=dealing.vendor_actor(contract.vendor), at=dealing.noon(HANDED_IN))
    return milestone


def ahead(contract: Contract) -> tuple[D, D, D]:
    view = outlook([contract.pk], TODAY)
    return tuple(held.total(contract.pk) for held in (view.today, view.ahead, view.forecast))  # type: ignore[return-value]


def test_the_sums_ahead_stop_where_the_review_time_is_over() -> None:
    contract = handed_in().contract
    # 29 days today; 24 until it was handed in and ten of review on any day after 5 July.
    assert ahead(contract) == (D(29_000), D(34_000), D(34_000))


def test_each_sum_ahead_is_what_that_day_finds() -> None:
    for terms in ({}, {"deemed_days": 4}, {"deemed_days": 12}, {"deemed_days": 30}):
        contract = handed_in(**terms).contract
        then = tuple(drawn([contract.pk], day).total(contract.pk) for day in (TODAY, TODAY + AHEAD, FORECAST))
        assert ahead(contract) == then


def test_silence_that_will_accept_it_ends_the_sum_ahead() -> None:
    # Six days after it was handed in, on 1 July.
    assert ahead(handed_in(deemed_days=6).contract) == (D(29_000), D(30_000), D(30_000))


def test_a_milestone_that_waits_for_the_vendor_accrues_until_the_day_asked_for() -> None:
    milestone = handed_in()
    (submission,) = milestone.submissions.all()
    authority = dealing.actor(Role.PROJECT_OFFICE, milestone.contract.authority, username="authority")
    actions.review(submission, verdict=Verdict.REJECTED, on=TODAY, actor=authority, at=NOW, reason="the first field is wrong")
    assert ahead(milestone.contract) == (D(29_000), D(59_000), D(60_000))


def test_the_what_if_curve_is_flat_where_only_the_client_is_late() -> None:
    milestone = handed_in()
    held = drawn([milestone.contract_id], TODAY)
    (one,) = held.exposures
    sums = dict(selectors.curve(one, TODAY, FORECAST).points)
    assert [sums[date(2026, 7, day)] for day in (4, 5, 6, 31)] == [D(33_000), D(34_000), D(34_000), D(34_000)]
    assert if_accepted(held, one, FORECAST, TODAY) == D(34_000)
    assert if_accepted(held, one, date(2026, 6, 28), TODAY) == D(27_000)


def test_an_acceptance_asked_for_counts_for_every_clause_that_waits_for_it() -> None:
    contract = dealing.contract(contract_cap_sum=D(30_000))
    clauses = [
        dealing.clause(contract, per_day(percent("0.1"), trigger=trigger), number=number)
        for trigger, number in ((Trigger.LATE_SUBMISSION, "8.6"), (Trigger.LATE_ACCEPTANCE, "8.7"))
    ]
    dealing.milestone(contract, *clauses)
    held = drawn([contract.pk], TODAY)
    last = held.exposures[-1]
    # Accepted ten days after it was due, both clauses ask for ten days: the first leaves 20,000 of the cap.
    assert if_accepted(held, last, date(2026, 6, 1) + timedelta(days=10), TODAY) == D(10_000)
