"""Weights by version: proposed by the project office, approved by the sponsor, never for a week that is over."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from rollout.adoption.actions import weights as actions
from rollout.adoption.models import WeightDecision, WeightKind, WeightState, WeightVersion
from rollout.adoption.scoring import Component
from rollout.adoption.selectors.weights import approved_weights, own_weights_for, weights_for
from tests import company

pytestmark = pytest.mark.django_db
NEXT = date(2026, 6, 8)
LATER = company.NOW + timedelta(days=1)
BOTH = Actor(username="mei", grants=(Grant(Role.PROJECT_OFFICE), Grant(Role.SPONSOR)))
HALVES = {"reach": Decimal(50), "habit": Decimal("49.5"), "breadth": Decimal("0.5")}


def proposed(actor, first_day=NEXT, at=company.NOW, **weights):
    return actions.propose_weights(weights=weights or HALVES, first_day=first_day, actor=actor, at=at, reason="too much on reach")


def approved(version, actor, at=LATER):
    return actions.approve_weights(version, actor=actor, at=at, reason="agreed")


def test_a_proposal_changes_nothing_before_it_is_approved(project_office):
    proposed(project_office)
    assert weights_for(NEXT, approved_weights()).number == 1


def test_approved_weights_hold_from_their_first_day(project_office, sponsor):
    approved(proposed(project_office), sponsor)
    versions = approved_weights()
    assert weights_for(NEXT, versions).weights[Component.HABIT] == Decimal("49.5")
    assert weights_for(NEXT - timedelta(days=7), versions).number == 1


def test_at_an_earlier_instant_only_what_was_approved_by_then_counts(project_office, sponsor):
    approved(proposed(project_office), sponsor)
    assert len(approved_weights(LATER)) == 2
    assert len(approved_weights(company.NOW)) == 1


def test_for_the_same_first_day_the_later_approval_counts(project_office, sponsor):
    approved(proposed(project_office), sponsor)
    approved(proposed(project_office, at=LATER, reach=Decimal(100)), sponsor, at=LATER + timedelta(hours=1))
    assert weights_for(NEXT, approved_weights()).number == 3


def test_proposing_is_denied_to_the_sponsor_and_approving_to_the_project_office(project_office, sponsor):
    with pytest.raises(NotAllowed):
        proposed(sponsor)
    version = proposed(project_office)
    with pytest.raises(NotAllowed):
        approved(version, Actor(username="li", grants=(Grant(Role.PROJECT_OFFICE),)))
    with pytest.raises(NotAllowed):
        actions.refuse_weights(version, actor=project_office, at=LATER, reason="no")


def test_nobody_approves_what_they_proposed():
    version = proposed(BOTH)
    with pytest.raises(NotAllowed):
        approved(version, BOTH)
    assert WeightVersion.objects.get().state == WeightState.PROPOSED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weights": {"reach": Decimal(99)}}, "weights"),
        ({"weights": {"reach": Decimal(120), "habit": Decimal(-20)}}, "habit"),
        ({"weights": {"charm": Decimal(100)}}, "weights"),
        ({"first_day": date(2026, 6, 9)}, "first_day"),
        ({"first_day": date(2026, 5, 25)}, "first_day"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_beside_its_field(project_office, change, field):
    wanted = {"weights": HALVES, "first_day": NEXT, "reason": "why"} | change
    with pytest.raises(InvalidInput) as refused:
        actions.propose_weights(**wanted, actor=project_office, at=company.NOW)
    assert field in refused.value.fields
    assert not WeightVersion.objects.exists()


def test_only_one_proposal_waits_at_a_time(project_office):
    proposed(project_office)
    with pytest.raises(Conflict):
        proposed(project_office)


def test_a_week_that_is_over_keeps_its_weights(project_office, sponsor):
    version = proposed(project_office)
    with pytest.raises(Refused):
        approved(version, sponsor, at=company.NOW + timedelta(days=14))


@pytest.mark.parametrize("decide", [actions.approve_weights, actions.refuse_weights])
def test_a_decided_proposal_stays_decided(project_office, sponsor, decide):
    version = approved(proposed(project_office), sponsor)
    with pytest.raises(Conflict):
        decide(version, actor=sponsor, at=LATER, reason="again")


def test_a_withdrawn_proposal_makes_room(project_office):
    actions.withdraw_weights(proposed(project_office), actor=project_office, at=LATER, reason="mistyped")
    assert proposed(project_office).number == 3


def test_a_refused_proposal_never_holds(project_office, sponsor):
    actions.refuse_weights(proposed(project_office), actor=sponsor, at=LATER, reason="not now")
    assert [version.number for version in approved_weights()] == [1]


def test_each_decision_is_logged_once_with_its_reason(project_office, sponsor):
    version = approved(proposed(project_office), sponsor)
    rows = WeightDecision.objects.filter(version=version).order_by("pk")
    assert [(row.state, row.username, row.reason) for row in rows] == [
        ("proposed", "mei", "too much on reach"),
        ("approved", "sun", "agreed"),
    ]
    assert [row.history_change_reason for row in version.history.order_by("history_id")] == ["too much on reach", "agreed"]


def test_rolled_back_when_the_log_cannot_be_written(project_office, sponsor, monkeypatch):
    version = proposed(project_office)

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(WeightDecision, "save", fails)
    with pytest.raises(RuntimeError):
        approved(version, sponsor)
    assert WeightVersion.objects.get().state == WeightState.PROPOSED
    assert version.history.count() == 1


OWN_HALVES = {"habit": Decimal(50), "self_entry": Decimal(50)}


def own_proposed(actor, **weights):
    given = {"weights": weights or OWN_HALVES, "first_day": NEXT, "actor": actor, "at": company.NOW, "reason": "habit counts"}
    return actions.propose_weights(**given, kind=WeightKind.PERSON)


def test_weights_of_peoples_own_scores_are_versions_of_their_own(project_office, sponsor):
    waiting = proposed(project_office)
    approved(own_proposed(project_office), sponsor)
    assert own_weights_for(NEXT).weights[Component.SELF_ENTRY] == 50
    assert own_weights_for(NEXT - timedelta(days=1)).number == 1
    assert weights_for(NEXT, approved_weights()).number == 1
    waiting.refresh_from_db()
    assert waiting.state == WeightState.PROPOSED


def test_of_each_kind_one_proposal_waits(project_office):
    own_proposed(project_office)
    with pytest.raises(Conflict):
        own_proposed(project_office)


def test_reach_is_no_part_of_a_persons_own_score(project_office):
    with pytest.raises(InvalidInput) as wrong:
        own_proposed(project_office, reach=Decimal(100))
    assert "weights" in wrong.value.fields
