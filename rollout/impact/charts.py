"""The charts of this room: refusals by cause, a rating over time, the answers to one question. Data in, Chart out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import INK, SERIES, Chart, figure
from rollout.impact.rules.answers import RATINGS
from rollout.impact.selectors.refusals import Numbers
from rollout.impact.selectors.surveys import Told
from rollout.impact.states import Cause, Measures


@dataclass(frozen=True)
class Point:
    """Mean ratings of one survey, by what they measure; None where not asked or not told."""

    day: date
    survey: str
    expectation: Decimal | None
    satisfaction: Decimal | None
    answered: int | None


def causes(told: Numbers, language: str) -> Chart:
    """Open refusals by root cause."""
    labels = {**{str(cause.value): str(cause.label) for cause in Cause}, "": _("Not sorted yet")}
    shown = [(labels[cause], told.causes[cause]) for cause in labels if cause in told.causes]
    bars = go.Bar(
        y=[label for label, _number in shown],
        x=[number for _label, number in shown],
        orientation="h",
        marker={"color": SERIES[0].colour},
        text=[str(number) for _label, number in shown],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x}<extra></extra>",
    )
    drawn = figure([bars], language, height=90 + 44 * len(shown), x={"visible": False}, y={"autorange": "reversed"}, showlegend=False)
    message = written.together(f"{label} {number}" for label, number in shown)
    return Chart("refusals_by_cause", _("Open refusals by root cause"), message, drawn, [_("Root cause"), _("Open refusals")], shown)


def over_time(points: Sequence[Point], language: str) -> Chart:
    """Expectation and satisfaction, survey by survey."""
    lines = []
    for place, (measures, values) in enumerate(
        ((Measures.EXPECTATION, [p.expectation for p in points]), (Measures.SATISFACTION, [p.satisfaction for p in points]))
    ):
        look = SERIES[place]
        lines.append(
            go.Scatter(
                x=[point.day for point in points],
                y=[None if value is None else float(value) for value in values],
                name=name_of(measures),
                mode="lines+markers",
                line={"color": look.colour, "width": 2, "dash": look.dash},
                marker={"symbol": look.symbol, "size": 9},
                hovertemplate="%{x}: %{y:.1f}<extra></extra>",
            )
        )
    drawn = figure(
        lines,
        language,
        height=300,
        y={"range": [1, 5], "dtick": 1},
        x={"tickvals": [point.day for point in points], "ticktext": [written.short_day(point.day) for point in points]},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.2},
    )
    columns = [_("Survey"), _("Closed on"), _("Expectation"), _("Satisfaction"), _("Answers")]
    rows = [
        (p.survey, written.day(p.day), written.number(p.expectation, 1), written.number(p.satisfaction, 1), written.number(p.answered))
        for p in points
    ]
    return Chart("pulse_over_time", _("Expectation and satisfaction over time"), over_time_said(points), drawn, columns, rows)


def over_time_said(points: Sequence[Point]) -> str:
    told = [point for point in points if point.satisfaction is not None]
    if len(told) < 2:
        return _("One survey so far: a line needs two.")
    values = {"first": written.number(told[0].satisfaction, 1), "last": written.number(told[-1].satisfaction, 1)}
    return _("Satisfaction went from %(first)s to %(last)s of 5.") % values


def name_of(measures: Measures) -> str:
    return {Measures.EXPECTATION: _("Expectation"), Measures.SATISFACTION: _("Satisfaction")}.get(measures, str(measures.label))


def answers(told: Told, language: str) -> Chart | None:
    """How many people gave each answer; None where too few answered."""
    if told.everyone is None or not told.everyone.people:
        return None
    choice = told.question.measures == Measures.CHOICE
    labels = told.question.labels if choice else [str(value) for value in RATINGS]
    values = range(len(labels)) if choice else RATINGS
    counts = [told.everyone.counts.get(value, 0) for value in values]
    x, y = (counts, labels) if choice else (labels, counts)
    bars = go.Bar(
        x=x,
        y=y,
        orientation="h" if choice else "v",
        marker={"color": SERIES[0].colour},
        text=[str(count) for count in counts],
        textposition="outside",
        textfont={"color": INK.text},
        cliponaxis=False,
    )
    across: dict[str, Any] = {"visible": False} if choice else {"type": "category"}
    upwards: dict[str, Any] = {"autorange": "reversed"} if choice else {"visible": False}
    height = 90 + 40 * len(labels) if choice else 220
    drawn = figure([bars], language, height=height, x=across, y=upwards, showlegend=False)
    rows = [(label, count, written.percent(told.everyone.share(value))) for label, value, count in zip(labels, values, counts, strict=True)]
    columns = [_("Answer"), _("People"), _("Of those who answered")]
    return Chart(f"question_{told.question.pk}", str(told.question), answers_said(told), drawn, columns, rows)


def answers_said(told: Told) -> str:
    everyone = told.everyone
    assert everyone is not None
    if told.question.measures == Measures.CHOICE:
        best = max(everyone.counts, key=lambda value: (everyone.counts[value], -value), default=None)
        if best is None:
            return _("Nobody ticked anything.")
        values = {"choice": told.question.labels[best], "share": written.percent(everyone.share(best))}
        return _("Most often: %(choice)s (%(share)s).") % values
    return _("Mean %(mean)s of 5, %(people)s answers.") % {"mean": written.number(everyone.mean, 1), "people": everyone.people}
