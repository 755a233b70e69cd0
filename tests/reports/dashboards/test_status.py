"""The written rules of the status: what turns it amber, red, or into “cannot be told”, and with which reason."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.dashboards.status import DEFAULTS, WEIGHT, Facts, Light, OfficeFacts, judge

LIVE = OfficeFacts(1, weeks_live=20, score=Decimal(80))
WELL = Facts((LIVE, OfficeFacts(2)), reach=Decimal(90), score=Decimal(80), score_before=Decimal(78), data_age_days=3)


def lights(facts: Facts) -> dict[str, Light]:
    return {finding.code: finding.light for finding in judge(facts).findings}


def test_all_well_is_green_without_a_reason():
    assert judge(WELL).light == Light.GREEN
    assert judge(WELL).findings == ()


def test_without_a_programme_nothing_can_be_told():
    assert lights(Facts()) == {"no_programme": Light.UNKNOWN}


def test_before_the_first_go_live_missing_adoption_is_no_fault():
    assert judge(Facts((OfficeFacts(1), OfficeFacts(2)))).light == Light.GREEN


def test_live_offices_without_usage_data_are_not_green():
    assert lights(replace(WELL, data_age_days=None, reach=None)) == {"no_usage": Light.UNKNOWN}


def test_reach_that_cannot_be_told_is_not_green():
    assert lights(replace(WELL, reach=None)) == {"no_reach": Light.UNKNOWN}


@pytest.mark.parametrize(
    ("change", "code", "light"),
    [
        ({"data_age_days": 14}, "stale", None),
        ({"data_age_days": 15}, "stale", Light.AMBER),
        ({"data_age_days": 28}, "stale", Light.AMBER),
        ({"data_age_days": 29}, "stale", Light.RED),
        ({"reach": Decimal(80)}, "reach_low", None),
        ({"reach": Decimal("79.9")}, "reach_low", Light.AMBER),
        ({"reach": Decimal(60)}, "reach_low", Light.AMBER),
        ({"reach": Decimal("59.9")}, "reach_low", Light.RED),
        ({"score": Decimal("73.1")}, "score_falls", None),
        ({"score": Decimal(73)}, "score_falls", Light.AMBER),
        ({"score": Decimal(68)}, "score_falls", Light.RED),
        ({"score_before": None}, "score_falls", None),
    ],
)
def test_each_limit_is_where_it_is_written(change, code, light):
    assert lights(replace(WELL, **change)).get(code) == light


def offices(*some: OfficeFacts, of: int) -> Facts:
    """These offices among so many that are fine."""
    return replace(WELL, offices=(*some, *(replace(LIVE, id=100 + place) for place in range(of - len(some)))))


@pytest.mark.parametrize(
    ("office", "of", "code", "light"),
    [
        (OfficeFacts(1, weeks_live=8, score=Decimal("49.9")), 4, "scores_low", Light.AMBER),
        (OfficeFacts(1, weeks_live=8, score=Decimal("49.9")), 3, "scores_low", Light.RED),
        (OfficeFacts(1, weeks_live=7, score=Decimal("49.9")), 3, "scores_low", None),
        (OfficeFacts(1, weeks_live=8, score=Decimal(50)), 3, "scores_low", None),
        (OfficeFacts(1, weeks_live=8), 3, "scores_low", None),
        (OfficeFacts(1, days_late=1), 5, "late", Light.AMBER),
        (OfficeFacts(1, days_late=1), 4, "late", Light.RED),
        (OfficeFacts(1, days_late=28), 5, "late", Light.AMBER),
        (OfficeFacts(1, days_late=29), 5, "late", Light.RED),
        (OfficeFacts(1, held=True), 9, "held", Light.AMBER),
    ],
)
def test_offices_turn_the_light(office, of, code, light):
    assert lights(offices(office, of=of)).get(code) == light


def test_a_reason_names_the_offices_behind_it():
    [finding] = judge(offices(OfficeFacts(7, days_late=3), OfficeFacts(9, days_late=8), of=20)).findings
    assert (finding.office_ids, finding.value, finding.total) == ((9, 7), 8, 20)


def test_the_worst_reason_comes_first_and_gives_the_light():
    status = judge(replace(offices(OfficeFacts(1, held=True), of=9), reach=Decimal(10)))
    assert [finding.code for finding in status.findings] == ["reach_low", "held"]
    assert status.light == Light.RED


some_offices = st.builds(
    OfficeFacts,
    id=st.integers(1, 99),
    weeks_live=st.none() | st.integers(0, 60),
    held=st.booleans(),
    days_late=st.integers(0, 90),
    score=st.none() | st.decimals(0, 100, places=1),
)
some_facts = st.builds(
    Facts,
    offices=st.lists(some_offices, max_size=8).map(tuple),
    reach=st.none() | st.decimals(0, 100, places=1),
    score=st.none() | st.decimals(0, 100, places=1),
    score_before=st.none() | st.decimals(0, 100, places=1),
    data_age_days=st.none() | st.integers(0, 90),
)


@given(some_facts)
def test_whatever_is_not_green_says_why_and_green_has_nothing_to_say(facts):
    status = judge(facts)
    assert (status.light == Light.GREEN) == (not status.findings)
    assert all(finding.light != Light.GREEN for finding in status.findings)


@given(some_facts)
def test_losing_data_never_makes_a_light_better_than_knowing_that_all_is_well(facts):
    blind = judge(replace(facts, reach=None))
    assert not (facts.live and blind.light == Light.GREEN)


@given(some_facts, st.integers(1, 60))
def test_older_data_never_makes_it_better(facts, days):
    if facts.data_age_days is not None:
        older = replace(facts, data_age_days=facts.data_age_days + days)
        assert WEIGHT[judge(older).light] >= WEIGHT[judge(facts).light]


def test_the_limits_are_these():
    assert (DEFAULTS.reach_amber, DEFAULTS.reach_red, DEFAULTS.low_score, DEFAULTS.settled_weeks) == (80, 60, 50, 8)
