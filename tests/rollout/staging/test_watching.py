"""What happens by itself: overdue conditions and overrides that run out hold the office, once, and it stays red until mended."""

from datetime import timedelta

import pytest
from django.utils import translation

from governance.core.actor import system_actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.models import Reminder
from rollout.staging import actions
from rollout.staging.actions import NewCondition
from rollout.staging.board import history_lines
from rollout.staging.gating.standing import reds
from rollout.staging.models import AutomaticHold, ConditionMet, OverrideEnded, StageChange
from rollout.staging.reminding import remind_owners
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.rollout.staging.gated import AUDITOR, HEAD, NOW, PROJECT, SPONSOR, decide

TODAY = NOW.date()
LATER = NOW + timedelta(days=10)


@pytest.fixture
def conditional(office, version):
    """A conditional go, used: the office is in trial use. Its condition is due in five days."""
    new = NewCondition("Replace the scanners", company.person("Wei"), TODAY + timedelta(days=5))
    decision = decide(office, version, Decided.CONDITIONAL, conditions=[new])
    actions.move(office, Stage.TRIAL, on=TODAY, actor=PROJECT, at=NOW)
    return decision.conditions.get()


@pytest.fixture
def passed_over(office, version, figure):
    """A go that rests on an override of five days, used."""
    figure.values[office.office_id] = 10
    line = version.criteria.get()
    made = actions.override_criterion(office, line, until=TODAY + timedelta(days=5), actor=SPONSOR, at=NOW, reason="Trainer ill")
    decide(office, version)
    actions.move(office, Stage.TRIAL, on=TODAY, actor=PROJECT, at=NOW)
    return made


def watch(programme, at=LATER):
    return actions.watch(programme, actor=system_actor("schedule"), at=at)


def test_an_overdue_condition_puts_the_office_on_hold_once(programme, office, conditional):
    assert watch(programme).held == 1
    office.refresh_from_db()
    assert (office.stage, office.held_in) == (Stage.HELD, Stage.TRIAL)
    hold = AutomaticHold.objects.get()
    assert hold.condition == conditional and "Replace the scanners" in hold.reason and hold.username == "system:schedule"
    assert watch(programme).held == 0 and AutomaticHold.objects.count() == 1


def test_on_its_last_day_a_condition_is_not_overdue(programme, office, conditional):
    assert watch(programme, NOW + timedelta(days=5)).held == 0
    assert reds([office], NOW + timedelta(days=5)) == {}
    assert watch(programme, NOW + timedelta(days=6)).held == 1


def test_before_the_nightly_round_an_overdue_condition_already_stops_the_way_on(office, conditional, programme):
    with pytest.raises(Refused, match="Replace the scanners"):
        actions.move(office, Stage.LIVE, on=TODAY, actor=PROJECT, at=LATER)


def test_the_office_resumes_when_the_condition_is_met(programme, office, conditional):
    watch(programme)
    office.refresh_from_db()
    with pytest.raises(Refused, match="due on"):
        actions.move(office, Stage.TRIAL, on=LATER.date(), actor=PROJECT, at=LATER)
    actions.meet_condition(conditional, actor=PROJECT, at=LATER, reason="Delivered")
    actions.move(office, Stage.TRIAL, on=LATER.date(), actor=PROJECT, at=LATER)
    assert office.stage == Stage.TRIAL


def test_a_condition_is_met_once_with_its_reason_by_its_owner_or_the_project_office(conditional):
    for actor in (AUDITOR, HEAD):
        with pytest.raises(NotAllowed):
            actions.meet_condition(conditional, actor=actor, at=NOW, reason="x")
    with pytest.raises(InvalidInput):
        actions.meet_condition(conditional, actor=PROJECT, at=NOW, reason=" ")
    actions.meet_condition(conditional, actor=PROJECT, at=NOW, reason="Delivered")
    with pytest.raises(Conflict):
        actions.meet_condition(conditional, actor=PROJECT, at=NOW, reason="Delivered")
    assert ConditionMet.objects.get().reason == "Delivered"


def test_a_condition_of_a_decision_that_was_replaced_holds_nobody(programme, waves, version):
    office = company.in_rollout(company.office(), waves[0], Stage.TRAINING)
    new = NewCondition("Replace the scanners", company.person("Wei"), TODAY + timedelta(days=5))
    decide(office, version, Decided.CONDITIONAL, conditions=[new])
    decide(office, version)
    assert watch(programme).held == 0


def test_an_override_that_runs_out_unmet_holds_the_office_and_it_stays_red(programme, office, passed_over):
    done = watch(programme)
    office.refresh_from_db()
    assert (done.held, done.ended, office.stage) == (1, 1, Stage.HELD)
    assert OverrideEnded.objects.get().met is False and AutomaticHold.objects.get().ended.override == passed_over
    assert [red.override for red in reds([office], LATER)[office.pk]] == [passed_over]
    with pytest.raises(Refused, match="ran out"):
        actions.move(office, Stage.TRIAL, on=LATER.date(), actor=PROJECT, at=LATER)
    assert watch(programme).ended == 0


def test_an_override_whose_criterion_is_met_by_then_ends_quietly(programme, office, passed_over, figure):
    figure.values[office.office_id] = 90
    done = watch(programme)
    assert (done.held, done.ended) == (0, 1) and OverrideEnded.objects.get().met is True
    assert reds([office], LATER) == {}


def test_once_the_criterion_is_met_the_office_resumes(programme, office, passed_over, figure):
    watch(programme)
    office.refresh_from_db()
    figure.values[office.office_id] = 90
    actions.move(office, Stage.TRIAL, on=LATER.date(), actor=PROJECT, at=LATER)


def test_an_override_renewed_in_time_holds_nobody(programme, office, passed_over):
    actions.override_criterion(
        office, passed_over.criterion, until=LATER.date() + timedelta(days=5), actor=SPONSOR, at=NOW, reason="Still ill"
    )
    assert watch(programme).held == 0 and reds([office], LATER) == {}


def test_missing_data_at_the_end_of_an_override_is_not_met(programme, office, passed_over, figure):
    figure.values[office.office_id] = None
    assert watch(programme).held == 1


def test_a_failure_half_way_leaves_nothing(programme, office, conditional, monkeypatch):
    before = StageChange.objects.count()
    monkeypatch.setattr("rollout.staging.actions.watching.tell", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        watch(programme)
    assert StageChange.objects.count() == before and not AutomaticHold.objects.exists()


def test_people_do_not_start_the_round(programme):
    with pytest.raises(NotAllowed):
        actions.watch(programme, actor=AUDITOR, at=NOW)


def test_the_owner_of_a_condition_is_reminded_three_days_before_and_no_more_once_it_is_met(office, version):
    owner = company.account()
    due = NOW.date() + timedelta(days=4)
    new = NewCondition("Scanners", owner.person, due)
    made = decide(office, version, Decided.CONDITIONAL, conditions=[new])
    for _again in range(2):
        assert remind_owners(NOW.date(), at=NOW) == (1, 0)
    (reminder,) = Reminder.objects.open()
    assert (reminder.account_id, reminder.on) == (owner.pk, due - timedelta(days=3)) and "Scanners" in str(reminder.values)
    actions.meet_condition(made.conditions.get(), actor=PROJECT, at=NOW, reason="Delivered")
    assert remind_owners(NOW.date(), at=NOW) == (0, 1) and not Reminder.objects.open().exists()


@pytest.mark.parametrize("cause", ["conditional", "passed_over"])
def test_the_history_says_why_in_the_language_of_whoever_reads_it(programme, office, version, cause, request):
    request.getfixturevalue(cause)
    with translation.override("en"):
        watch(programme)
    office.refresh_from_db()
    held = office.changes.get(to_stage=Stage.HELD)
    with translation.override("zh-hans"):
        (told,) = [line.why for line in history_lines(office, None) if line.change == held]
        assert told == reds([office], LATER)[office.pk][0].message != held.reason
    with translation.override("en"):
        assert [line.why for line in history_lines(office, None)][0] == held.reason
