"""The figures of the plan: slip against the baseline in force, offices behind it, the forecast of the last go-live."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from governance.core import metrics
from governance.core.metrics import Subject, SubjectKind
from rollout.staging.models import StageChange
from rollout.staging.plan import actions, forecasting
from rollout.staging.plan.reckoning.forecast import ENOUGH
from rollout.staging.stages import Stage
from tests import company

TODAY = date(2026, 6, 1)
SEPTEMBER = date(2026, 9, 1)


def measured(code, subject, actor, day=TODAY, known_at=None):
    return metrics.measure_one(code, subject, day, actor=actor, known_at=known_at)


@pytest.fixture
def whole(programme):
    return Subject(SubjectKind.PROGRAMME, programme.pk)


@pytest.fixture
def replanned(programme, other, third, dated, project_office):
    """Both planned for September and kept; then one 10 days later, the other 4."""
    for rollout in (other, third):
        dated(rollout, live=SEPTEMBER)
    actions.take_baseline(programme, "First", actor=project_office, at=company.NOW, reason="Signed")
    then = company.NOW + timedelta(days=2)
    dated(other, live=SEPTEMBER + timedelta(days=10), at=then)
    dated(third, live=SEPTEMBER + timedelta(days=4), at=then)
    return then


def test_the_slip_of_an_office_a_wave_and_the_programme(replanned, other, third, whole, project_office):
    day = TODAY + timedelta(days=3)
    office, wave = Subject(SubjectKind.OFFICE, other.office_id), Subject(SubjectKind.WAVE, third.wave_id)
    assert measured("staging.slip_days", office, project_office, day).value == 10
    assert measured("staging.slip_days", wave, project_office, day).value == 4
    told = measured("staging.slip_days", whole, project_office, day)
    assert (told.value, told.sample, told.detail["worst"]) == (Decimal(7), 2, 10)


def test_only_more_than_a_week_counts_as_behind(replanned, other, whole, project_office):
    told = measured("staging.offices_slipped", whole, project_office, TODAY + timedelta(days=3))
    assert (told.value, told.denominator, told.detail["offices"]) == (1, 2, [other.office_id])


def test_an_earlier_day_and_an_earlier_knowledge_show_the_plan_that_stood(replanned, other, whole, project_office):
    assert measured("staging.slip_days", whole, project_office, TODAY).value == 0
    later = TODAY + timedelta(days=3)
    assert measured("staging.slip_days", whole, project_office, later, company.NOW + timedelta(hours=1)).value == 0


def test_without_a_baseline_the_slip_says_so(other, whole, project_office):
    assert "No baseline" in str(measured("staging.slip_days", whole, project_office).absent)


def test_the_rows_behind_a_slip_name_the_offices(replanned, whole, project_office):
    rows = metrics.rows("staging.slip_days", whole, TODAY + timedelta(days=3), actor=project_office)
    assert {row[1]: row[-1] for row in rows.cells} == {"Other": 10, "Third": 4}


def walked(wave, code, first, lengths=(10, 20, 15)):
    """An office that went live: preparing, training and trial use took so many days."""
    rollout = company.in_rollout(company.office(code), wave)
    day, start = first, Stage.CANDIDATE
    for stage, length in zip((Stage.PREPARING, Stage.TRAINING, Stage.TRIAL, Stage.LIVE), (*lengths, 0), strict=True):
        at = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        StageChange.objects.create(rollout=rollout, from_stage=start, to_stage=stage, on=day, recorded_at=at)
        start, day = stage, day + timedelta(days=length)
    return rollout


@pytest.fixture
def finished(waves):
    """Five pilots live and stabilised long ago, all alike."""
    for number in range(ENOUGH):
        rollout = walked(waves[0], f"F{number}", date(2026, 1, 1))
        StageChange.objects.create(
            rollout=rollout, from_stage=Stage.LIVE, to_stage=Stage.STABILISED, on=date(2026, 4, 1), recorded_at=company.RECORDED
        )


def test_the_forecast_of_the_record_is_the_arithmetic_where_lengths_are_alike(finished, other, third, whole, project_office):
    told = measured("staging.forecast_last_live_p80", whole, project_office)
    assert (told.value, told.sample, told.detail["date"]) == (10 + 35, ENOUGH, TODAY + timedelta(days=45))
    assert measured("staging.forecast_last_live_p50", whole, project_office).value == 45


def test_it_is_refused_with_the_reason_while_too_few_have_finished(other, whole, project_office):
    told = measured("staging.forecast_last_live_p50", whole, project_office)
    assert told.value is None and "0 offices have finished “Training”" in str(told.absent) and "at least 5" in str(told.absent)


def test_an_earlier_instant_knows_fewer_finished_offices(finished, other):
    before = forecasting.outcome(date(2026, 1, 20), timezone.make_aware(datetime(2026, 1, 20)))
    assert before.forecast is None and len(before.reasons) == 3


def test_when_every_office_is_live_it_says_since_when(finished, whole, project_office):
    outcome = forecasting.outcome(TODAY)
    assert outcome.finished_on == date(2026, 2, 15) and measured("staging.forecast_last_live_p50", whole, project_office).value == 0


def test_an_office_waits_for_its_planned_training(finished, other, dated):
    dated(other, training=TODAY + timedelta(days=100))
    assert forecasting.outcome(TODAY).p50 == TODAY + timedelta(days=135)


def test_the_forecast_page_and_the_programme_page_show_picture_and_twin(finished, other, signed_in):
    from governance.core.roles import Role

    client = signed_in(Role.SPONSOR)
    page = client.get("/rollout/plan/forecast/").content.decode()
    assert "even odds" in page and "chart-last_go_live" in page and "Live by the end of the week" in page
    assert "rests on 5 offices" in page


def test_the_forecast_page_says_why_there_is_none(other, signed_in):
    from governance.core.roles import Role

    page = signed_in(Role.SPONSOR).get("/rollout/plan/forecast/").content.decode()
    assert "Too little is known" in page and "at least 5" in page
