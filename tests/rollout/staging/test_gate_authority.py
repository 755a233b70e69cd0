"""Who decides at a gate is whom the charter names: a person, a dated deputy, or the committee by a vote that is kept."""

from datetime import timedelta

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import NotAllowed
from governance.core.roles import Role
from governance.steering.actions import cast_vote, close_ballot, open_ballot
from governance.steering.actions.charters import Decider
from governance.steering.matters import Choice, Matter
from rollout.staging import actions, deciders
from rollout.staging.models import GateDecision, Override
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.governance.steering import steered
from tests.rollout.staging.gated import SPONSOR, decide

AT = steered.NOW


@pytest.fixture
def office(waves):
    return company.in_rollout(company.office("HARBOUR"), waves[0], Stage.TRAINING)


@pytest.fixture
def committee(version):
    """A charter that gives the gates to the committee; its members."""
    made, members = steered.committee(5)
    steered.signed(steered.sponsor(), **{Matter.GATE_DECISION.value: Decider(committee_id=made.pk)})
    return members


def vote(office, version, members, *choices, outcome=Decided.GO):
    key = deciders.decision_key(office, version, outcome)
    asked = {"matter": Matter.GATE_DECISION, "subject_key": key, "question": "Harbour goes on?"}
    ballot = open_ballot(**asked, actor=steered.PROJECT, at=AT)
    for member, choice in zip(members, choices, strict=False):
        cast_vote(ballot, choice=choice, actor=member, at=AT, reason="as discussed")
    close_ballot(ballot, actor=steered.PROJECT, at=AT + timedelta(days=8))
    return ballot


def test_the_person_whom_the_charter_names_decides_and_nobody_else(office, version):
    named = steered.sponsor()
    steered.signed(named)
    with pytest.raises(NotAllowed):
        decide(office, version, actor=SPONSOR, at=AT)
    decision = decide(office, version, actor=named, at=AT)
    assert decision.authority == "The charter names this person."
    assert decision.frozen["decision"]["authority"]["en"] == decision.authority


def test_a_deputy_decides_on_the_lent_days_and_the_record_says_so(office, version):
    deputy = Actor("wu", grants=(Grant(Role.SPONSOR, delegated_by="lin"),))
    assert "as deputy" in decide(office, version, actor=deputy).authority


def test_where_the_committee_decides_its_carried_ballot_and_each_vote_are_kept(office, version, committee):
    with pytest.raises(NotAllowed, match="by vote"):
        decide(office, version, actor=committee[0], at=AT)
    ballot = vote(office, version, committee, *[Choice.FOR] * 3, Choice.AGAINST)
    decision = decide(office, version, actor=committee[0], at=AT + timedelta(days=8))
    assert decision.ballot == ballot.pk
    held = decision.frozen["decision"]["ballot"]
    assert held["outcome"] == "carried" and sorted(held["votes"].values()) == ["against", "for", "for", "for"]


def test_a_ballot_that_lost_or_had_no_quorum_decides_nothing(office, version, committee):
    vote(office, version, committee, Choice.FOR, Choice.FOR)
    with pytest.raises(NotAllowed, match="did not carry"):
        decide(office, version, actor=committee[0], at=AT + timedelta(days=8))
    assert not GateDecision.objects.exists()


def test_an_old_vote_carries_no_new_decision(office, version, committee):
    vote(office, version, committee, *[Choice.FOR] * 4)
    later = AT + timedelta(days=8)
    decide(office, version, actor=committee[0], at=later)
    with pytest.raises(NotAllowed, match="no ballot"):
        decide(office, version, actor=committee[0], at=later)
    with pytest.raises(NotAllowed):
        decide(office, version, Decided.HOLD, actor=committee[0], at=later)


def test_an_override_is_for_whom_the_charter_names(office, version, figure, committee):
    figure.values[office.office_id] = 10
    given = {"until": AT.date() + timedelta(days=5), "at": AT, "reason": "Trainer ill"}
    with pytest.raises(NotAllowed):
        actions.override_criterion(office, version.criteria.get(), actor=committee[1], **given)
    assert not Override.objects.exists()
