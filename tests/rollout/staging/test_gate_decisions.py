"""Deciding at a gate: what is frozen, who may, what a go needs, and what each decision does."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from rollout.staging import actions
from rollout.staging.actions import Lessons, NewCondition
from rollout.staging.gates import Verdict, evaluate
from rollout.staging.gates.stored import criterion_from_json, evaluation_to_json
from rollout.staging.models import Condition, GateDecision, OfficeRollout, ProgrammeStop, Rollback
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.at_once import at_once
from tests.rollout.staging import gated
from tests.rollout.staging.gated import AUDITOR, HEAD, NOW, PROJECT, SPONSOR, decide

TODAY = NOW.date()
LESSONS = Lessons("The pilots learned fast.", "The data was not ready.", "Clean the data first.")


@pytest.fixture
def office(waves):
    return company.in_rollout(company.office("HARBOUR"), waves[0], Stage.TRAINING)


@pytest.fixture
def condition():
    return NewCondition("Replace the scanners", company.person("Wei"), TODAY + timedelta(days=7))


def test_a_go_freezes_the_whole_evaluation(office, version):
    decision = decide(office, version)
    assert (decision.outcome, decision.verdict, decision.username, decision.reason) == ("go", "pass", "lin", "as agreed")
    assert decision.frozen["gate"] == {"start": "training", "end": "trial", "version": 1}
    assert decision.frozen["evaluation"]["findings"][0]["value"] == "90"
    assert len(decision.sha256) == 64 and "No charter is signed" in decision.authority


def test_a_stored_decision_judged_again_from_the_database_gives_the_stored_verdict(office, version, figure):
    for value in (90, 10, None):
        figure.values[office.office_id] = value
        decide(office, version, Decided.GO if value == 90 else Decided.HOLD)
    for decision in GateDecision.objects.all():
        criteria = [
            criterion_from_json({name: value for name, value in row.items() if name not in ("label", "scope")})
            for row in decision.frozen["criteria"]
        ]
        again = evaluate(criteria, decision.facts)
        assert again.verdict == decision.verdict
        assert evaluation_to_json(again) == decision.frozen["evaluation"]
    assert set(GateDecision.objects.values_list("verdict", flat=True)) == {"pass", "fail", "inconclusive"}


@pytest.mark.parametrize("actor", [PROJECT, HEAD, AUDITOR])
def test_others_than_the_sponsor_do_not_decide_without_a_charter(office, version, actor):
    with pytest.raises(NotAllowed):
        decide(office, version, actor=actor)
    assert not GateDecision.objects.exists()


@pytest.mark.parametrize("value", [10, None])
@pytest.mark.parametrize("outcome", [Decided.GO, Decided.CONDITIONAL])
def test_no_go_without_every_counted_criterion(office, version, figure, value, outcome, condition):
    figure.values[office.office_id] = value
    conditions = [condition] if outcome == Decided.CONDITIONAL else []
    with pytest.raises(Refused, match="Trained people"):
        decide(office, version, outcome, conditions=conditions)
    assert not GateDecision.objects.exists()


def test_a_conditional_go_keeps_its_conditions(office, version, condition):
    decision = decide(office, version, Decided.CONDITIONAL, conditions=[condition])
    kept = Condition.objects.get()
    assert (kept.decision, kept.text, kept.owner, kept.due) == (decision, condition.text, condition.owner, condition.due)
    assert decision.frozen["conditions"][0]["text"] == "Replace the scanners"


@pytest.mark.parametrize(
    ("outcome", "more", "field"),
    [
        (Decided.CONDITIONAL, {}, "condition_1"),
        (Decided.HOLD, {"reason": " "}, "reason"),
        (Decided.ROLL_BACK, {}, "to"),
        (Decided.ROLL_BACK, {"to": Stage.LIVE}, "to"),
        (Decided.STOP, {}, "went_wrong"),
    ],
)
def test_what_is_missing_stands_beside_its_field(office, version, outcome, more, field):
    with pytest.raises(InvalidInput) as refused:
        decide(office, version, outcome, **more)
    assert field in refused.value.fields and not GateDecision.objects.exists()


def test_a_condition_needs_a_day_to_come(office, version, condition):
    late = NewCondition(condition.text, condition.owner, TODAY - timedelta(days=1))
    with pytest.raises(InvalidInput) as refused:
        decide(office, version, Decided.CONDITIONAL, conditions=[late])
    assert "due_1" in refused.value.fields


def test_a_hold_puts_the_office_on_hold(office, version):
    decide(office, version, Decided.HOLD)
    office.refresh_from_db()
    assert (office.stage, office.held_in) == (Stage.HELD, Stage.TRAINING)


def test_a_roll_back_moves_the_office_and_opens_the_checklist(office, version):
    decision = decide(office, version, Decided.ROLL_BACK, to=Stage.PREPARING)
    office.refresh_from_db()
    assert office.stage == Stage.PREPARING and Rollback.objects.get().decision == decision


def test_a_stop_ends_the_programme_with_its_lessons(office, version):
    decide(office, version, Decided.STOP, lessons=LESSONS)
    stop = ProgrammeStop.objects.get()
    assert stop.went_wrong == "The data was not ready."
    office.refresh_from_db()
    with pytest.raises(Refused, match="stopped on"):
        actions.move(office, Stage.TRIAL, on=TODAY, actor=PROJECT, at=NOW)
    actions.move(office, Stage.HELD, on=TODAY, actor=PROJECT, at=NOW, reason="wound down")


def test_the_programme_is_stopped_once_and_only_by_whom_the_charter_names(programme):
    with pytest.raises(NotAllowed):
        actions.stop_programme(programme, LESSONS, actor=PROJECT, at=NOW, reason="No money")
    with pytest.raises(InvalidInput) as refused:
        actions.stop_programme(programme, Lessons("", "x", "y"), actor=SPONSOR, at=NOW, reason="No money")
    assert "went_well" in refused.value.fields
    actions.stop_programme(programme, LESSONS, actor=SPONSOR, at=NOW, reason="No money")
    with pytest.raises(Conflict):
        actions.stop_programme(programme, LESSONS, actor=SPONSOR, at=NOW, reason="No money")


def test_a_page_that_saw_an_older_decision_is_told(office, version):
    decide(office, version)
    with pytest.raises(Conflict, match="decided at this gate meanwhile"):
        decide(office, version, Decided.HOLD, after=None)
    assert GateDecision.objects.count() == 1


def test_nobody_decides_at_a_gate_the_office_does_not_stand_before(office, version, programme):
    later = gated.gate(programme, Stage.LIVE)
    with pytest.raises(Conflict, match="no longer stands"):
        decide(office, later)
    actions.retire(version, actor=SPONSOR, at=NOW, reason="Reworded")
    with pytest.raises(Conflict, match="no longer in force"):
        decide(office, version)


def test_a_failure_half_way_leaves_nothing(office, version, monkeypatch):
    monkeypatch.setattr("rollout.staging.actions.deciding.follow_up", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(office, version, Decided.HOLD)
    office.refresh_from_db()
    assert office.stage == Stage.TRAINING and not GateDecision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_the_same_gate_at_once_one_wins_and_the_other_is_told(office, version, tmp_path):
    rollouts = [OfficeRollout.objects.select_related("wave").get(pk=office.pk) for _ in range(2)]
    given = {"after": None, "actor": SPONSOR, "at": NOW, "reason": "both"}
    ended, count = at_once(
        tmp_path,
        *(lambda row=row: actions.decide(row, version, Decided.GO, **given) for row in rollouts),
        then=GateDecision.objects.count,
    )
    assert sorted(type(end).__name__ for end in ended) == ["Conflict", "GateDecision"] and count == 1


def test_an_override_permits_a_go_and_leaves_the_verdict(office, version, figure):
    figure.values[office.office_id] = 10
    actions.override_criterion(
        office, version.criteria.get(), until=TODAY + timedelta(days=14), actor=SPONSOR, at=NOW, reason="Trainer ill"
    )
    decision = decide(office, version)
    assert (decision.outcome, decision.verdict) == ("go", Verdict.FAIL)
    assert decision.frozen["overrides"][0]["reason"] == "Trainer ill"


@pytest.mark.parametrize(("days", "reason", "field"), [(0, "x", "until"), (999, "x", "until"), (5, " ", "reason")])
def test_an_override_needs_a_reason_and_an_end(office, version, figure, days, reason, field):
    figure.values[office.office_id] = 10
    with pytest.raises(InvalidInput) as refused:
        actions.override_criterion(office, version.criteria.get(), until=TODAY + timedelta(days=days), actor=SPONSOR, at=NOW, reason=reason)
    assert field in refused.value.fields


def test_only_a_criterion_not_met_is_overridden_and_only_by_whom_the_charter_names(office, version, figure):
    given = {"until": TODAY + timedelta(days=5), "at": NOW, "reason": "x"}
    with pytest.raises(Refused):
        actions.override_criterion(office, version.criteria.get(), actor=SPONSOR, **given)
    figure.values[office.office_id] = 10
    for actor in (PROJECT, HEAD):
        with pytest.raises(NotAllowed):
            actions.override_criterion(office, version.criteria.get(), actor=actor, **given)
    actions.override_criterion(office, version.criteria.get(), actor=SPONSOR, **given)
    with pytest.raises(Conflict):
        actions.override_criterion(office, version.criteria.get(), actor=SPONSOR, **given)


def test_an_office_wide_line_counts_and_a_wave_line_is_measured_for_the_wave(office, programme, figure, waves):
    gated.gate(programme, Stage.LIVE, {"scope": "wave", "threshold": Decimal(50)})
    live = company.in_rollout(company.office("LIVE"), waves[0], Stage.LIVE)
    figure.values = {waves[0].pk: 60, live.office_id: 0} if waves[0].pk != live.office_id else {waves[0].pk: 60}
    assert decide(live, programme.gates.get(start="live").versions.get()).verdict == Verdict.PASS


def test_an_override_is_of_what_was_asked_and_not_of_a_later_line_under_its_code(version, programme, office, figure):
    figure.default = 10
    given = {"until": NOW.date() + timedelta(days=30), "actor": SPONSOR, "at": NOW, "reason": "Trainer ill"}
    actions.override_criterion(office, version.criteria.get(), **given)
    draft = actions.draft_version(programme, Stage(version.gate.start), actor=PROJECT, at=NOW)
    actions.change_criterion(draft.criteria.get(), {"threshold": Decimal(95)}, actor=PROJECT, at=NOW)
    newer = actions.activate(draft, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="no override"):
        decide(office, newer)
    with pytest.raises(Conflict, match="no longer in force"):
        actions.override_criterion(office, version.criteria.get(), **given | {"until": NOW.date() + timedelta(days=60)})


def test_after_the_stop_no_go_is_decided_any_more(version, programme, office):
    actions.stop_programme(programme, actions.Lessons("a", "b", "c"), actor=SPONSOR, at=NOW, reason="No money")
    with pytest.raises(Refused, match="was stopped"):
        decide(office, version)
    decide(office, version, Decided.HOLD)


def test_a_condition_of_the_year_2999_is_none(version, office):
    far = NewCondition("Some day", company.person(), NOW.date().replace(year=2999))
    with pytest.raises(InvalidInput) as refused:
        decide(office, version, Decided.CONDITIONAL, conditions=[far])
    assert "due_1" in refused.value.fields
