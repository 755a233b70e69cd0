"""Defining gates: drafts are changed, versions in force never; a gate that counts nothing is not put in force."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.records import AppendOnly
from governance.core.roles import Role
from rollout.staging import actions
from rollout.staging.gating.versions import in_force
from rollout.staging.models import GateCriterion, GateVersion
from rollout.staging.stages import Stage
from rollout.staging.states import VersionState
from tests.at_once import at_once
from tests.rollout.staging import gated
from tests.rollout.staging.gated import CODE, NOW, PROJECT, SPONSOR

LINE = {"metric": CODE, "threshold": Decimal(80)}


@pytest.fixture
def draft(programme, figure):
    return actions.draft_version(programme, Stage.TRAINING, actor=PROJECT, at=NOW, reason="first gates")


def test_a_draft_is_filled_and_put_in_force(programme, draft):
    actions.add_criterion(draft, LINE, actor=PROJECT, at=NOW)
    actions.activate(draft, actor=PROJECT, at=NOW, reason="agreed in the meeting")
    version = in_force(programme)[Stage.TRAINING]
    assert (version.number, version.state, version.activated_by) == (1, VersionState.ACTIVE, "mei")
    assert version.history.filter(history_change_reason="agreed in the meeting").count() == 1


@pytest.mark.parametrize(
    "act", [lambda d: actions.activate(d, actor=SPONSOR, at=NOW), lambda d: actions.add_criterion(d, LINE, actor=SPONSOR, at=NOW)]
)
def test_the_sponsor_does_not_write_gates(draft, act):
    with pytest.raises(NotAllowed):
        act(draft)


def test_a_gate_without_an_active_blocking_criterion_is_not_put_in_force(draft):
    for line in ({"blocking": False}, {"dry_run": True}):
        actions.add_criterion(draft, LINE | line, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="at least one criterion"):
        actions.activate(draft, actor=PROJECT, at=NOW)
    assert GateVersion.objects.get().state == VersionState.DRAFT


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"metric": ""}, "metric"),
        ({"metric": "no.such"}, "metric"),
        ({"scope": "programme"}, "scope"),
        ({"threshold": None}, "threshold"),
        ({"weeks_needed": 4, "weeks_seen": 3}, "weeks_needed"),
        ({"asks": "attestation", "metric": "", "role": ""}, "role"),
        ({"asks": "attestation", "metric": "", "role": "office_head", "label": ""}, "label"),
    ],
)
def test_what_is_wrong_with_a_line_stands_beside_its_field(draft, line, field):
    with pytest.raises(InvalidInput) as refused:
        actions.add_criterion(draft, LINE | line, actor=PROJECT, at=NOW)
    assert field in refused.value.fields and not GateCriterion.objects.exists()


def test_a_version_in_force_is_never_changed(programme, figure):
    version = gated.gate(programme, Stage.TRAINING)
    line = version.criteria.get()
    for act in (
        lambda: actions.change_criterion(line, {"threshold": Decimal(1)}, actor=PROJECT, at=NOW),
        lambda: actions.remove_criterion(line, actor=PROJECT, at=NOW),
        lambda: actions.add_criterion(version, LINE, actor=PROJECT, at=NOW),
        lambda: actions.activate(version, actor=PROJECT, at=NOW),
    ):
        with pytest.raises(Conflict):
            act()
    with pytest.raises(AppendOnly):
        line.save()
    assert version.criteria.get().threshold == 80


def test_the_next_version_begins_with_the_lines_and_codes_of_the_last(programme, figure):
    first = gated.gate(programme, Stage.TRAINING)
    later = NOW + timedelta(days=1)
    second = actions.draft_version(programme, Stage.TRAINING, actor=PROJECT, at=later)
    assert (second.number, second.criteria.get().code) == (2, first.criteria.get().code)
    actions.change_criterion(second.criteria.get(), {"threshold": Decimal(85)}, actor=PROJECT, at=later)
    actions.activate(second, actor=PROJECT, at=later)
    first.refresh_from_db()
    assert (first.state, first.retired_at) == (VersionState.RETIRED, later)
    assert in_force(programme)[Stage.TRAINING] == second
    assert in_force(programme, NOW)[Stage.TRAINING] == first


def test_there_is_one_draft_at_a_time(programme, draft):
    with pytest.raises(Conflict, match="draft of this gate already"):
        actions.draft_version(programme, Stage.TRAINING, actor=PROJECT, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        GateVersion.objects.create(gate=draft.gate, number=9, made_at=NOW, made_by="x")


def test_a_gate_is_retired_with_a_reason_and_then_asks_nothing(programme, figure):
    version = gated.gate(programme, Stage.TRAINING)
    with pytest.raises(InvalidInput):
        actions.retire(version, actor=SPONSOR, at=NOW, reason=" ")
    actions.retire(version, actor=SPONSOR, at=NOW, reason="Merged into the next gate")
    assert in_force(programme) == {}
    with pytest.raises(Conflict):
        actions.retire(version, actor=SPONSOR, at=NOW, reason="Again")


def test_who_may_not_pass_a_gate_over_does_not_retire_it(programme, figure):
    version = gated.gate(programme, Stage.TRAINING)
    for actor in (PROJECT, Actor("tian", grants=(Grant(Role.TRAINER),))):
        with pytest.raises(NotAllowed):
            actions.retire(version, actor=actor, at=NOW, reason="In our way")
    assert in_force(programme)[Stage.TRAINING] == version


def test_a_failure_half_way_leaves_the_old_version_in_force(programme, figure, monkeypatch):
    first = gated.gate(programme, Stage.TRAINING)
    second = actions.draft_version(programme, Stage.TRAINING, actor=PROJECT, at=NOW)
    monkeypatch.setattr("rollout.staging.actions.making_gates.saved", lambda row, at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.activate(second, actor=PROJECT, at=NOW)
    first.refresh_from_db()
    assert first.state == VersionState.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_of_two_who_draft_at_once_one_is_told(programme, tmp_path):
    def draft():
        return actions.draft_version(programme, Stage.LIVE, actor=PROJECT, at=NOW)

    ended, count = at_once(tmp_path, draft, draft, then=GateVersion.objects.count)
    assert sorted(type(end).__name__ for end in ended) == ["Conflict", "GateVersion"] and count == 1
