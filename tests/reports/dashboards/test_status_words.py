"""The status in words: one sentence, and every reason with its figure, its limit and its offices."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from reports.dashboards import wording
from reports.dashboards.status import Facts, Finding, Light, OfficeFacts

FACTS = Facts((OfficeFacts(1, weeks_live=9), OfficeFacts(2)), reach=Decimal("71.5"), data_age_days=2)
NAMES = {place: f"Office {place}" for place in range(1, 10)}


@pytest.mark.parametrize(
    ("light", "facts", "said"),
    [
        (
            Light.AMBER,
            FACTS,
            "Needs attention: 1 of 2 offices are live, and 72% of those who must use the CRM used it in the last full week.",
        ),
        (
            Light.UNKNOWN,
            replace(FACTS, reach=None),
            "Cannot be told: 1 of 2 offices are live; how many people use the CRM cannot be told.",
        ),
        (Light.UNKNOWN, Facts(), "No programme has been set up yet."),
        (Light.UNKNOWN, Facts(set_up=True), "No office is placed in a wave yet."),
    ],
)
def test_the_headline(light, facts, said):
    with translation.override("en"):
        assert wording.headline(light, facts) == said


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(Light.RED, "reach_low", Decimal("41.2"), Decimal(80)), "Reach is 41%; the programme needs 80%."),
        (
            Finding(Light.AMBER, "stale", 5297, 14),
            "The usage data is 5,297 days old; more than 14 days is too old to steer by.",
        ),
        (
            Finding(Light.AMBER, "score_falls", Decimal("6.5"), Decimal(5)),
            "The score fell by 7 points in four weeks; 5 or more needs a reason.",
        ),
        (
            Finding(Light.RED, "late", 31, 28, (1,), 9),
            "1 office is past its planned go-live, by 31 days: Office 1.",
        ),
        (
            Finding(Light.RED, "late", 31, 28, tuple(range(1, 8)), 9),
            "7 offices are past their planned go-live, the worst by 31 days: Office 1, Office 2, Office 3, Office 4, Office 5 and 2 more.",
        ),
        (
            Finding(Light.AMBER, "scores_low", 2, Decimal(50), (1, 2), 9),
            "2 of 9 settled offices score under 50: Office 1, Office 2.",
        ),
        (Finding(Light.AMBER, "held", 1, None, (4,), 9), "1 office is on hold: Office 4."),
        (Finding(Light.UNKNOWN, "no_usage"), "Offices are live, but no usage data has been imported."),
    ],
)
def test_a_reason(finding, said):
    with translation.override("en"):
        assert wording.reason(finding, NAMES) == said


@pytest.mark.parametrize(
    "code", ["no_programme", "no_offices", "no_usage", "stale", "no_reach", "reach_low", "score_falls", "scores_low", "late", "held"]
)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_reason_can_be_said_in_every_language(code, language):
    with translation.override(language):
        assert "%(" not in wording.reason(Finding(Light.AMBER, code, 3, 2, (1, 2), 9), NAMES)
