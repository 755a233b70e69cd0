"""The charts say in words and in a table what they draw; figures in sentences are rounded, never invented."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from rollout.adoption import words
from rollout.adoption.charts import Point, since_go_live, sparkline, trend
from rollout.adoption.scoring import FIRST_WEIGHTS, Cell, Component, Missing, lacking, score
from rollout.adoption.selectors.cohorts import Aligned

MONDAY = date(2026, 5, 4)


def points(*reach: int | None) -> list[Point]:
    return [
        Point(MONDAY + timedelta(weeks=week), None, None if value is None else Decimal(value), None) for week, value in enumerate(reach)
    ]


@pytest.mark.parametrize(
    ("reach", "message"),
    [
        ((40, None, 60), "Reach rose from 40% in the week from 4 May 2026 to 60%."),
        ((60, 40), "Reach fell from 60% in the week from 4 May 2026 to 40%."),
        ((50, 50), "Reach is 50%, as it was in the week from 4 May 2026."),
        ((50,), "Reach was 50% in the week from 4 May 2026."),
        ((None,), "There is no week for which reach can be told."),
    ],
)
def test_the_trend_says_where_reach_went(reach: tuple[int | None, ...], message: str) -> None:
    chart = trend(points(*reach), "en")
    assert chart.message == message
    assert len(chart.rows) == len(reach)


def test_a_line_without_any_figure_is_not_drawn_and_a_gap_stays_a_gap() -> None:
    figure = trend(points(40, None, 60), "en").figure
    assert [one.name for one in figure.data] == ["Reach"]
    assert list(figure.data[0].y) == [40, None, 60]
    assert figure.data[0].connectgaps is False


def test_the_go_live_is_marked_when_it_lies_in_the_weeks_shown() -> None:
    assert len(trend(points(40, 60), "en", live_on=MONDAY).figure.layout.shapes) == 1
    assert not trend(points(40, 60), "en", live_on=date(2025, 1, 1)).figure.layout.shapes


def test_weeks_since_go_live_carry_the_number_of_offices() -> None:
    found = [Aligned(0, Cell(2, 10), 3, {7: Cell(1, 5)}), Aligned(1, Cell(6, 10), 4)]
    chart = since_go_live(found, {7: "Paris"}, "en")
    assert chart.message == "All offices together reached 20% in week 0 after their go-live and 60% in week 1."
    assert chart.columns == ["Office", "0", "1"]
    assert chart.rows == [["All together", "20%", "60%"], ["Offices", "3", "4"], ["Paris", "20%", "–"]]
    assert [one.name for one in chart.figure.data] == ["Paris", "All together"]


def test_a_sparkline_breaks_where_a_week_cannot_be_told() -> None:
    drawn = sparkline([Decimal(0), None, Decimal(100)], "Reach <b>")
    assert drawn.count("M") == 2
    assert "Reach &lt;b&gt;" in drawn


def test_a_score_on_part_of_the_weight_is_labelled() -> None:
    cells = {Component.REACH: Cell(1, 2), Component.HABIT: Cell(1, 2), Component.BREADTH: Cell(1, 2)}
    assert words.rests_on(score(FIRST_WEIGHTS, cells)) == "on 70 % of the weight"
    assert words.rests_on(score({Component.REACH: Fraction(1)}, cells)) == ""


def test_when_all_components_lack_for_one_reason_it_is_the_reason() -> None:
    cells = dict.fromkeys(FIRST_WEIGHTS, lacking(Missing.NO_ROSTER))
    assert words.why_no_score(score(FIRST_WEIGHTS, cells)) == "The score cannot be told: no roster"


@pytest.mark.parametrize(("value", "text"), [(Fraction(1, 8), "0.1"), (Fraction(1, 20), "0.1"), (Fraction(7), "7"), (Fraction(100), "100")])
def test_in_a_sentence_numbers_are_rounded_half_up(value: Fraction, text: str) -> None:
    assert words.plain(value) == text
