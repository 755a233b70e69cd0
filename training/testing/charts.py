"""The charts of this room, one function each: dataclasses in, `Chart` out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import FLAG, INK, SERIES, Chart, figure
from training.testing import analysis_words as words
from training.testing.analysis_figures import Dot, Figures
from training.testing.cohorts import Cohort
from training.testing.distribution import Line
from training.testing.judging import TOO_EASY, TOO_HARD, Third

FLAG_OF = {"bad": "red", "watch": "amber", "info": "amber", "good": "green", "none": "unknown"}
MOST_NAMED = 15
THIRDS = (Third.UPPER, Third.MIDDLE, Third.LOWER)


def third_label(third: Third) -> str:
    return {Third.UPPER: _("Upper third"), Third.MIDDLE: _("Middle third"), Third.LOWER: _("Lower third")}[third]


def facility_against_discrimination(analysis: Figures, language: str) -> Chart:
    """Each question by how many get it and whether those who know get it; the zones name what is wrong."""
    drawn = [line for line in analysis.dots if line.discrimination is not None]
    by_flag: dict[str, list[Dot]] = {}
    for line in drawn:
        by_flag.setdefault(FLAG_OF[words.JUDGED[line.judgement].status], []).append(line)
    lowest = min((line.discrimination or 0 for line in drawn), default=0)
    bottom, places = min(-25.0, lowest - 10), label_places(drawn)
    picture = figure(
        [points(flag, lines, places) for flag, lines in sorted(by_flag.items())],
        language,
        height=420,
        x={"range": [-3, 105], "ticksuffix": "%", "title": {"text": _("Facility: how many get it")}, "showgrid": True},
        y={
            "range": [bottom, 105],
            "title": {"text": _("Discrimination: do those who know get it?")},
            "zeroline": True,
            "zerolinecolor": INK.reference,
        },
        shapes=zones(bottom),
        annotations=zone_names(bottom),
    )
    rows = [
        [
            line.number,
            line.code,
            words.percent(line.facility_percent),
            words.shown(line.discrimination, 1),
            str(words.JUDGED[line.judgement].label),
        ]
        for line in analysis.dots
    ]
    columns = [_("No."), _("Question"), _("Facility"), _("Discrimination"), _("Judgement")]
    return Chart("facility-discrimination", _("Which questions help, and which harm"), words.headline(analysis), picture, columns, rows)


def label_places(drawn: Sequence[Dot]) -> dict[int, str]:
    """Where each number stands beside its point, so that neighbours do not hide each other's."""
    around = ("top center", "bottom center", "middle right", "middle left")
    found: dict[int, str] = {}
    for one in drawn:
        near = [other for other in drawn if other.number in found and close(one, other)]
        taken = {found[other.number] for other in near}
        found[one.number] = next((place for place in around if place not in taken), around[0])
    return found


def close(one: Dot, other: Dot) -> bool:
    apart = abs((one.facility_percent or 0) - (other.facility_percent or 0)), abs((one.discrimination or 0) - (other.discrimination or 0))
    return apart[0] < 4 and apart[1] < 16


def points(flag: str, lines: Sequence[Dot], places: dict[int, str]) -> go.Scatter:
    """The questions of one flag, each with its number in the list beside it; of many, only those to look at."""
    named = flag != FLAG_OF["good"] or len(places) <= MOST_NAMED
    look = FLAG[flag]
    return go.Scatter(
        x=[line.facility_percent for line in lines],
        y=[line.discrimination for line in lines],
        text=[str(line.number) if named else "" for line in lines],
        customdata=[f"{line.code}: {words.JUDGED[line.judgement].label}" for line in lines],
        mode="markers+text",
        textposition=[places[line.number] for line in lines],
        textfont={"size": 12, "color": INK.text},
        marker={"color": look.colour, "symbol": look.symbol, "size": 11},
        hovertemplate="%{customdata}<br>%{x:.0f}% · %{y:.0f}<extra></extra>",
        cliponaxis=False,
    )


def zones(bottom: float) -> list[dict[str, Any]]:
    """Grounds of the three zones in which a question does harm or nothing."""
    tint = {"layer": "below", "line": {"width": 0}}
    return [
        tint | {"type": "rect", "x0": -3, "x1": 105, "y0": bottom, "y1": 0, "fillcolor": FLAG["red"].colour, "opacity": 0.10},
        tint | {"type": "rect", "x0": -3, "x1": 100 * TOO_HARD, "y0": 0, "y1": 105, "fillcolor": FLAG["amber"].colour, "opacity": 0.10},
        tint | {"type": "rect", "x0": 100 * TOO_EASY, "x1": 105, "y0": 0, "y1": 105, "fillcolor": FLAG["amber"].colour, "opacity": 0.10},
    ]


def zone_names(bottom: float) -> list[dict[str, Any]]:
    quiet = {"showarrow": False, "font": {"size": 12, "color": INK.quiet}}
    return [
        quiet | {"x": 51, "y": bottom, "yanchor": "bottom", "text": _("misleads those who know")},
        quiet | {"x": -2, "y": 103, "xanchor": "left", "yanchor": "top", "text": _("too hard")},
        quiet | {"x": 104, "y": 103, "xanchor": "right", "yanchor": "top", "text": _("too easy")},
    ]


def who_chose_what(lines: Sequence[Line], labels: Sequence[str], sizes: dict[Third, int], language: str) -> Chart:
    """Per option the share of each third that chose it: where the upper third chooses what the key calls wrong, look at the key."""
    names = [letter(place) for place in range(len(lines))]
    traces = []
    for place, third in enumerate(THIRDS):
        look = SERIES[place]
        shares = [share(line.counts[third], sizes[third]) for line in lines]
        traces.append(
            go.Bar(
                x=names,
                y=shares,
                name=third_label(third),
                marker={
                    "color": look.colour,
                    "pattern": hatched(["", "/", "."][place]),
                },
                hovertemplate="%{x}: %{y:.0f}%<extra>" + third_label(third) + "</extra>",
            )
        )
    legend = {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal"}
    picture = figure(
        traces, language, height=300, y={"range": [0, 104], "ticksuffix": "%"}, barmode="group", showlegend=True, legend=legend
    )
    rows = [
        [
            name,
            label,
            key_of(line),
            *(f"{line.counts[third]} ({written.percent(share(line.counts[third], sizes[third]))})" for third in THIRDS),
        ]
        for name, label, line in zip(names, labels, lines, strict=True)
    ]
    columns = ["", _("Answer"), _("By the key"), *(third_label(third) for third in THIRDS)]
    return Chart("who-chose-what", _("Who gave which answer"), said_of_choices(lines, names, sizes), picture, columns, rows)


def hatched(shape: str) -> dict[str, Any]:
    """A pattern over the colour, so that series differ without it."""
    return {"shape": shape, "fgcolor": INK.ground, "size": 6, "fillmode": "overlay"}


def letter(place: int) -> str:
    """A to Z, then numbers: what the picture calls an answer."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def share(count: int, of: int) -> float:
    return 100 * count / of if of else 0.0


def key_of(line: Line) -> str:
    return written.DASH if line.worth is None else written.percent(line.worth)


def said_of_choices(lines: Sequence[Line], names: Sequence[str], sizes: dict[Third, int]) -> str:
    """What the upper third chose most, and whether the key agrees."""
    upper = sizes[Third.UPPER]
    if not upper or not lines:
        return _("Too few answers to compare.")
    place = max(range(len(lines)), key=lambda at: lines[at].counts[Third.UPPER])
    values = {"answer": names[place], "share": written.percent(share(lines[place].counts[Third.UPPER], upper))}
    if lines[place].worth:
        return _("Those who do best mostly gave %(answer)s (%(share)s), which the key calls right.") % values
    return _("Those who do best mostly gave %(answer)s (%(share)s), which the key calls wrong.") % values


def by_cohort(groups: Sequence[tuple[str, Cohort[Any]]], language: str) -> Chart:
    """Pass rate and first-time pass rate of each group that may be shown."""
    shown = [(name, one) for name, one in groups if not one.kept_back]
    traces = []
    for place, (label, values) in enumerate(
        ((_("Passed at the first go"), [one.first_time for _name, one in shown]), (_("Passed"), [one.passed for _name, one in shown]))
    ):
        traces.append(
            go.Bar(
                y=[name for name, _one in shown],
                x=[None if value is None else float(value) for value in values],
                name=label,
                orientation="h",
                marker={
                    "color": SERIES[place].colour,
                    "pattern": hatched(["/", ""][place]),
                },
                hovertemplate="%{y}: %{x:.0f}%<extra>" + label + "</extra>",
            )
        )
    legend = {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal"}
    picture = figure(
        traces,
        language,
        height=90 + 54 * max(len(shown), 1),
        x={"range": [0, 104], "ticksuffix": "%", "showgrid": True},
        y={"autorange": "reversed", "showgrid": False},
        barmode="group",
        showlegend=True,
        legend=legend,
    )
    rows = [[name, one.people, one.results, percent_or_dash(one.first_time), percent_or_dash(one.passed)] for name, one in shown]
    columns = [_("Group"), _("Number of people"), _("Results"), _("Passed at the first go"), _("Passed")]
    return Chart("cohorts", _("How groups of people did"), said_of_cohorts(shown), picture, columns, rows)


def percent_or_dash(value: Decimal | None) -> str:
    return written.DASH if value is None else written.percent(value)


def said_of_cohorts(shown: Sequence[tuple[str, Cohort[Any]]]) -> str:
    """Who needs help most."""
    told = [(one.first_time, name) for name, one in shown if one.first_time is not None]
    if not told:
        return _("No group is large enough to be shown.")
    least, name = min(told, key=lambda pair: pair[0])
    return _("Fewest passed at the first go among: %(group)s (%(share)s).") % {"group": name, "share": written.percent(least)}
