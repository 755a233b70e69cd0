"""The charts of this room, one function each: dataclasses in, `Chart` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import INK, SERIES, Chart, day_format, figure
from rollout.adoption import words
from rollout.adoption.reach_told import reach_told
from rollout.adoption.scoring import Cell
from rollout.adoption.selectors.cohorts import Aligned

TICKS = {"range": [0, 104], "tickvals": [0, 20, 40, 60, 80, 100]}


@dataclass(frozen=True)
class Point:
    """Score (points), reach and habit (percent) of the week from this Monday; None where they cannot be told."""

    week: date
    score: Decimal | None
    reach: Decimal | None
    habit: Decimal | None


def drawn(values: Sequence[Decimal | None]) -> list[float | None]:
    """Plotly draws floats; the exact figures stand in the table twin."""
    return [None if value is None else float(value) for value in values]


def trace(xs: Sequence[Any], values: Sequence[Decimal | None], label: str, place: int) -> go.Scatter:
    look = SERIES[place]
    return go.Scatter(
        x=list(xs),
        y=drawn(values),
        name=label,
        mode="lines+markers",
        line={"color": look.colour, "dash": look.dash, "width": 2},
        marker={"symbol": look.symbol, "size": 6},
        connectgaps=False,
        hovertemplate="%{x}: %{y:.0f}<extra>" + label + "</extra>",
    )


def trend(points: Sequence[Point], language: str, *, live_on: date | None = None) -> Chart:
    """Score, reach and habit by week, with the day of go-live where there is one."""
    xs = [point.week.isoformat() for point in points]
    traces = [
        trace(xs, [point.reach for point in points], _("Reach"), 0),
        trace(xs, [point.habit for point in points], _("Habit"), 1),
        trace(xs, [point.score for point in points], _("Score"), 2),
    ]
    traces = [one for one in traces if any(value is not None for value in one.y)]
    legend = {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal"}
    inside = live_on is not None and bool(points) and points[0].week <= live_on
    marks = [go_live_mark(live_on)] if live_on and inside else []
    labels = [go_live_label(live_on, language)] if live_on and inside else []
    drawn_figure = figure(
        traces,
        language,
        height=300,
        x={"tickformat": day_format(language), "nticks": 7},
        y=TICKS,
        showlegend=True,
        legend=legend,
        shapes=marks,
        annotations=labels,
    )
    rows = [[written.day(point.week), shown(point.reach, "%"), shown(point.habit, "%"), shown(point.score)] for point in points]
    return Chart(
        "trend",
        _("Adoption by week"),
        reach_told((point.week, point.reach) for point in points),
        drawn_figure,
        [_("Week from"), _("Reach"), _("Habit"), _("Score")],
        rows,
    )


def go_live_mark(day: date) -> dict[str, Any]:
    line = {"color": INK.reference, "width": 1, "dash": "dash"}
    return {"type": "line", "x0": day.isoformat(), "x1": day.isoformat(), "y0": 0, "y1": 1, "yref": "paper", "line": line}


def go_live_label(day: date, language: str) -> dict[str, Any]:
    return {"x": day.isoformat(), "y": 0.02, "yref": "paper", "text": _("live"), "showarrow": False, "xanchor": "left", "xshift": 4}


def shown(value: Decimal | None, suffix: str = "") -> str:
    return written.DASH if value is None else written.number(value, 0) + suffix


def since_go_live(found: Sequence[Aligned], names: Mapping[int, str], language: str) -> Chart:
    """Reach of each office on its own week 0 as a thin line, and of all together."""
    values = [None if one.reach.value is None else words.exact(100 * one.reach.value) for one in found]
    weeks = [one.week for one in found]
    offices = sorted({office for one in found for office in one.each}, key=lambda office: names.get(office, ""))
    lines = {office: [percent_of(one.each.get(office)) for one in found] for office in offices}
    drawn_figure = figure(
        [*(thin(weeks, line, names.get(office, "")) for office, line in lines.items()), trace(weeks, values, _("All together"), 0)],
        language,
        height=340,
        x={"title": {"text": _("Weeks since go-live")}, "dtick": 2 if len(weeks) > 10 else 1},
        y=TICKS,
        showlegend=False,
    )
    columns = [_("Office"), *(str(week) for week in weeks)]
    rows = [
        [_("All together"), *(shown(value, "%") for value in values)],
        [_("Offices"), *(str(one.offices) for one in found)],
        *([names.get(office, ""), *(shown(value, "%") for value in line)] for office, line in lines.items()),
    ]
    title = _("Reach by weeks since go-live")
    return Chart("since_go_live", title, said_since(weeks, values), drawn_figure, columns, rows if found else [])


def percent_of(cell: Cell | None) -> Decimal | None:
    return None if cell is None or cell.value is None else words.exact(100 * cell.value)


def thin(xs: Sequence[int], values: Sequence[Decimal | None], label: str) -> go.Scatter:
    """One office among many: thin and grey, named when pointed at."""
    return go.Scatter(
        x=list(xs),
        y=drawn(values),
        name=label,
        mode="lines",
        line={"color": INK.reference, "width": 1},
        opacity=0.55,
        connectgaps=False,
        hovertemplate="%{x}: %{y:.0f}<extra>" + label + "</extra>",
    )


def said_since(weeks: Sequence[int], values: Sequence[Decimal | None]) -> str:
    if not weeks:
        return _("Too few offices are live to compare them by weeks since go-live.")
    told = {"first": shown(values[0], "%"), "start": weeks[0], "last": shown(values[-1], "%"), "end": weeks[-1]}
    return _("All offices together reached %(first)s in week %(start)s after their go-live and %(last)s in week %(end)s.") % told


def sparkline(values: Sequence[Decimal | None], label: str) -> SafeString:
    """A line the size of a word; gaps where a week cannot be told."""
    width, height = 84, 22
    step = width / max(len(values) - 1, 1)
    paths: list[str] = []
    pen_down = False
    for place, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        paths.append(f"{'L' if pen_down else 'M'}{place * step:.1f} {height - 2 - float(value) / 100 * (height - 4):.1f}")
        pen_down = True
    return format_html(
        '<svg class="sparkline" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/></svg>',
        label, width, height, width, height, " ".join(paths),
    )  # fmt: skip
