"""Going back is work: every step is done, the data reconciled, and only then the way on is open."""

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from rollout.staging import actions
from rollout.staging.models import Rollback, RollbackFinish, RollbackStepDone
from rollout.staging.stages import Stage
from rollout.staging.states import ReverseStep
from tests import company
from tests.rollout.staging import gated
from tests.rollout.staging.gated import AUDITOR, NOW, PROJECT, decide

TODAY = NOW.date()


@pytest.fixture
def rollback(programme, waves, figure):
    gated.gate(programme, Stage.CANDIDATE)
    office = company.in_rollout(company.office("HARBOUR"), waves[0], Stage.PREPARING)
    actions.move(office, Stage.CANDIDATE, on=TODAY, actor=PROJECT, at=NOW, reason="Data lost")
    return Rollback.objects.get()


def complete(rollback, **counts):
    counts = counts or {"in_crm": 100, "in_office": 100}
    for step in rollback.steps.filter(done__isnull=True):
        more = counts if step.step == ReverseStep.RECONCILE else {}
        actions.complete_step(step, actor=PROJECT, at=NOW, reason="Done with the head", **more)


def test_a_roll_back_opens_its_checklist_with_the_data_last(rollback):
    assert [step.step for step in rollback.steps.all()][-1] == ReverseStep.RECONCILE
    assert rollback.reason == "Data lost" and rollback.steps.count() == 6


def test_it_is_finished_when_every_step_is_done_and_then_the_gate_may_be_decided(rollback):
    with pytest.raises(Refused) as refused:
        actions.finish_rollback(rollback, actor=PROJECT, at=NOW)
    assert len(refused.value.reasons) == 6
    complete(rollback)
    actions.finish_rollback(rollback, actor=PROJECT, at=NOW, reason="All back")
    later = company.NOW.replace(hour=5)
    decide(rollback.rollout, rollback.rollout.wave.programme.gates.get().versions.get(), at=later)
    actions.move(rollback.rollout, Stage.PREPARING, on=TODAY, actor=PROJECT, at=later)
    assert RollbackFinish.objects.get().reason == "All back"


def test_a_step_says_how_it_was_done_once(rollback):
    step = rollback.steps.first()
    with pytest.raises(InvalidInput):
        actions.complete_step(step, actor=PROJECT, at=NOW, reason="")
    actions.complete_step(step, actor=PROJECT, at=NOW, reason="Told in the morning")
    with pytest.raises(Conflict):
        actions.complete_step(step, actor=PROJECT, at=NOW, reason="Told in the morning")
    assert RollbackStepDone.objects.get().reason == "Told in the morning"


def test_reconciling_needs_both_counts_and_an_explained_difference(rollback):
    step = rollback.steps.get(step=ReverseStep.RECONCILE)
    with pytest.raises(InvalidInput) as refused:
        actions.complete_step(step, actor=PROJECT, at=NOW, reason="Compared", in_crm=100)
    assert "in_office" in refused.value.fields
    with pytest.raises(InvalidInput, match="not recorded") as refused:
        actions.complete_step(step, actor=PROJECT, at=NOW, reason="ok", in_crm=100, in_office=97)
    assert "differ by 3" in refused.value.fields["reason"]
    actions.complete_step(step, actor=PROJECT, at=NOW, reason="Three test customers were not taken over", in_crm=100, in_office=97)


def test_an_office_may_add_its_own_step_while_it_is_open(rollback):
    actions.add_step(rollback, text="Print the order book", actor=PROJECT, at=NOW)
    assert str(rollback.steps.last()) == "Print the order book"
    with pytest.raises(InvalidInput):
        actions.add_step(rollback, text=" ", actor=PROJECT, at=NOW)
    complete(rollback)
    actions.finish_rollback(rollback, actor=PROJECT, at=NOW)
    with pytest.raises(Conflict):
        actions.add_step(rollback, text="Too late", actor=PROJECT, at=NOW)
    with pytest.raises(Conflict):
        actions.finish_rollback(rollback, actor=PROJECT, at=NOW)


def test_the_auditor_reads_only(rollback):
    for act in (
        lambda: actions.complete_step(rollback.steps.first(), actor=AUDITOR, at=NOW, reason="x"),
        lambda: actions.add_step(rollback, text="x", actor=AUDITOR, at=NOW),
        lambda: actions.finish_rollback(rollback, actor=AUDITOR, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
