"""Who may approve an incentive: within a limit, never one's own proposal, never for oneself."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.rules.incentives import Authority, against_approval, against_move
from governance.policies.states import INCENTIVE_MOVES, IncentiveState, IncentiveStep

SPONSOR, DEPUTY, OFFICE = Authority(None), Authority(D(800)), Authority(None, office=True)


@pytest.mark.parametrize(
    ("held", "amount", "office_limit", "good"),
    [
        ([SPONSOR], D(99999), None, True),
        ([SPONSOR], None, None, True),
        ([DEPUTY], D(800), None, True),
        ([DEPUTY], D("800.01"), D(5000), False),
        ([OFFICE], D(500), D(500), True),
        ([OFFICE], D("500.01"), D(500), False),
        ([OFFICE], D(1), None, False),
        ([OFFICE], None, None, False),
        ([OFFICE], None, D(0), True),
        ([Authority(D(100), office=True)], D(101), D(500), False),
        ([DEPUTY, OFFICE], D(900), D(1000), True),
        ([], D(1), D(500), False),
    ],
)
def test_limits(held, amount, office_limit, good):
    assert (against_approval(held, amount, office_limit, for_oneself=False, own_proposal=False) == []) == good


def test_nobody_approves_for_themselves_or_what_they_proposed():
    assert len(against_approval([SPONSOR], D(1), None, for_oneself=True, own_proposal=True)) == 2


@pytest.mark.parametrize("step", list(INCENTIVE_MOVES))
@pytest.mark.parametrize("state", list(IncentiveState))
def test_the_table_of_moves_decides(step: IncentiveStep, state: IncentiveState):
    assert (against_move(step, state) == []) == (state in INCENTIVE_MOVES[step][0])


@given(st.decimals(0, 10000, places=2), st.decimals(0, 10000, places=2))
def test_who_may_approve_an_amount_may_approve_a_smaller_one(amount, limit):
    held = [Authority(limit)]
    if not against_approval(held, amount, None, for_oneself=False, own_proposal=False):
        assert not against_approval(held, amount / 2, None, for_oneself=False, own_proposal=False)
