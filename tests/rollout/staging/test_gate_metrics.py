"""The figures of gates in the registry, for a day as known at an instant."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.core import metrics
from governance.core.metrics import Subject, SubjectKind
from rollout.staging import actions
from rollout.staging.actions import NewCondition
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.rollout.staging import gated
from tests.rollout.staging.gated import AUDITOR, NOW, PROJECT, SPONSOR, decide

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def offices(programme, waves, figure):
    gated.gate(programme, Stage.TRAINING, {}, {"threshold": Decimal(50)})
    return [company.in_rollout(company.office(code), waves[1], Stage.TRAINING) for code in ("A1", "B2")]


def told(code, subject, day=TODAY, known_at=None):
    return metrics.measure_one(code, subject, day, actor=AUDITOR, known_at=known_at).value


def of_office(rollout):
    return Subject(SubjectKind.OFFICE, rollout.office_id)


def test_the_share_of_the_next_gate_and_the_gates_ready(programme, offices, figure):
    whole = Subject(SubjectKind.PROGRAMME, programme.pk)
    figure.values = {offices[0].office_id: 60, offices[1].office_id: 90}
    assert told("staging.next_gate_met", of_office(offices[0])) == 50
    assert told("staging.next_gate_met", whole) == 75
    assert told("staging.gates_ready", whole) == 1
    decide(offices[1], programme.gates.get().versions.get())
    assert told("staging.gates_ready", whole) == 0
    assert metrics.rows("staging.next_gate_met", whole, TODAY, actor=PROJECT).cells[0][3] == 50


def test_before_a_gate_is_in_force_there_is_no_share(programme, waves):
    office = company.in_rollout(company.office("C3"), waves[1])
    assert told("staging.next_gate_met", of_office(office)) is None


def test_conditions_overdue_as_known_then(programme, offices):
    new = NewCondition("Scanners", company.person("Wei"), TODAY + 2 * DAY)
    decision = decide(offices[0], programme.gates.get().versions.get(), Decided.CONDITIONAL, conditions=[new])
    subject, after = of_office(offices[0]), TODAY + 3 * DAY
    assert (told("staging.conditions_overdue", subject, TODAY + 2 * DAY), told("staging.conditions_overdue", subject, after)) == (0, 1)
    actions.meet_condition(decision.conditions.get(), actor=PROJECT, at=NOW + DAY, reason="Delivered")
    assert told("staging.conditions_overdue", subject, after) == 0
    assert told("staging.conditions_overdue", subject, after, known_at=NOW) == 1
    assert told("staging.overrides_running", subject) == 0


def test_overrides_that_run(programme, offices, figure):
    figure.values[offices[0].office_id] = 10
    line = programme.gates.get().versions.get().criteria.first()
    actions.override_criterion(offices[0], line, until=TODAY + 2 * DAY, actor=SPONSOR, at=NOW, reason="Ill")
    subject = of_office(offices[0])
    assert [told("staging.overrides_running", subject, TODAY + n * DAY) for n in range(4)] == [1, 1, 1, 0]
    assert told("staging.overrides_running", subject, known_at=NOW - DAY) == 0


def test_queries_do_not_grow_with_the_offices(programme, offices, waves, figure):
    for _ in range(8):
        company.in_rollout(company.office(), waves[1], Stage.TRAINING)
    figure.calls = 0
    subjects = [Subject(SubjectKind.OFFICE, row.office_id) for row in type(offices[0]).objects.all()]
    assert len(metrics.measure("staging.next_gate_met", subjects, [TODAY], actor=AUDITOR)) == 10
    assert figure.calls == 1
