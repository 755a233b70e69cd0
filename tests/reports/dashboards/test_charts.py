"""The shared charts: each says its message in a sentence and has a table twin with the same figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from governance.core.charts import FLAG
from reports.dashboards import charts
from reports.dashboards.charts import GoLives, OfficeScore, OfficeShares, StageCount, WeekPoint
from reports.dashboards.status import Light

MONDAY = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def weeks(*reach: int | None) -> list[WeekPoint]:
    values = [None if value is None else Decimal(value) for value in reach]
    return [WeekPoint(MONDAY + timedelta(weeks=place), value, value, value) for place, value in enumerate(values)]


def scores(*values: int | None) -> list[OfficeScore]:
    return [
        OfficeScore(f"Office {place}", None if value is None else Decimal(value), Light.GREEN, "no roster" if value is None else "")
        for place, value in enumerate(values)
    ]


def test_offices_by_stage_counts_who_is_live_or_further():
    chart = charts.offices_by_stage(
        [StageCount("trial", "Trial use", 3), StageCount("live", "Live", 2), StageCount("stabilised", "Stabilised", 1)], "en"
    )
    assert chart.message == "3 of 6 offices are live or further."
    assert chart.rows == [["Trial use", 3], ["Live", 2], ["Stabilised", 1]]


def test_offices_on_hold_are_told_beside_those_that_are_live():
    counts = [StageCount("live", "Live", 2), StageCount("held", "On hold", 1), StageCount("trial", "Trial use", 1)]
    assert charts.offices_by_stage(counts, "en").message == "2 of 4 offices are live or further. 1 more is on hold, live or not."


def test_scores_stand_in_order_with_a_sign_beside_each_figure():
    chart = charts.score_by_office(scores(40, 90, 65), "en")
    assert list(chart.figure.data[0].y) == ["Office 1", "Office 2", "Office 0"]
    assert all(FLAG["green"].sign in text for text in chart.figure.data[0].text)
    assert chart.message == "Scores run from 40 (Office 0) to 90 (Office 1); 3 of 3 offices have one."


def test_an_office_without_a_score_is_in_the_twin_with_the_reason_and_not_drawn_as_nought():
    chart = charts.score_by_office(scores(40, None), "en")
    assert list(chart.figure.data[0].y) == ["Office 0"]
    assert chart.rows[-1] == ["Office 1", "–", "no roster"]


def test_no_scores_at_all_is_said():
    assert charts.score_by_office(scores(None, None), "en").message == "No office has a score yet."


def test_of_very_many_offices_the_lowest_are_drawn_and_all_are_in_the_twin():
    chart = charts.score_by_office(scores(*range(1, 91)), "en")
    assert len(chart.figure.data[0].y) == charts.MOST_BARS
    assert len(chart.rows) == 90
    assert chart.message.endswith("The chart shows the lowest 40.")


def test_reach_and_habit_differ_by_marker_and_not_by_colour_alone():
    chart = charts.shares_by_office([OfficeShares("Paris", Decimal(80), Decimal(30)), OfficeShares("Lyon", Decimal(60), None)], "en")
    reach, habit = chart.figure.data[1:]
    assert reach.marker.symbol != habit.marker.symbol
    assert chart.message == "Reach is lowest in Lyon with 60%."
    assert chart.rows == [["Paris", "80%", "30%"], ["Lyon", "60%", "–"]]


def test_offices_that_share_the_lowest_reach_are_counted_not_one_of_them_named():
    chart = charts.shares_by_office([OfficeShares(name, Decimal(value), None) for name, value in (("A", 9), ("B", 0), ("C", 0))], "en")
    assert chart.message == "Reach is lowest in 2 offices with 0%."


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ((40, 55, 61), "Reach rose from 40% in the week from 5 Jan 2026 to 61%."),
        ((61, 40), "Reach fell from 61% in the week from 5 Jan 2026 to 40%."),
        (
            (1, 72, 18),
            "Reach was 1% in the week from 5 Jan 2026, 72% at its highest in the week from 12 Jan 2026, and is 18%.",
        ),
        (
            (61, 20, 61),
            "Reach was 61% in the week from 5 Jan 2026, 20% at its lowest in the week from 12 Jan 2026, and is 61%.",
        ),
        ((61, 61), "Reach is 61%, as it was in the week from 5 Jan 2026."),
        ((None, 61), "Reach was 61% in the week from 12 Jan 2026."),
        ((None, None), "There is no week for which reach can be told."),
    ],
)
def test_the_trend_says_where_reach_went(reach, said):
    assert charts.adoption_trend(weeks(*reach), "en").message == said


def test_a_week_without_a_figure_leaves_a_gap_in_the_line():
    chart = charts.adoption_trend(weeks(40, None, 60), "en")
    assert list(chart.figure.data[0].y) == [40, None, 60]
    assert chart.figure.data[0].connectgaps is False


def test_lines_are_named_at_their_ends_and_differ_by_dash():
    chart = charts.adoption_trend(weeks(40, 60), "en")
    assert [label.text for label in chart.figure.layout.annotations] == ["Reach 60", "Habit 60", "Score 60"]
    assert len({line.line.dash for line in chart.figure.data}) == 3


def test_names_at_the_ends_do_not_lie_on_each_other():
    heights = [label.y for label in charts.adoption_trend(weeks(40, 60), "en").figure.layout.annotations]
    assert min(later - earlier for earlier, later in zip(heights, heights[1:], strict=False)) >= 7


def test_names_at_the_top_stay_inside_the_chart_and_the_last_mark_is_whole():
    chart = charts.adoption_trend(weeks(97, 100), "en")
    heights = [label.y for label in chart.figure.layout.annotations]
    assert len(heights) == 3 and max(heights) < 108
    assert min(later - earlier for earlier, later in zip(heights, heights[1:], strict=False)) >= 7
    assert chart.figure.layout.xaxis.range[1] > "2026-01-12" and not chart.figure.data[0].cliponaxis


def test_plan_and_record_that_end_on_one_figure_are_named_apart():
    points = [GoLives(MONDAY, 0, 0), GoLives(MONDAY + timedelta(weeks=20), 29, 29), GoLives(MONDAY + timedelta(weeks=21), 29, None)]
    first, second = charts.go_lives(points, "en").figure.layout.annotations
    assert first.x == second.x and second.y - first.y >= 29 * 0.12


@pytest.mark.parametrize(("count", "language", "said"), [(20, "en", "%-d %b"), (80, "en", "%b %Y"), (80, "zh-hans", "%Y年%-m月")])
def test_an_axis_of_more_than_a_year_names_the_year(count, language, said):
    assert charts.adoption_trend(weeks(*range(count)), language).figure.layout.xaxis.tickformat == said


def test_go_lives_are_held_against_the_plan():
    points = [GoLives(MONDAY, 1, 1), GoLives(MONDAY + timedelta(weeks=1), 3, 2), GoLives(MONDAY + timedelta(weeks=2), 5, None)]
    chart = charts.go_lives(points, "en")
    assert chart.message == "2 offices are live; the plan had 3 by now."
    assert chart.rows[-1] == ["19 Jan 2026", 5, "–"]


def test_figures_are_rounded_as_everywhere_in_the_product():
    assert charts.number(Decimal("62.5"), "%") == "63%"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_chinese_charts_name_chinese_fonts_and_write_chinese_days(language):
    chart = charts.adoption_trend(weeks(40, 60), language)
    assert "CJK" in chart.figure.layout.font.family
    assert chart.figure.layout.xaxis.tickformat == "%-m月%-d日"


@pytest.mark.parametrize(
    ("value", "said"), [("49.5", "49.5"), ("49.96", "49.9"), ("49.4", "49"), ("50", "50"), ("50.4", "50"), ("12.6", "13")]
)
def test_a_figure_under_a_limit_never_reads_as_if_it_reached_it(value, said):
    assert charts.written_against(Decimal(value), Decimal(50)) == said


def test_a_score_of_other_components_stands_in_the_twin_but_in_no_order():
    odd = OfficeScore("Odd", Decimal(5), Light.RED, compared=False)
    chart = charts.score_by_office([*scores(40, 90), odd], "en")
    assert list(chart.figure.data[0].y) == ["Office 1", "Office 0"]
    assert ["Odd", "5", ""] in chart.rows
    assert chart.message == "Scores run from 40 (Office 0) to 90 (Office 1); 3 of 3 offices have one."
