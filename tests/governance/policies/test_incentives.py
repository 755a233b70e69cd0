"""Incentives: proposed under a clause in force, approved within a limit, granted; each step once, with its reason."""

from decimal import Decimal as D

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.policies.actions import incentives
from governance.policies.actions.incentives import approve_incentive, cancel_incentive, grant_incentive, propose_incentive
from governance.policies.actions.life import withdraw
from governance.policies.models import Incentive, IncentiveEvent
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import AUDITOR, DAY, HR, NOW, OTHER_PROJECT, PROJECT, SPONSOR, TODAY, actor, file, noon, published

pytestmark = pytest.mark.django_db
FINANCE = actor(Role.FINANCE)


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.fixture
def seller(paris):
    return company.person(at=paris)


@pytest.fixture
def reward():
    return published(PolicyKind.REWARD, office_limit=D(500))


def propose(version, person=None, **changes):
    given = {
        "clause": "1",
        "earned_on": TODAY,
        "measure": "First customer",
        "amount": D(500),
        "actor": PROJECT,
        "at": NOW,
        "reason": "paid",
    }
    return propose_incentive(policy=version.policy, person=person, **given | changes)


def steps(incentive):
    return list(incentive.events.order_by("pk").values_list("step", "username"))


def test_nothing_is_granted_to_a_person_under_a_policy_that_is_not_for_them_but_an_office_needs_no_job(seller, paris):
    for_clerks = published(PolicyKind.REWARD, office_limit=D(500), job_roles=("clerk",))
    with pytest.raises(InvalidInput, match="not addressed") as refused:
        propose(for_clerks, seller)
    assert set(refused.value.fields) == {"person"} and not Incentive.objects.exists()
    assert propose(for_clerks, office=paris).office == paris


def test_proposed_under_the_version_in_force_with_reason_and_evidence(reward, seller, paris):
    made = propose(reward, seller, evidence=file("incentive", paris))
    assert (made.version, made.clause, made.office, made.state, made.proposed_by) == (reward, "1", paris, "proposed", "project_office")
    event = made.events.get()
    assert (event.step, event.on, event.reason) == ("propose", TODAY, "paid")
    assert made.history.count() == 1


def test_an_office_can_get_one_too(reward, paris):
    made = propose(reward, office=paris)
    assert (made.person, made.office) == (None, paris)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"clause": "9"}, "clause"),
        ({"earned_on": TODAY - DAY}, "clause"),
        ({"earned_on": TODAY + DAY}, "earned_on"),
        ({"amount": D(0)}, "amount"),
        ({"amount": D(-5)}, "amount"),
        ({"measure": " "}, "measure"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(reward, seller, changes, field):
    with pytest.raises(InvalidInput) as refused:
        propose(reward, seller, **changes)
    assert set(refused.value.fields) == {field} and not Incentive.objects.exists() and not IncentiveEvent.objects.exists()


def test_neither_person_nor_office_is_refused(reward):
    with pytest.raises(InvalidInput):
        propose(reward)


def test_who_belonged_to_no_office_that_day_gets_none(reward):
    with pytest.raises(InvalidInput, match="no office"):
        propose(reward, company.person())


def test_a_policy_that_is_not_on_pay_carries_none(seller):
    with pytest.raises(InvalidInput, match="does not touch"):
        propose(published(PolicyKind.CUSTOMERS), seller)


def test_a_withdrawn_policy_carries_none_from_that_day(reward, seller):
    withdraw(reward, from_day=TODAY, actor=SPONSOR, at=NOW, reason="wrong")
    with pytest.raises(InvalidInput, match="No version"):
        propose(reward, seller)


def test_an_office_head_proposes_for_the_own_office_only(reward, seller, paris):
    own, other = actor(Role.OFFICE_HEAD, office=paris), actor(Role.OFFICE_HEAD, office=company.office("OSL"))
    assert propose(reward, seller, actor=own).proposed_by == "office_head"
    with pytest.raises(NotAllowed):
        propose(reward, seller, actor=other)


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.FINANCE, Role.AUDITOR, Role.VENDOR, Role.TRAINER, Role.STAFF])
def test_others_propose_nothing(role, reward, seller):
    with pytest.raises(NotAllowed):
        propose(reward, seller, actor=actor(role, seller if role == Role.STAFF else None))


# approval


def test_the_project_office_approves_up_to_the_policys_limit(reward, seller):
    made = approve_incentive(propose(reward, seller), actor=OTHER_PROJECT, at=NOW, reason="fits")
    assert (made.state, steps(made)[-1]) == ("approved", ("approve", "mei"))
    with pytest.raises(Refused, match="above what you may approve"):
        approve_incentive(propose(reward, seller, amount=D("500.01")), actor=OTHER_PROJECT, at=NOW)


def test_without_a_limit_in_the_policy_only_the_sponsor_approves(seller):
    made = propose(published(PolicyKind.REWARD), seller, amount=D(1))
    with pytest.raises(Refused):
        approve_incentive(made, actor=OTHER_PROJECT, at=NOW)
    assert approve_incentive(made, actor=SPONSOR, at=NOW).state == "approved"


def test_a_deputy_of_the_sponsor_approves_within_the_delegations_limit(reward, seller):
    made = propose(reward, seller, amount=D(900))
    with pytest.raises(Refused):
        approve_incentive(made, actor=actor(Role.SPONSOR, limit=D(800)), at=NOW)
    assert approve_incentive(made, actor=actor(Role.SPONSOR, limit=D(900)), at=NOW).state == "approved"


def test_nobody_approves_what_they_proposed_or_would_get(reward, seller):
    made = propose(reward, seller)
    with pytest.raises(Refused, match="yourself"):
        approve_incentive(made, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="themselves"):
        approve_incentive(made, actor=actor(Role.SPONSOR, seller), at=NOW)
    assert len(steps(made)) == 1


@pytest.mark.parametrize("by", [HR, FINANCE, AUDITOR, actor(Role.OFFICE_HEAD)])
def test_others_approve_nothing(by, reward, seller):
    with pytest.raises(NotAllowed):
        approve_incentive(propose(reward, seller), actor=by, at=NOW)


def test_of_two_approvals_one_counts(reward, seller):
    made = propose(reward, seller)
    stale = Incentive.objects.get(pk=made.pk)
    approve_incentive(made, actor=SPONSOR, at=NOW)
    with pytest.raises(Refused, match="not possible"):
        approve_incentive(stale, actor=OTHER_PROJECT, at=NOW)
    assert [step for step, _by in steps(made)] == ["propose", "approve"]


def test_a_row_that_moved_after_it_was_judged_is_a_conflict(reward, seller, monkeypatch):
    made = propose(reward, seller)
    stale = Incentive.objects.get(pk=made.pk)
    approve_incentive(made, actor=SPONSOR, at=NOW)
    monkeypatch.setattr(incentives, "turn", lambda incentive, _step: incentive)
    with pytest.raises(Conflict):
        approve_incentive(stale, actor=OTHER_PROJECT, at=NOW)
    assert [step for step, _by in steps(made)] == ["propose", "approve"]


# grant, cancel


def test_granted_after_approval_on_a_day_that_can_be(reward, seller):
    made = propose(reward, seller)
    with pytest.raises(Refused):
        grant_incentive(made, on=TODAY, actor=FINANCE, at=NOW)
    approve_incentive(made, actor=SPONSOR, at=NOW)
    for day in (TODAY + DAY, TODAY - DAY):
        with pytest.raises(InvalidInput):
            grant_incentive(made, on=day, actor=FINANCE, at=NOW)
    made = grant_incentive(made, on=TODAY, actor=FINANCE, at=NOW, reason="salary of June")
    assert (made.state, made.granted_on, made.events.last().reason) == ("granted", TODAY, "salary of June")
    with pytest.raises(Refused):
        grant_incentive(made, on=TODAY, actor=FINANCE, at=NOW)


@pytest.mark.parametrize("by", [SPONSOR, AUDITOR, actor(Role.OFFICE_HEAD)])
def test_others_grant_nothing(by, reward, seller):
    made = approve_incentive(propose(reward, seller), actor=SPONSOR, at=NOW)
    with pytest.raises(NotAllowed):
        grant_incentive(made, on=TODAY, actor=by, at=NOW)


def test_cancelled_with_a_reason_and_never_after_the_grant(reward, seller):
    made = propose(reward, seller)
    with pytest.raises(InvalidInput):
        cancel_incentive(made, actor=PROJECT, at=NOW, reason=" ")
    with pytest.raises(NotAllowed):
        cancel_incentive(made, actor=AUDITOR, at=NOW, reason="x")
    assert cancel_incentive(made, actor=PROJECT, at=NOW, reason="order fell through").state == "cancelled"
    granted = approve_incentive(propose(reward, seller), actor=SPONSOR, at=NOW)
    grant_incentive(granted, on=TODAY, actor=FINANCE, at=NOW)
    with pytest.raises(Refused):
        cancel_incentive(granted, actor=PROJECT, at=NOW, reason="late thought")


def test_a_failure_leaves_the_incentive_as_it_was(reward, seller, monkeypatch):
    made = propose(reward, seller)
    monkeypatch.setattr(IncentiveEvent.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve_incentive(made, actor=SPONSOR, at=NOW)
    made.refresh_from_db()
    assert made.state == "proposed" and made.history.count() == 1


def test_the_clause_is_that_of_the_version_in_force_on_the_day_it_was_earned(reward, seller):
    from tests.governance.policies.governed import renewed

    later = TODAY + DAY * 30
    new = renewed(reward.policy, on=later, body_en="1. Other.", body_zh_hans="1. 另。", body_zh_hant="1. 另。")
    assert propose(reward, seller, earned_on=TODAY, at=noon(later)).version == reward
    assert propose(reward, seller, earned_on=later, at=noon(later)).version == new
