"""The figures of this room: by day, as known at an instant, in a fixed number of queries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext

from governance.core import metrics
from governance.core.metrics import Subject, SubjectKind
from rollout.staging.stages import Stage
from tests import company

DAY = date(2026, 6, 1)


@pytest.fixture
def measure(programme, sponsor):
    def measure(code, subject=None, day=DAY, known_at=None):
        subject = subject or Subject(SubjectKind.PROGRAMME, programme.pk)
        return metrics.measure_one(code, subject, day, actor=sponsor, known_at=known_at)

    return measure


def of_office(rollout):
    return Subject(SubjectKind.OFFICE, rollout.office_id)


def test_before_any_office_is_placed_nothing_is_told(measure, waves):
    figure = measure("staging.offices_live")
    assert figure.value is None and "placed in a wave" in str(figure.absent)


def test_offices_live_counts_of_all_placed(measure, pilot, other, walk):
    walk(pilot, Stage.LIVE)
    figure = measure("staging.offices_live")
    assert (figure.value, figure.denominator, figure.sample) == (1, 2, 2)
    assert figure.data_at == company.NOW


def test_a_wave_counts_its_own_offices(measure, pilot, other, walk, waves):
    walk(pilot, Stage.LIVE)
    assert measure("staging.offices_live", Subject(SubjectKind.WAVE, waves[1].pk)).value == 0
    assert measure("staging.offices_live", Subject(SubjectKind.WAVE, waves[0].pk)).value == 1


def test_offices_by_stage_names_every_stage(measure, pilot, other, walk):
    walk(pilot, Stage.TRIAL)
    detail = measure("staging.offices_by_stage").detail
    assert detail["trial"] == detail["candidate"] == 1 and sum(detail.values()) == 2 and len(detail) == 8


def test_weeks_since_go_live_are_complete_weeks(measure, waves):
    rollout = company.in_rollout(company.office(), waves[1], Stage.LIVE, live_on=date(2026, 5, 12))
    assert measure("staging.weeks_since_go_live", of_office(rollout)).value == 2
    assert measure("staging.weeks_since_go_live", of_office(rollout), date(2026, 6, 2)).value == 3
    before = measure("staging.weeks_since_go_live", of_office(rollout), date(2026, 5, 11))
    assert before.value is None and str(before.absent) == "This office is not live."


def test_the_stage_is_a_place_in_the_walk(measure, pilot, walk):
    walk(pilot, Stage.LIVE)
    figure = measure("staging.stage", of_office(pilot))
    assert (figure.value, figure.detail["stage"], figure.detail["since"]) == (4, "live", DAY)


def test_pilots_stabilised_leaves_out_the_withdrawn(measure, pilot, waves, walk, sponsor):
    from rollout.staging import actions

    second = company.in_rollout(company.office(), waves[0])
    walk(pilot, Stage.STABILISED)
    assert (measure("staging.pilots_stabilised").value, measure("staging.pilots_stabilised").denominator) == (1, 2)
    actions.withdraw_pilot(second, on=DAY, actor=sponsor, at=company.NOW, reason="Closes")
    assert measure("staging.pilots_stabilised").denominator == 1


def test_capacity_used_is_a_percentage_of_what_the_team_can_carry(measure, pilot, walk):
    walk(pilot, Stage.TRIAL)
    assert measure("staging.capacity_used").value == Decimal(50)


def test_as_known_before_a_move_was_recorded_it_had_not_happened(measure, pilot, walk):
    walk(pilot, Stage.LIVE)
    assert measure("staging.offices_live", known_at=datetime(2026, 5, 31, tzinfo=UTC)).value == 0
    assert measure("staging.offices_live", known_at=company.NOW).value == 1


def test_the_rows_behind_a_figure_name_the_offices(programme, pilot, other, walk, sponsor):
    walk(pilot, Stage.LIVE)
    rows = metrics.rows("staging.offices_live", Subject(SubjectKind.PROGRAMME, programme.pk), DAY, actor=sponsor)
    assert [(row[0], row[2]) for row in rows.cells] == [("OTHER", "Candidate"), ("PILOT", "Live")]


@pytest.mark.parametrize("code", ["staging.offices_live", "staging.pilots_stabilised", "staging.capacity_used"])
def test_queries_do_not_grow_with_days(programme, pilot, sponsor, code):
    from django.db import connection

    subject = Subject(SubjectKind.PROGRAMME, programme.pk)
    numbers = []
    for days in ([DAY], [date(2026, 5, number) for number in range(1, 29)]):
        with CaptureQueriesContext(connection) as queries:
            metrics.measure(code, [subject], days, actor=sponsor)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 6


def test_names_of_programme_and_waves(programme, waves, sponsor):
    assert metrics.named(SubjectKind.PROGRAMME, sponsor) == {programme.pk: "CRM rollout"}
    assert list(metrics.named(SubjectKind.WAVE, sponsor).values())[:2] == ["Pilot wave", "Wave 1"]
