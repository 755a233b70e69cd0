"""What waits at gates: who acts next where a go is possible, conditions that come due, overrides that run out."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from governance.steering import selectors as steering
from governance.steering.actions import cast_vote, close_ballot, open_ballot
from governance.steering.actions.charters import Decider
from governance.steering.matters import Choice, Matter
from rollout.staging import actions, deciders
from rollout.staging.actions import Lessons, NewCondition
from rollout.staging.gates.deciding import against_go
from rollout.staging.gating.readiness import of_programme, readiest_first, readiness
from rollout.staging.gating.standing import binding, passed_over, running
from rollout.staging.gating.waiting import Next, conditions_due, overrides_ending, ready_to_decide
from rollout.staging.stages import Stage
from rollout.staging.states import PERMITS, Decided
from tests import company
from tests.governance.steering import steered
from tests.rollout.staging import gated
from tests.rollout.staging.gated import AUDITOR, NOW, PROJECT, SPONSOR, decide

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def offices(version, waves):
    return [company.in_rollout(company.office(code), waves[0], Stage.TRAINING) for code in ("A1", "B2")]


def told(actor=SPONSOR, at=NOW, **more):
    return [(each.rollout.office.code, each.next, each.mine) for each in ready_to_decide(actor, at, **more)]


def test_only_gates_that_permit_a_go_wait_and_only_for_whoever_decides(offices, figure):
    figure.values[offices[0].office_id] = 10
    assert told() == [("B2", Next.DECIDE, True)]
    assert told(PROJECT) == told(AUDITOR) == [("B2", Next.DECIDE, False)]


def test_a_gate_decided_waits_no_more_and_after_a_hold_it_waits_again(offices, version):
    decide(offices[0], version)
    assert told() == [("B2", Next.DECIDE, True)] and len(told(known_at=NOW - DAY)) == 0
    decide(offices[0], version, Decided.HOLD, at=NOW + DAY)
    assert len(told(at=NOW + DAY)) == 2


def test_a_criterion_passed_over_makes_a_gate_ready(offices, version, figure):
    figure.default = 10
    assert told() == []
    given = {"until": TODAY + 5 * DAY, "actor": SPONSOR, "at": NOW, "reason": "Trainer ill"}
    actions.override_criterion(offices[0], version.criteria.get(), **given)
    (waiting,) = ready_to_decide(SPONSOR, NOW)
    assert (waiting.rollout, waiting.passed_over) == (offices[0], 1)
    assert [row.rollout for row in overrides_ending(AUDITOR, TODAY)] == [offices[0]]
    assert overrides_ending(AUDITOR, TODAY, within=DAY) == [] == overrides_ending(AUDITOR, TODAY, known_at=NOW - DAY)


def test_a_deputy_for_one_office_is_asked_about_that_one(offices):
    holder, deputy = company.person(), company.person()
    company.role(holder, Role.SPONSOR)
    company.lends(holder, deputy, Role.SPONSOR, TODAY, TODAY + DAY, office=offices[1].office)
    grant = Grant(Role.SPONSOR, frozenset({offices[1].office_id}), delegated_by=holder.pseudonym)
    actor = Actor(deputy.pseudonym, person_id=deputy.pk, grants=(grant,))
    assert [(code, mine) for code, _next, mine in told(actor)] == [("A1", False), ("B2", True)]
    assert not any(mine for _code, _next, mine in told(actor, at=NOW + 2 * DAY))


def test_where_the_committee_decides_it_is_asked_votes_and_its_decision_is_recorded(offices, version, figure):
    figure.values[offices[0].office_id] = 10
    made, members = steered.committee(3, quorum=2)
    steered.signed(steered.sponsor(), gate_decision=Decider(committee_id=made.pk))
    at = steered.NOW
    assert told(PROJECT, at) == [("B2", Next.ASK, True)] and told(AUDITOR, at) == [("B2", Next.ASK, False)]
    key = deciders.decision_key(offices[1], version, Decided.GO)
    asked = {"matter": Matter.GATE_DECISION, "subject_key": key, "question": "B2 goes on?", "actor": steered.PROJECT, "at": at}
    ballot = open_ballot(**asked)
    assert told(members[0], at) == [("B2", Next.VOTE, True)] and told(PROJECT, at) == [("B2", Next.VOTE, False)]
    for member in members:
        cast_vote(ballot, choice=Choice.FOR, actor=member, at=at, reason="ready")
    assert told(members[0], at) == [("B2", Next.VOTE, False)] and steering.to_close(TODAY) == [ballot]
    close_ballot(ballot, actor=steered.PROJECT, at=at)
    assert told(PROJECT, at) == [("B2", Next.RECORD, True)] and steering.to_close(TODAY) == []
    decide(offices[1], version, actor=members[0], at=at)
    assert told(PROJECT, at) == []


def test_a_stopped_programme_waits_for_nothing(programme, offices):
    lessons = Lessons("a", "b", "c")
    actions.stop_programme(programme, lessons, actor=SPONSOR, at=NOW, reason="No money")
    assert told() == []


def test_conditions_come_due_for_their_owner_and_for_whoever_follows(offices, version):
    owner = company.person("Wei")
    new = [NewCondition("Scanners", owner, TODAY + 3 * DAY), NewCondition("Cables", company.person(), TODAY + 30 * DAY)]
    made = decide(offices[0], version, Decided.CONDITIONAL, conditions=new)
    mine = Actor(owner.pseudonym, person_id=owner.pk, grants=(Grant(Role.STAFF, frozenset()),))
    for actor in (mine, PROJECT):
        assert [row.text for row in conditions_due(actor, TODAY)] == ["Scanners"]
    assert conditions_due(mine, TODAY, within=40 * DAY) == conditions_due(mine, TODAY)
    actions.meet_condition(made.conditions.get(text="Scanners"), actor=PROJECT, at=NOW + DAY, reason="Delivered")
    assert conditions_due(PROJECT, TODAY) == [] and len(conditions_due(PROJECT, TODAY, known_at=NOW)) == 1
    decide(offices[0], version, at=NOW + DAY)
    assert conditions_due(PROJECT, TODAY, within=40 * DAY) == []


def test_queries_do_not_grow_with_the_offices(offices, version, waves):
    decide(offices[0], version, Decided.CONDITIONAL, conditions=[NewCondition("Scanners", company.person(), TODAY + 3 * DAY)])
    made, _members = steered.committee(3, quorum=2)
    steered.signed(steered.sponsor(), gate_decision=Decider(committee_id=made.pk))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            ready_to_decide(PROJECT, NOW)
            conditions_due(PROJECT, TODAY)
            overrides_ending(PROJECT, TODAY)
        return len(queries)

    before = cost()
    for _ in range(6):
        company.in_rollout(company.office(), waves[1], Stage.TRAINING)
    assert cost() == before
    assert len(ready_to_decide(PROJECT, NOW)) == 7


def test_a_condition_of_a_decision_that_was_replaced_is_counted_no_more(programme, offices, version):
    decide(offices[0], version, Decided.CONDITIONAL, conditions=[NewCondition("Scanners", company.person(), TODAY)])
    office, later = Subject(SubjectKind.OFFICE, offices[0].office_id), NOW + 5 * DAY
    assert metrics.measure_one("staging.conditions_overdue", office, later.date(), actor=AUDITOR).value == 1
    decide(offices[0], version, at=later - DAY)
    assert metrics.measure_one("staging.conditions_overdue", office, later.date(), actor=AUDITOR).value == Decimal(0)


def by_full_reading(at=NOW):
    """The slow way: every line of every office is measured, then asked whether anything stands against a go."""
    rollouts = of_programme()
    bound = binding(tuple(row.pk for row in rollouts))
    found = []
    for each in readiest_first(list(readiness(rollouts, at=at).values())):
        decision = bound.get((each.rollout.pk, each.reached.value))
        if each.evaluation is None or (decision is not None and decision.outcome in PERMITS):
            continue
        over = passed_over(each.version, running([each.rollout.pk], at.date()).filter(criterion__version__gate=each.version.gate_id))
        if each.evaluation.counted and not against_go(each.evaluation, over):
            found.append((each.rollout.office.code, len(each.evaluation.lacking)))
    return found


@pytest.mark.parametrize("passed_over_one", [False, True])
def test_reading_step_by_step_finds_the_same_gates_as_reading_everything(programme, waves, figure, passed_over_one):
    other = gated.Figure()
    lines = ({}, {"metric": "tests.other"}, {"metric": "tests.shown", "dry_run": True}, gated.word(), {"threshold": Decimal(50)})
    shown = gated.Figure()
    with pytest.MonkeyPatch.context() as patch:
        for code, each in (("tests.other", other), ("tests.shown", shown)):
            patch.setitem(metrics._metrics, code, replace(figure.metric(), code=code, measure=each.measure))
        version = gated.gate(programme, Stage.TRAINING, *lines)
        rows = [company.in_rollout(company.office(f"O{number}"), waves[0], Stage.TRAINING) for number in range(8)]
        for number, row in enumerate(rows):
            figure.values[row.office_id] = 90 if number & 1 else 60
            other.values[row.office_id] = 90 if number & 2 else None
            if number & 4:
                word = version.criteria.get(asks="attestation")
                head = Actor("hu", grants=(Grant(Role.OFFICE_HEAD, frozenset({row.office_id})),))
                given = {"holds": True, "evidence": gated.paper(), "actor": head, "at": NOW, "reason": "seen"}
                actions.attest(row, word, **given)
        if passed_over_one:
            given = {"until": TODAY + 5 * DAY, "actor": SPONSOR, "at": NOW, "reason": "Trainer ill"}
            actions.override_criterion(rows[5], version.criteria.get(metric="tests.other"), **given)
        shown.calls = 0
        told = [(each.rollout.office.code, each.passed_over) for each in ready_to_decide(SPONSOR, NOW)]
        assert shown.calls == 0
        assert told == by_full_reading() == [("O7", 0)] + [("O5", 1)] * passed_over_one


def test_nothing_more_is_measured_once_no_office_is_left(programme, offices, figure):
    figure.calls = 0
    gated.gate(programme, Stage.TRAINING, gated.word(), {})
    assert told() == [] and figure.calls == 0


def test_a_stop_counts_from_when_it_was_on_record(programme, offices):
    actions.stop_programme(programme, Lessons("a", "b", "c"), actor=SPONSOR, at=NOW + DAY, reason="No money")
    assert len(told(at=NOW + DAY, known_at=NOW)) == 2
    assert told(at=NOW + 2 * DAY, known_at=NOW + 2 * DAY) == []
