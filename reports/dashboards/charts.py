"""The charts of dashboards and reports, one function each: dataclasses in, `Chart` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.charts import FLAG, INK, SERIES, STAGES, Chart, figure
from reports.dashboards.bars import ROW, Bar, bars_by_office, listed, scale
from reports.dashboards.ends import end_labels, tick_format
from reports.dashboards.status import DEFAULTS, Light
from rollout.adoption.reach_told import reach_told

# Beyond this a bar chart of offices cannot be read; the table twin still lists all of them.
MOST_BARS = 40


@dataclass(frozen=True)
class StageCount:
    """How many offices stand in a stage. `code` is the stage's code, `label` its name."""

    code: str
    label: str
    offices: int


@dataclass(frozen=True)
class OfficeScore:
    """One office's score; None where it cannot be told, and `absent` says why.

    `compared` is false where the score rests on other components than most, so that it stands in no order with them.
    """

    name: str
    score: Decimal | None
    light: Light
    absent: str = ""
    compared: bool = True
    limit: Decimal = DEFAULTS.low_score


@dataclass(frozen=True)
class OfficeShares:
    """One office's reach and habit in percent."""

    name: str
    reach: Decimal | None
    habit: Decimal | None


@dataclass(frozen=True)
class WeekPoint:
    """Score (points) and reach, habit (percent) of a week, named by its Monday."""

    monday: date
    score: Decimal | None
    reach: Decimal | None
    habit: Decimal | None


@dataclass(frozen=True)
class GoLives:
    """Offices planned to be live and offices live, by the end of each day listed."""

    day: date
    planned: int
    live: int | None


def number(value: Decimal | None, suffix: str = "") -> str:
    """A whole figure for a table or label; a dash where there is none."""
    return written.DASH if value is None else written.number(value, 0) + suffix


def written_against(value: Decimal, limit: Decimal, suffix: str = "") -> str:
    """A whole figure, but never one that reads as if it reached a limit that it misses: 49.6 of 50 is 49.6."""
    if value < limit <= value.quantize(Decimal(1), ROUND_HALF_UP):
        return written.number(value.quantize(Decimal("0.1"), ROUND_DOWN), 1) + suffix
    return number(value, suffix)


def plain(values: Sequence[Decimal | None]) -> list[float | None]:
    """Plotly draws floats; the exact figures stand in the table twin."""
    return [None if value is None else float(value) for value in values]


def offices_by_stage(counts: Sequence[StageCount], language: str) -> Chart:
    """How many offices stand where on the walk."""
    bars = go.Bar(
        x=[count.offices for count in counts],
        y=[count.label for count in counts],
        orientation="h",
        marker={"color": [STAGES[count.code] for count in counts]},
        text=[f"\u00a0{count.offices}" if count.offices else "" for count in counts],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x}<extra></extra>",
        width=0.68,
    )
    return Chart(
        "offices_by_stage",
        _("Offices by stage"),
        stage_message(counts),
        figure([bars], language, height=36 + 23 * len(counts), x={"visible": False}, y={"autorange": "reversed", "showgrid": False}),
        [_("Stage"), _("Offices")],
        [[count.label, count.offices] for count in counts],
    )


def stage_message(counts: Sequence[StageCount]) -> str:
    """Offices on hold are told beside: some of them went live before."""
    total = sum(count.offices for count in counts)
    live = sum(count.offices for count in counts if count.code in ("live", "stabilised", "handed_over"))
    held = sum(count.offices for count in counts if count.code == "held")
    said = ngettext("%(live)d of %(total)d office is live or further.", "%(live)d of %(total)d offices are live or further.", total)
    said = said % {"live": live, "total": total}
    if not held:
        return said
    beside = ngettext("%(count)d more is on hold, live or not.", "%(count)d more are on hold, live or not.", held)
    return said + " " + beside % {"count": held}


def score_by_office(offices: Sequence[OfficeScore], language: str) -> Chart:
    """Every office that has a score, lowest last."""
    told = sorted((office for office in offices if office.score is not None), key=lambda office: (-(office.score or 0), office.name))
    shown = [office for office in told if office.compared][-MOST_BARS:]
    bars = [
        Bar(office.name, score_of(office), f"{score_text(office.score)} {FLAG[office.light].sign}", FLAG[office.light].colour)
        for office in shown
    ]
    return Chart(
        "score_by_office",
        _("Adoption score by office"),
        score_message(offices, shown),
        bars_by_office(bars, language),
        [_("Office"), _("Score"), _("Why there is no score")],
        [
            [office.name, score_text(office.score, office.limit), office.absent]
            for office in sorted(offices, key=lambda one: (one.score is None, -(one.score or 0)))
        ],
    )


def score_message(offices: Sequence[OfficeScore], shown: Sequence[OfficeScore]) -> str:
    """Best and lowest of those drawn, and how many have a score at all, in one sentence."""
    told = [office for office in offices if office.score is not None]
    if not shown:
        return _("No office has a score yet.")
    best, lowest = max(shown, key=score_of), shown[-1]
    high, low = (score_text(one.score, one.limit) for one in (best, lowest))
    values = {"best": best.name, "high": high, "lowest": lowest.name, "low": low}
    if len(told) == 1:
        return _("One office has a score: %(best)s with %(high)s.") % values
    values |= {"told": str(len(told)), "total": str(len(offices))}
    said = _("Scores run from %(low)s (%(lowest)s) to %(high)s (%(best)s); %(told)s of %(total)s offices have one.") % values
    left_out = sum(office.compared for office in told) - len(shown)
    return said + " " + _("The chart shows the lowest %(shown)d.") % {"shown": len(shown)} if left_out else said


def score_of(office: OfficeScore) -> Decimal:
    return office.score or Decimal(0)


def score_text(value: Decimal | None, limit: Decimal = DEFAULTS.low_score) -> str:
    return number(value) if value is None else written_against(value, limit)


def shares_by_office(offices: Sequence[OfficeShares], language: str) -> Chart:
    """Reach and habit side by side: who uses it at all, and who uses it most days."""
    told = sorted((one for one in offices if one.reach is not None), key=lambda one: (-(one.reach or 0), one.name))[-MOST_BARS:]
    names = [office.name for office in told]
    reach, habit = plain([office.reach for office in told]), plain([office.habit for office in told])
    traces = [gap(names, habit, reach), dots(names, reach, _("Reach"), 0, 12), dots(names, habit, _("Habit"), 1, 8)]
    return Chart(
        "shares_by_office",
        _("Reach and habit by office"),
        shares_message(told),
        figure(
            traces,
            language,
            height=84 + ROW * len(told),
            x=scale("%"),
            y=listed(told) | {"griddash": "dot"},
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal"},
        ),
        [_("Office"), _("Reach"), _("Habit")],
        [[office.name, number(office.reach, "%"), number(office.habit, "%")] for office in told],
    )


def shares_message(told: Sequence[OfficeShares]) -> str:
    if not told:
        return _("Reach cannot be told for any office yet.")
    last = told[-1]
    lowest = [one for one in told if number(one.reach) == number(last.reach)]
    values = {"office": last.name, "reach": number(last.reach, "%"), "count": len(lowest)}
    if len(lowest) > 1:
        return _("Reach is lowest in %(count)d offices with %(reach)s.") % values
    return _("Reach is lowest in %(office)s with %(reach)s.") % values


def gap(names: Sequence[str], low: Sequence[float | None], high: Sequence[float | None]) -> go.Scatter:
    """A thin line between an office's two marks, so that the pair reads as one."""
    x: list[Any] = []
    y: list[Any] = []
    for name, left, right in zip(names, low, high, strict=True):
        x += [left, right, None]
        y += [name, name, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": INK.reference, "width": 1}, showlegend=False, hoverinfo="skip")


def dots(names: Sequence[str], values: Sequence[float | None], label: str, place: int, size: int) -> go.Scatter:
    """The first series larger, so that it shows where the second lies on it."""
    look = SERIES[place]
    return go.Scatter(
        x=values,
        y=names,
        name=label,
        mode="markers",
        cliponaxis=False,
        marker={"color": look.colour, "symbol": look.symbol, "size": size},
        hovertemplate="%{y}: %{x:.0f}%<extra>" + label + "</extra>",
    )


def adoption_trend(weeks: Sequence[WeekPoint], language: str, *, code: str = "adoption_trend") -> Chart:
    """Score, reach and habit by week, each line named at its end."""
    lines = [
        line(weeks, [week.reach for week in weeks], _("Reach"), 0),
        line(weeks, [week.habit for week in weeks], _("Habit"), 1),
        line(weeks, [week.score for week in weeks], _("Score"), 2),
    ]
    drawn = [one for one in lines if any(value is not None for value in one.y)]
    return Chart(
        code,
        _("Adoption by week"),
        reach_told((week.monday, week.reach) for week in weeks),
        figure(
            drawn,
            language,
            height=300,
            x={"tickformat": tick_format([week.monday for week in weeks], language), "nticks": 8, "range": span(weeks)},
            y=scale() | {"showgrid": True},
            annotations=end_labels(drawn, apart=9, top=103),
            margin={"l": 8, "r": 104, "t": 12, "b": 8, "pad": 4},
        ),
        [_("Week from"), _("Reach"), _("Habit"), _("Score")],
        [[written.day(week.monday), number(week.reach, "%"), number(week.habit, "%"), number(week.score)] for week in weeks],
    )


def line(weeks: Sequence[WeekPoint], values: Sequence[Decimal | None], label: str, place: int) -> go.Scatter:
    look = SERIES[place]
    return go.Scatter(
        x=[week.monday.isoformat() for week in weeks],
        y=plain(values),
        name=label,
        mode="lines+markers",
        line={"color": look.colour, "dash": look.dash, "width": 2},
        marker={"symbol": look.symbol, "size": 5},
        connectgaps=False,
        cliponaxis=False,
        hovertemplate="%{x}: %{y:.0f}<extra>" + label + "</extra>",
    )


def span(weeks: Sequence[WeekPoint]) -> list[str] | None:
    """The axis runs a little past both ends, so that the first and last marks are whole."""
    if not weeks:
        return None
    first, last = weeks[0].monday, weeks[-1].monday
    pad = timedelta(days=max(1, (last - first).days // 50))
    return [(first - pad).isoformat(), (last + pad).isoformat()]


def go_lives(points: Sequence[GoLives], language: str) -> Chart:
    """Offices live against the plan, as steps."""
    days = [point.day.isoformat() for point in points]
    told = [point for point in points if point.live is not None]
    planned = go.Scatter(
        x=days,
        y=[point.planned for point in points],
        name=_("Plan"),
        mode="lines",
        line={"color": INK.reference, "dash": "dash", "width": 2, "shape": "hv"},
        hovertemplate="%{x}: %{y}<extra>" + _("Plan") + "</extra>",
    )
    live = go.Scatter(
        x=[point.day.isoformat() for point in told],
        y=[point.live for point in told],
        name=_("Live"),
        mode="lines",
        line={"color": SERIES[0].colour, "width": 3, "shape": "hv"},
        hovertemplate="%{x}: %{y}<extra>" + _("Live") + "</extra>",
    )
    most = max([point.planned for point in points] + [point.live or 0 for point in told], default=1)
    return Chart(
        "go_lives",
        _("Offices live, against the plan"),
        go_lives_message(told),
        figure(
            [planned, live],
            language,
            height=240,
            x={"tickformat": tick_format([point.day for point in points], language), "nticks": 8},
            y={"range": [0, most * 1.1 or 1], "nticks": 6},
            annotations=end_labels([one for one in (planned, live) if one.x], apart=most * 0.13, top=most * 1.03),
            margin={"l": 8, "r": 104, "t": 12, "b": 8, "pad": 4},
        ),
        [_("Day"), _("Planned"), _("Live")],
        [[written.day(point.day), point.planned, written.DASH if point.live is None else point.live] for point in points],
    )


def go_lives_message(told: Sequence[GoLives]) -> str:
    if not told:
        return _("No office has gone live yet.")
    values: dict[str, object] = {"live": told[-1].live, "planned": told[-1].planned}
    return _("%(live)d offices are live; the plan had %(planned)d by now.") % values
