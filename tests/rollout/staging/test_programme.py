"""Setting up the programme, its waves, and which office goes in which."""

from datetime import UTC, date, datetime

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from rollout.staging import actions, selectors
from rollout.staging.models import OfficeRollout, Placement, Programme
from rollout.staging.stages import Stage
from tests import company

NOW = company.NOW


def set_up(actor, **fields):
    given = {"code": "crm", "name": "CRM rollout", "starts_on": date(2026, 6, 8), "capacity": 3} | fields
    return actions.set_up_programme(**given, actor=actor, at=NOW, reason="Charter")


@pytest.fixture
def place(project_office):
    def place(office, wave, *, actor=project_office, **fields):
        return actions.place_office(office, wave, actor=actor, at=NOW, reason="Plan", **fields)

    return place


def test_a_programme_begins_with_its_pilot_wave(db, project_office):
    programme = set_up(project_office)
    assert [(wave.number, wave.is_pilot) for wave in programme.waves.all()] == [(0, True)]
    assert programme.entered_on == date(2026, 6, 1)
    assert programme.history.get().history_change_reason == "Charter"


def test_there_is_one_programme(db, project_office):
    set_up(project_office)
    with pytest.raises(Conflict):
        set_up(project_office, code="second")
    assert Programme.objects.count() == 1


def test_only_the_project_office_sets_up(db, sponsor):
    with pytest.raises(NotAllowed):
        set_up(sponsor)


def test_a_team_that_carries_nobody_is_refused_beside_its_field(db, project_office):
    with pytest.raises(InvalidInput) as refused:
        set_up(project_office, capacity=0)
    assert list(refused.value.fields) == ["capacity"] and not Programme.objects.exists()


def test_capacity_can_be_asked_as_known_before_it_changed(db, project_office):
    programme = set_up(project_office)
    later = datetime(2026, 7, 1, tzinfo=UTC)
    fields = {"name": "CRM", "name_zh": "", "starts_on": programme.starts_on, "grace_days": 10}
    actions.change_programme(programme, **fields, capacity=5, actor=project_office, at=later, reason="Two more trainers")
    assert (selectors.capacity_at(), selectors.capacity_at(NOW)) == (5, 3)


def test_waves_are_numbered_on_and_a_number_is_used_once(programme, project_office):
    first = actions.add_wave(programme, actor=project_office, at=NOW, name="North")
    second = actions.add_wave(programme, actor=project_office, at=NOW)
    assert (first.number, second.number, str(first), str(second)) == (1, 2, "Wave 1: North", "Wave 2")
    with pytest.raises(InvalidInput) as refused:
        actions.add_wave(programme, number=2, actor=project_office, at=NOW)
    assert "number" in refused.value.fields


def test_a_wave_is_renamed_with_its_reason(waves, project_office, auditor):
    named = {"name": "East", "planned_live_on": date(2026, 9, 1), "at": NOW, "reason": "Regions changed"}
    with pytest.raises(NotAllowed):
        actions.change_wave(waves[1], actor=auditor, **named)
    wave = actions.change_wave(waves[1], actor=project_office, **named)
    assert wave.name == "East" and wave.history.get(name="East").history_change_reason == "Regions changed"


def test_an_office_is_placed_once_with_its_reason(waves, place):
    rollout = place(company.office(), waves[1])
    assert (rollout.stage, rollout.wave) == (Stage.CANDIDATE, waves[1])
    place(rollout.office, waves[1])
    assert [(row.wave, row.reason) for row in Placement.objects.all()] == [(waves[1], "Plan")]


def test_the_placement_of_an_earlier_day_can_be_asked(waves, place, project_office):
    rollout = place(company.office(), waves[1])
    later = datetime(2026, 7, 1, tzinfo=UTC)
    actions.place_office(rollout.office, waves[2], actor=project_office, at=later)
    office = rollout.office_id
    assert selectors.office_waves() == {office: waves[2].pk}
    assert selectors.office_waves(NOW) == {office: waves[1].pk}
    assert selectors.office_waves(datetime(2026, 5, 1, tzinfo=UTC)) == {}


def test_only_confirmed_open_branches_are_placed(waves, place):
    for fields in ({"confirmed": False}, {"kind": "region"}, {"closed_on": date(2026, 1, 1)}):
        with pytest.raises(Refused, match="confirmed, open branch"):
            place(company.office(**fields), waves[1])


def test_an_office_that_started_keeps_its_wave(pilot, other, walk, waves, place):
    walk(pilot, Stage.STABILISED)
    walk(other, Stage.TRAINING)
    with pytest.raises(Refused, match="has started"):
        place(other.office, waves[2])
    assert OfficeRollout.objects.get(pk=other.pk).wave == waves[1]


def test_an_unfinished_pilot_cannot_slip_out_of_the_pilot_wave(pilot, waves, walk, place):
    late = company.in_rollout(company.office("LATE"), waves[0])
    walk(pilot, Stage.TRAINING)
    with pytest.raises(Refused, match="pilots stay as they are"):
        place(late.office, waves[1])


def test_who_may_not_place_changes_nothing(waves, place, sponsor):
    with pytest.raises(NotAllowed):
        place(company.office(), waves[1], actor=sponsor)
    assert not OfficeRollout.objects.exists()


def test_a_failure_half_way_leaves_no_placement(waves, place, monkeypatch):
    monkeypatch.setattr("rollout.staging.actions.programme.tell", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        place(company.office(), waves[1])
    assert not OfficeRollout.objects.exists() and not Placement.objects.exists()
