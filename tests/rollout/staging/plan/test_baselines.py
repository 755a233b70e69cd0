"""A baseline keeps all offices' dates for ever; slip is measured against it."""

from datetime import date, timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.records import AppendOnly
from rollout.staging.models import Baseline
from rollout.staging.plan import actions, selectors
from rollout.staging.stages import Stage
from tests import company

TODAY = date(2026, 6, 1)
JULY, AUGUST, SEPTEMBER = date(2026, 7, 6), date(2026, 8, 3), date(2026, 9, 1)


@pytest.fixture
def keep(programme, project_office):
    def keep(name="First plan", *, actor=project_office, at=company.NOW, reason="Signed by the committee"):
        return actions.take_baseline(programme, name, actor=actor, at=at, reason=reason)

    return keep


def test_it_keeps_planned_and_real_dates_with_the_wave(pilot, other, walk, dated, keep):
    walk(pilot, Stage.TRAINING)
    dated(other, live=SEPTEMBER)
    kept = selectors.kept_dates(keep())
    assert kept[other.office_id].on(Stage.LIVE) == SEPTEMBER and kept[other.office_id].wave == 1
    assert kept[pilot.office_id].on(Stage.TRAINING) == TODAY


def test_a_later_change_of_the_plan_leaves_it_as_it_was(other, dated, keep):
    dated(other, live=AUGUST)
    baseline = keep()
    dated(other, live=SEPTEMBER)
    assert selectors.kept_dates(baseline)[other.office_id].on(Stage.LIVE) == AUGUST
    assert selectors.slips(baseline, TODAY)[other.office_id, Stage.LIVE].days == 29


def test_it_is_never_changed_nor_deleted(other, keep):
    baseline = keep()
    with pytest.raises(AppendOnly):
        baseline.save()
    with pytest.raises(AppendOnly):
        baseline.delete()


def test_who_and_why_are_kept(other, keep):
    row = keep()
    assert (row.username, row.reason, str(row)) == ("mei", "Signed by the committee", "First plan")


def test_a_name_is_given_once(other, keep):
    keep()
    with pytest.raises(InvalidInput) as refused:
        keep(" First plan ")
    assert "name" in refused.value.fields and Baseline.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"name": " "}, {"reason": ""}])
def test_a_name_and_a_reason_are_needed(other, keep, wrong):
    with pytest.raises(InvalidInput):
        keep(**wrong)


def test_an_empty_programme_has_no_plan_to_keep(programme, keep):
    with pytest.raises(Conflict):
        keep()


def test_who_only_reads_may_not_keep_one(other, keep, auditor):
    with pytest.raises(NotAllowed):
        keep(actor=auditor)
    assert not Baseline.objects.exists()


def test_the_latest_known_at_an_instant_is_the_one_measured_against(other, keep):
    first = keep()
    second = keep("Second plan", at=company.NOW + timedelta(days=5))
    assert selectors.latest_baseline() == second and selectors.latest_baseline(company.NOW) == first
    assert selectors.latest_baseline(company.RECORDED) is None


def test_an_office_placed_after_the_baseline_has_no_slip(other, keep, waves, dated):
    baseline = keep()
    late = company.in_rollout(company.office("LATE"), waves[1])
    dated(late, live=SEPTEMBER)
    assert selectors.slips(baseline, TODAY)[late.office_id, Stage.LIVE].days is None


def test_it_fails_whole(other, keep, monkeypatch):
    monkeypatch.setattr(Baseline.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep()
    assert not Baseline.objects.exists()
