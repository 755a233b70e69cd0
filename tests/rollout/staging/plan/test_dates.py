"""Planned, expected and actual dates of an office, its slip, and what speaks against a date."""

from datetime import UTC, date, datetime

import pytest

from rollout.staging.history import Change, timelines
from rollout.staging.plan.reckoning.dates import Basis, OfficeDates, actual_dates, expected, shifted, slip
from rollout.staging.plan.reckoning.rules import against, before_the_pilots
from rollout.staging.stages import Stage

TODAY = date(2026, 6, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def day(month, number):
    return date(2026, month, number)


def walked(*steps):
    changes = [Change(number, 1, to, on, AT) for number, (to, on) in enumerate(steps, start=1)]
    return timelines(changes)[1]


def test_each_stage_has_the_day_it_began():
    steps = walked((Stage.PREPARING, day(1, 5)), (Stage.TRAINING, day(2, 2)), (Stage.TRIAL, day(3, 2)))
    assert actual_dates(steps) == {Stage.PREPARING: day(1, 5), Stage.TRAINING: day(2, 2), Stage.TRIAL: day(3, 2)}
    assert actual_dates(steps, day(2, 15)) == {Stage.PREPARING: day(1, 5), Stage.TRAINING: day(2, 2)}


def test_a_roll_back_loses_the_stages_above_and_keeps_the_first_day_of_the_one_it_fell_to():
    steps = walked((Stage.TRAINING, day(2, 2)), (Stage.TRIAL, day(3, 2)), (Stage.TRAINING, day(4, 1)), (Stage.TRIAL, day(5, 1)))
    assert actual_dates(steps) == {Stage.TRAINING: day(2, 2), Stage.TRIAL: day(5, 1)}


def test_a_hold_changes_no_date():
    steps = walked((Stage.TRAINING, day(2, 2)), (Stage.HELD, day(2, 20)), (Stage.TRAINING, day(3, 20)))
    assert actual_dates(steps) == {Stage.TRAINING: day(2, 2)}


@pytest.mark.parametrize(
    ("office", "on", "basis"),
    [
        (OfficeDates(1, reached=Stage.LIVE, actual={Stage.LIVE: day(3, 1)}), day(3, 1), Basis.ACTUAL),
        (OfficeDates(1, planned={Stage.LIVE: day(7, 1)}), day(7, 1), Basis.PLANNED),
        (OfficeDates(1, planned={Stage.LIVE: TODAY}), TODAY, Basis.PLANNED),
        (OfficeDates(1, planned={Stage.LIVE: day(5, 1)}), TODAY, Basis.OVERDUE),
        (OfficeDates(1, reached=Stage.STABILISED, actual={Stage.STABILISED: day(3, 1)}), None, Basis.PASSED),
        (OfficeDates(1), None, Basis.NONE),
    ],
)
def test_the_expected_day_of_a_stage(office, on, basis):
    found = expected(office, Stage.LIVE, TODAY)
    assert (found.on, found.basis) == (on, basis)


# baseline, planned, actual → slip against the baseline, actual against the plan
@pytest.mark.parametrize(
    ("baseline", "planned", "actual", "days", "missed"),
    [
        (day(5, 1), day(5, 8), day(5, 20), 19, 12),
        (day(5, 20), day(5, 20), day(5, 18), -2, -2),
        (day(6, 1), day(7, 1), None, 30, None),
        (day(5, 1), day(5, 20), None, 31, None),  # the plan has gone by: late by today's count, and growing
        (None, day(7, 1), None, None, None),
        (day(7, 1), None, None, None, None),
    ],
)
def test_slip(baseline, planned, actual, days, missed):
    reached = Stage.LIVE if actual else Stage.TRIAL
    office = OfficeDates(
        1, reached=reached, planned={Stage.LIVE: planned} if planned else {}, actual={Stage.LIVE: actual} if actual else {}
    )
    found = slip(office, Stage.LIVE, baseline, TODAY)
    assert (found.days, found.missed_by) == (days, missed)


PLANNED = {Stage.TRAINING: day(7, 6), Stage.TRIAL: day(8, 3), Stage.LIVE: day(9, 1)}


def test_a_shift_keeps_the_distance_between_the_stages():
    moved = shifted(OfficeDates(1, planned=PLANNED), Stage.LIVE, day(10, 1), TODAY)
    assert moved == {Stage.TRAINING: day(8, 5), Stage.TRIAL: day(9, 2), Stage.LIVE: day(10, 1)}


def test_a_shift_leaves_what_has_begun_and_lifts_what_is_overdue_to_today():
    office = OfficeDates(1, reached=Stage.TRAINING, planned={**PLANNED, Stage.TRIAL: day(5, 1)}, actual={Stage.TRAINING: day(4, 6)})
    assert shifted(office, Stage.LIVE, day(9, 15), TODAY) == {Stage.TRIAL: TODAY, Stage.LIVE: day(9, 15)}


def test_an_office_without_a_date_gets_the_one_it_is_given():
    assert shifted(OfficeDates(1), Stage.LIVE, day(9, 1), TODAY) == {Stage.LIVE: day(9, 1)}


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({Stage.LIVE: day(9, 2)}, []),
        ({Stage.LIVE: None}, []),
        ({Stage.TRIAL: day(7, 6)}, []),
        ({Stage.LIVE: day(8, 1)}, ["order"]),
        ({Stage.TRAINING: day(9, 15)}, ["order"]),
        ({Stage.LIVE: day(5, 1)}, ["gone_by"]),
        ({Stage.PREPARING: day(6, 20)}, ["begun"]),
        ({Stage.LIVE: date(2037, 1, 1)}, ["too_far"]),
    ],
)
def test_what_speaks_against_a_date(wanted, codes):
    office = OfficeDates(1, reached=Stage.PREPARING, planned=PLANNED, actual={Stage.PREPARING: day(5, 4)})
    assert [reason.code for reason in against(office, wanted, TODAY)] == codes


def test_a_date_that_went_by_may_stay_as_it_is():
    office = OfficeDates(1, planned={Stage.TRAINING: day(5, 1), Stage.LIVE: day(9, 1)})
    assert against(office, {Stage.TRAINING: day(5, 1), Stage.LIVE: day(10, 1)}, TODAY) == ()


def test_a_start_planned_before_the_pilots_are_stabilised_is_marked():
    pilot = OfficeDates(1, planned={Stage.STABILISED: day(8, 1)})
    early, late = OfficeDates(2, planned={Stage.TRAINING: day(7, 1)}), OfficeDates(3, planned={Stage.TRAINING: day(8, 1)})
    begun = OfficeDates(4, reached=Stage.TRAINING, actual={Stage.TRAINING: day(5, 1)})
    everyone = [pilot, early, late, begun]
    assert before_the_pilots(everyone, frozenset({1}), TODAY) == {2}
    assert before_the_pilots(everyone, frozenset(), TODAY) == frozenset()
