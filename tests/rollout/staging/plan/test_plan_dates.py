"""Planned dates are set by an action, with a reason; a second person who saw an older plan is told."""

from datetime import date, timedelta

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed
from rollout.staging.actions import place_office
from rollout.staging.models import OfficeRollout, PlannedDate
from rollout.staging.plan import actions, selectors
from rollout.staging.stages import Stage
from tests import company
from tests.at_once import at_once

TODAY = date(2026, 6, 1)
JULY, AUGUST, SEPTEMBER = date(2026, 7, 6), date(2026, 8, 3), date(2026, 9, 1)


def planned(rollout, known_at=None):
    return dict(selectors.plan_of(rollout, TODAY, known_at).planned)


def test_dates_are_set_with_who_when_and_why(other, dated):
    dated(other, training=JULY, live=SEPTEMBER)
    assert planned(other) == {Stage.TRAINING: JULY, Stage.LIVE: SEPTEMBER}
    rows = PlannedDate.objects.all()
    assert {(row.stage, row.on, row.username, row.reason) for row in rows} == {
        ("training", JULY, "mei", "Agreed with the office head"),
        ("live", SEPTEMBER, "mei", "Agreed with the office head"),
    }


def test_the_planned_go_live_is_the_one_every_page_shows(other, dated):
    dated(other, live=SEPTEMBER)
    assert OfficeRollout.objects.get(pk=other.pk).planned == SEPTEMBER
    assert other.history.filter(planned_live_on=SEPTEMBER, history_username="mei").exists()


def test_a_go_live_planned_by_placing_the_office_is_on_the_same_record(other, waves, project_office):
    place_office(other.office, waves[1], planned_live_on=AUGUST, actor=project_office, at=company.NOW, reason="First plan")
    assert planned(other) == {Stage.LIVE: AUGUST} and PlannedDate.objects.get().reason == "First plan"


def test_without_its_own_date_an_office_follows_its_wave(other, waves):
    waves[1].planned_live_on = AUGUST
    waves[1].save()
    plan = selectors.plan_of(other, TODAY)
    assert (plan.planned[Stage.LIVE], plan.from_wave) == (AUGUST, True)


def test_a_date_taken_away_is_gone_and_the_record_keeps_it(other, dated):
    dated(other, training=JULY, live=SEPTEMBER)
    dated(other, training=None, live=None)
    assert planned(other) == {} and PlannedDate.objects.count() == 4


def test_the_same_dates_again_change_nothing(other, dated):
    dated(other, training=JULY, live=SEPTEMBER)
    assert dated(other, training=JULY, live=SEPTEMBER) == [] and PlannedDate.objects.count() == 2


def test_an_earlier_instant_shows_the_plan_known_then(other, dated):
    later = company.NOW + timedelta(days=3)
    dated(other, training=JULY)
    dated(other, training=AUGUST, at=later)
    assert planned(other, company.NOW) == {Stage.TRAINING: JULY} and planned(other, later) == {Stage.TRAINING: AUGUST}


@pytest.mark.parametrize(("dates", "field"), [({"live": date(2026, 5, 1)}, "live"), ({"training": SEPTEMBER, "live": JULY}, "live")])
def test_a_day_gone_by_or_out_of_order_is_refused_at_its_field(other, dated, dates, field):
    with pytest.raises(InvalidInput) as refused:
        dated(other, **dates)
    assert field in refused.value.fields and not PlannedDate.objects.exists()


def test_a_stage_that_has_begun_is_no_longer_planned(pilot, walk, dated):
    walk(pilot, Stage.TRAINING)
    with pytest.raises(InvalidInput, match="has begun"):
        dated(pilot, training=JULY)


def test_a_reason_is_needed(other, dated):
    with pytest.raises(InvalidInput) as refused:
        dated(other, live=SEPTEMBER, reason=" ")
    assert "reason" in refused.value.fields


def test_who_only_reads_may_not_plan(other, auditor):
    with pytest.raises(NotAllowed):
        actions.plan_dates(other, {Stage.LIVE: SEPTEMBER}, actor=auditor, at=company.NOW, reason="No")
    assert not PlannedDate.objects.exists()


def test_who_saw_an_older_plan_is_told_and_changes_nothing(other, dated, project_office):
    before = actions.seen(selectors.plan_of(other, TODAY))
    dated(other, live=SEPTEMBER, reason="Holiday")
    with pytest.raises(Conflict, match="planned anew meanwhile") as told:
        actions.plan_dates(other, {Stage.LIVE: AUGUST}, actor=project_office, at=company.NOW, reason="Earlier", expected=before)
    assert told.value.reasons == ("Holiday",) and planned(other) == {Stage.LIVE: SEPTEMBER}


def test_a_failure_half_way_leaves_the_plan(other, dated, monkeypatch):
    monkeypatch.setattr(PlannedDate.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        dated(other, live=SEPTEMBER)
    assert OfficeRollout.objects.get(pk=other.pk).planned_live_on is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_plan_at_the_same_instant_one_wins_and_the_other_is_told(transactional_db, other, project_office, tmp_path):
    saw = actions.seen(selectors.plan_of(other, TODAY))

    def planning(on):
        def plan():
            rollout = OfficeRollout.objects.select_related("wave").get(pk=other.pk)
            return actions.plan_dates(rollout, {Stage.LIVE: on}, actor=project_office, at=company.NOW, reason="Mine", expected=saw)

        return plan

    ended, rows = at_once(tmp_path, planning(AUGUST), planning(SEPTEMBER), then=lambda: PlannedDate.objects.count())
    assert sorted(isinstance(each, Conflict) for each in ended) == [False, True] and rows == 1
