"""No entry point passes a gate in force without a go; the pilots go first by whichever door; what is overdue stops the way on."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.core.errors import InvalidInput, Refused
from governance.core.roles import Role
from rollout.staging import actions, gatekeeping, selectors
from rollout.staging.models import GateDecision, OfficeRollout, Override, StageChange
from rollout.staging.past import PastRow
from rollout.staging.stages import WALK, Stage, move_between
from rollout.staging.states import Decided
from tests import company
from tests.at_once import at_once
from tests.rollout.staging import gated
from tests.rollout.staging.gated import NOW, PROJECT, decide

TODAY = NOW.date()


@pytest.fixture
def gates(programme, figure):
    return {start: gated.gate(programme, start) for start in WALK[:-1]}


@pytest.fixture
def pilot_live(waves):
    return company.in_rollout(company.office("PILOT"), waves[0], Stage.LIVE)


@pytest.fixture
def waiting(waves):
    return company.in_rollout(company.office("OTHER"), waves[1], Stage.PREPARING)


def by_action(rollout, to):
    actions.move(rollout, to, on=TODAY, actor=PROJECT, at=NOW)


def by_command(rollout, to):
    call_command("move_office", rollout.office.code, to.value)


@pytest.fixture
def by_page(signed_in):
    def post(rollout, to):
        client = signed_in(Role.PROJECT_OFFICE)
        return client.post(
            reverse("staging:move", args=[rollout.office_id, to.value]), {"on": selectors.local_day(NOW), "seen": f"{rollout.stage}:"}
        )

    return post


@pytest.fixture(params=["action", "command", "page"])
def door(request, by_page):
    return {"action": by_action, "command": by_command, "page": by_page}[request.param]


def try_door(door, rollout, to):
    with suppress(Refused, CommandError):
        door(rollout, to)
    return OfficeRollout.objects.get(pk=rollout.pk).stage


def test_without_a_go_no_door_opens(gates, pilot, door):
    assert try_door(door, pilot, Stage.PREPARING) == Stage.CANDIDATE
    decide(pilot, gates[Stage.CANDIDATE], Decided.GO)
    assert not gatekeeping.objections(pilot, forward(pilot), TODAY, NOW)


def forward(rollout):
    return move_between(Stage(rollout.stage), WALK[WALK.index(rollout.stage) + 1])


def test_another_office_passes_preparing_by_no_door_before_the_pilots_are_stabilised(gates, pilot_live, waiting, door):
    decide(waiting, gates[Stage.PREPARING])
    assert try_door(door, waiting, Stage.TRAINING) == Stage.PREPARING


@pytest.fixture
def late(waves):
    return company.in_rollout(company.office("LATE"), waves[1])


def enter_past(programme, office, stage, on=date(2025, 12, 1)):
    actions.enter_past_stages([PastRow(1, office.pk, stage, on)], programme=programme, actor=PROJECT, at=NOW)


def test_history_entered_before_any_gate_stays_history_and_is_named(late, programme):
    enter_past(programme, late.office, Stage.LIVE)
    assert OfficeRollout.objects.get(pk=late.pk).stage == Stage.LIVE and selectors.record_breaches()


def test_once_a_gate_was_in_force_history_is_no_door(gates, late, programme):
    with pytest.raises(Refused, match="moves no office forward"):
        enter_past(programme, late.office, Stage.LIVE)
    assert OfficeRollout.objects.get(pk=late.pk).stage == Stage.CANDIDATE and not StageChange.objects.exists()
    fresh = company.office("FRESH")
    with pytest.raises(Refused):
        actions.enter_past_stages([PastRow(1, fresh.pk, Stage.LIVE, date(2025, 12, 1), "", 1)], programme=programme, actor=PROJECT, at=NOW)
    assert not OfficeRollout.objects.filter(office=fresh).exists()


def test_a_past_roll_back_is_not_taken_back_to_get_further_on(late, programme, figure):
    rows = [
        PastRow(1, late.office_id, Stage.LIVE, date(2025, 11, 1)),
        PastRow(2, late.office_id, Stage.PREPARING, date(2025, 12, 1), "Data lost"),
    ]
    actions.enter_past_stages(rows, programme=programme, actor=PROJECT, at=NOW)
    gated.gate(programme, Stage.PREPARING)
    with pytest.raises(Refused, match="moves no office forward"):
        actions.take_back(StageChange.objects.get(to_stage=Stage.PREPARING), actor=PROJECT, at=NOW, reason="Never was")
    assert OfficeRollout.objects.get(pk=late.pk).stage == Stage.PREPARING
    actions.correct_date(StageChange.objects.get(to_stage=Stage.LIVE), on=date(2025, 11, 3), actor=PROJECT, at=NOW, reason="Misread")


def test_a_start_is_not_dated_before_the_pilots_were_stabilised(pilot_live, waiting):
    actions.move(pilot_live, Stage.STABILISED, on=TODAY, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="break a rule") as refused:
        actions.move(waiting, Stage.TRAINING, on=TODAY - timedelta(days=9), actor=PROJECT, at=NOW)
    assert "before these pilots" in refused.value.reasons[0]
    made = actions.move(waiting, Stage.TRAINING, on=TODAY, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="break a rule"):
        actions.correct_date(made, on=TODAY - timedelta(days=9), actor=PROJECT, at=NOW, reason="Misread")
    assert not selectors.record_breaches()


def test_a_pilots_date_is_not_corrected_to_after_the_others_began(pilot_live, waiting):
    proven = actions.move(pilot_live, Stage.STABILISED, on=TODAY - timedelta(days=9), actor=PROJECT, at=NOW)
    actions.move(waiting, Stage.TRAINING, on=TODAY - timedelta(days=5), actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="break a rule"):
        actions.correct_date(proven, on=TODAY, actor=PROJECT, at=NOW, reason="Misread")


def test_the_team_carries_no_more_on_an_earlier_day_either(waves):
    company.in_rollout(company.office(), waves[0], Stage.STABILISED)
    busy = [company.in_rollout(company.office(), waves[1], Stage.TRIAL) for _ in range(2)]
    late = company.in_rollout(company.office(), waves[1], Stage.PREPARING)
    actions.move(busy[0], Stage.LIVE, on=TODAY, actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="break a rule") as refused:
        actions.move(late, Stage.TRAINING, on=TODAY - timedelta(days=3), actor=PROJECT, at=NOW)
    assert "the team carries 2" in refused.value.reasons[0]
    actions.move(late, Stage.TRAINING, on=TODAY, actor=PROJECT, at=NOW)


def test_a_move_is_not_corrected_to_before_its_go(gates, pilot):
    later = NOW + timedelta(days=3)
    decide(pilot, gates[Stage.CANDIDATE], at=later)
    made = actions.move(pilot, Stage.PREPARING, on=later.date(), actor=PROJECT, at=later)
    with pytest.raises(InvalidInput, match="cannot lie before that"):
        actions.correct_date(made, on=TODAY, actor=PROJECT, at=later, reason="Misread")


def test_the_support_site_moves_nothing(gates):
    for model in (OfficeRollout, StageChange, GateDecision, Override):
        site = admin.site._registry[model]
        assert not site.has_change_permission(None) and not site.has_add_permission(None) and not site.has_delete_permission(None)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_pass_neither_before_the_pilots(gates, pilot_live, waves, tmp_path):
    rivals = [company.in_rollout(company.office(), waves[1], Stage.PREPARING) for _ in range(2)]
    for rival in rivals:
        decide(rival, gates[Stage.PREPARING])
    ended, started = at_once(
        tmp_path,
        *(lambda rival=rival: actions.move(rival, Stage.TRAINING, on=TODAY, actor=PROJECT, at=NOW) for rival in rivals),
        then=OfficeRollout.objects.filter(stage=Stage.TRAINING).count,
    )
    assert [type(end).__name__ for end in ended] == ["Refused", "Refused"] and started == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_a_go_each_take_the_last_place_once(gates, waves, tmp_path):
    company.in_rollout(company.office(), waves[0], Stage.STABILISED)
    company.in_rollout(company.office(), waves[1], Stage.TRAINING)
    rivals = [company.in_rollout(company.office(), waves[1], Stage.PREPARING) for _ in range(2)]
    for rival in rivals:
        decide(rival, gates[Stage.PREPARING])
    ended, training = at_once(
        tmp_path,
        *(lambda rival=rival: actions.move(rival, Stage.TRAINING, on=TODAY, actor=PROJECT, at=NOW) for rival in rivals),
        then=OfficeRollout.objects.filter(stage=Stage.TRAINING).count,
    )
    assert sorted(type(end).__name__ for end in ended) == ["Refused", "StageChange"] and training == 2


def test_a_go_is_for_one_gate_only(gates, pilot):
    decide(pilot, gates[Stage.CANDIDATE])
    by_action(pilot, Stage.PREPARING)
    with pytest.raises(Refused, match="has not been decided"):
        by_action(pilot, Stage.TRAINING)


def test_a_later_hold_takes_the_go_away(gates, pilot):
    decide(pilot, gates[Stage.CANDIDATE])
    decide(pilot, gates[Stage.CANDIDATE], Decided.HOLD)
    pilot.refresh_from_db()
    actions.move(pilot, Stage.CANDIDATE, on=TODAY, actor=gated.SPONSOR, at=NOW, reason="staff are back")
    with pytest.raises(Refused, match="last decision at this gate"):
        by_action(pilot, Stage.PREPARING)


def test_a_move_does_not_lie_before_its_go(gates, pilot):
    later = NOW + timedelta(days=3)
    decide(pilot, gates[Stage.CANDIDATE], at=later)
    with pytest.raises(Refused, match="cannot lie before that"):
        actions.move(pilot, Stage.PREPARING, on=TODAY, actor=PROJECT, at=later)


def test_after_a_roll_back_the_gates_are_decided_anew_and_the_checklist_comes_first(gates, pilot):
    for start in WALK[:2]:
        decide(pilot, gates[start])
        by_action(pilot, WALK[WALK.index(start) + 1])
    actions.move(pilot, Stage.CANDIDATE, on=TODAY, actor=PROJECT, at=NOW, reason="Data lost")
    with pytest.raises(Refused) as refused:
        by_action(pilot, Stage.PREPARING)
    assert len(refused.value.reasons) == 2 and "checklist" in refused.value.reasons[0]


def test_a_pilot_rolled_back_after_its_gate_stops_further_starts(gates, waves, waiting):
    pilot = company.in_rollout(company.office("PILOT"), waves[0], Stage.STABILISED)
    decide(waiting, gates[Stage.PREPARING])
    actions.move(pilot, Stage.LIVE, on=TODAY, actor=PROJECT, at=NOW, reason="Orders lost")
    with pytest.raises(Refused, match="not stabilised"):
        by_action(waiting, Stage.TRAINING)


def test_a_programme_without_gates_goes_on_as_before(pilot, walk):
    walk(pilot, Stage.LIVE)
    actions.move(pilot, Stage.TRAINING, on=TODAY, actor=PROJECT, at=NOW, reason="Data lost")
    walk(pilot, Stage.LIVE)


def test_the_book_of_many_offices_takes_as_many_queries_as_of_one(gates, waves):
    rows = [company.in_rollout(company.office(), waves[1], Stage.CANDIDATE) for _ in range(6)]
    for row in rows:
        decide(row, gates[Stage.CANDIDATE])
    with CaptureQueriesContext(connection) as one:
        gatekeeping.book(rows[:1], NOW)
    with CaptureQueriesContext(connection) as six:
        gatekeeping.book(rows, NOW)
    assert len(six) == len(one) <= 10
