"""The picture of the programme: what the sponsor's page and the report both read."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.core import audit
from reports.dashboards.picture import comparable, days_late, programme_picture, week_of
from reports.dashboards.status import Light
from rollout.staging.models import OfficeRollout
from rollout.staging.stages import Stage
from tests import company
from tests.reports import pretend


@pytest.mark.parametrize(
    ("day", "monday"),
    [(date(2026, 6, 28), date(2026, 6, 22)), (date(2026, 6, 27), date(2026, 6, 15)), (date(2026, 6, 29), date(2026, 6, 22))],
)
def test_the_week_is_the_last_that_ended_on_or_before_the_day(day, monday):
    assert week_of(day) == monday


@pytest.mark.parametrize(
    ("planned", "stage", "live", "days"),
    [
        (date(2026, 6, 20), Stage.TRIAL, False, 10),
        (date(2026, 6, 20), Stage.LIVE, True, 0),
        (date(2026, 6, 30), Stage.TRIAL, False, 0),
        (date(2026, 7, 9), Stage.TRIAL, False, 0),
        (None, Stage.TRIAL, False, 0),
    ],
)
def test_late_is_past_the_plan_and_not_live(planned, stage, live, days):
    assert days_late(planned, date(2026, 6, 30), stage, live) == days


def test_only_scores_of_the_same_components_are_put_in_an_order():
    scores = {"a": ("habit", "reach"), "b": ("reach",), "c": ("habit", "reach")}
    assert comparable(list(scores), scores.__getitem__) == ["a", "c"]
    assert comparable([], scores.__getitem__) == []


@pytest.mark.django_db
def test_without_a_programme_nothing_is_told(sponsor):
    picture = programme_picture(pretend.DAY, actor=sponsor)
    assert picture.status.light == Light.UNKNOWN
    assert picture.offices == ()


@pytest.mark.django_db
def test_the_picture_of_33_offices(sponsor, monkeypatch):
    pretend.offices()
    pretend.register(monkeypatch)
    picture = programme_picture(pretend.DAY, actor=sponsor)
    assert (len(picture.offices), len(picture.live), len(picture.trend)) == (33, 18, 26)
    assert picture.trend[-1].monday == date(2026, 6, 22)
    assert {finding.code for finding in picture.status.findings} == {"late", "reach_low", "scores_low", "held"}
    assert list(picture.by_stage())[0] == Stage.CANDIDATE


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_offices(sponsor, monkeypatch):
    pretend.register(monkeypatch)
    pretend.offices(5)
    with CaptureQueriesContext(
        connection,
    ) as few:
        programme_picture(pretend.DAY, actor=sponsor)
    more = company.wave(OfficeRollout.objects.first().wave.programme, 9)
    for _place in range(20):
        company.in_rollout(company.office(), more)
    with CaptureQueriesContext(connection) as many:
        programme_picture(pretend.DAY, actor=sponsor)
    assert len(many) == len(few)


@pytest.mark.django_db
def test_an_earlier_instant_shows_the_plan_that_was_known_then(sponsor, monkeypatch):
    pretend.register(monkeypatch)
    pretend.offices(20)
    rollout = OfficeRollout.objects.get(office__code="B018")
    before = rollout.history.latest().history_date + timedelta(microseconds=1)
    with audit.because(sponsor, "later"):
        rollout.planned_live_on = date(2026, 12, 1)
        rollout.save()
    late = {office.office.code: office.days_late for office in programme_picture(pretend.DAY, actor=sponsor).offices}
    then = {office.office.code: office.days_late for office in programme_picture(pretend.DAY, actor=sponsor, known_at=before).offices}
    assert (late["B018"], then["B018"]) == (0, 29)
