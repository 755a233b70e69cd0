"""A pilot is withdrawn by the sponsor, with a reason, and never the last one."""

from datetime import date

import pytest

from governance.core.errors import InvalidInput, NotAllowed, Refused
from rollout.staging import actions, selectors
from rollout.staging.models import PilotWithdrawal
from rollout.staging.stages import Stage
from tests import company

TODAY = date(2026, 6, 1)


@pytest.fixture
def second(waves):
    return company.in_rollout(company.office("SECOND"), waves[0])


@pytest.fixture
def withdraw(sponsor):
    def withdraw(rollout, *, actor=sponsor, reason="Office closes", on=TODAY):
        return actions.withdraw_pilot(rollout, on=on, actor=actor, at=company.NOW, reason=reason)

    return withdraw


def test_a_withdrawn_pilot_is_not_waited_for(pilot, second, other, walk, withdraw):
    walk(pilot, Stage.STABILISED)
    walk(other, Stage.PREPARING)
    with pytest.raises(Refused):
        walk(other, Stage.TRAINING)
    withdraw(second)
    walk(other, Stage.TRAINING)


def test_the_withdrawal_keeps_who_and_why(pilot, second, withdraw):
    withdraw(second)
    row = PilotWithdrawal.objects.get()
    assert (row.rollout, row.username, row.reason, row.on) == (second, "sun", "Office closes", TODAY)
    assert selectors.withdrawals() == {second.office_id: TODAY}
    assert selectors.withdrawals(company.RECORDED) == {}


def test_the_project_office_may_not_withdraw_a_pilot(pilot, second, withdraw, project_office):
    with pytest.raises(NotAllowed):
        withdraw(second, actor=project_office)
    assert not PilotWithdrawal.objects.exists()


def test_the_last_pilot_stays(pilot, second, withdraw):
    withdraw(second)
    with pytest.raises(Refused, match="last pilot"):
        withdraw(pilot)


def test_it_is_withdrawn_once(pilot, second, withdraw):
    withdraw(second)
    with pytest.raises(Refused, match="already"):
        withdraw(second)


def test_another_office_is_no_pilot(pilot, other, withdraw):
    with pytest.raises(Refused, match="not a pilot"):
        withdraw(other)


def test_a_reason_and_a_day_that_has_come_are_needed(pilot, second, withdraw):
    for wrong, field in (({"reason": " "}, "reason"), ({"on": date(2026, 6, 2)}, "on")):
        with pytest.raises(InvalidInput) as refused:
            withdraw(second, **wrong)
        assert field in refused.value.fields


def test_a_failure_half_way_leaves_the_pilot(pilot, second, withdraw, monkeypatch):
    monkeypatch.setattr("rollout.staging.actions.moves.tell", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        withdraw(second)
    assert not PilotWithdrawal.objects.exists()
