"""The room's charts: the curve of a penalty over acceptance dates, the Gantt of milestones. Dataclass in, Chart out."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from governance.contracts.states import ContractState
from governance.core import written
from governance.core.charts import FLAG, INK, SERIES, Chart, day_format, figure
from governance.core.money import Money, format_money

Mark = dict[str, Any]
# On a screen a label leaves room for the picture on a phone.
SHOWN_LABEL = 17
PRINTED_LABEL = 24
# Of so many contracts the chart's sentence tells the end.
TOLD = 3
PRINTED_ROW = 34  # Two lines of a label and the space to the next.
PLAIN: Mark = {"showarrow": False, "font": {"size": 12}}


@dataclass(frozen=True)
class Curve:
    """The penalty for each acceptance date; `cap`, `tiers` and the contract's `room` are marked, `chosen` is the date asked for."""

    points: Sequence[tuple[date, Decimal]]
    today: date
    due: date
    cap: Decimal | None
    tiers: Sequence[date]
    chosen: tuple[date, Decimal] | None
    currency: str
    room: Decimal | None = None
    # Why the curve ends where it does, and why the date asked for has no sum; empty where nothing is in the way.
    ends: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Term:
    """Of a milestone's contract: its last day as agreed, amendments included; the day and the state it ended in, once it has."""

    contract: str
    ends: date
    ended: date | None = None
    state: str = ""


@dataclass(frozen=True)
class Bar:
    """One milestone: baseline due, due with extensions, the vendor's forecast, what happened."""

    label: str
    start: date
    baseline: date
    extended: date
    forecast: date | None
    actual: date | None
    late: bool
    term: Term | None = None

    @property
    def still_late(self) -> bool:
        return self.late and self.actual is None


def what_if(curve: Curve, language: str) -> Chart:
    """Penalty against acceptance date."""
    dates, sums = [point[0] for point in curve.points], [float(point[1]) for point in curve.points]
    line = go.Scatter(x=dates, y=sums, mode="lines", line={"color": SERIES[0].colour, "width": 2, "shape": "hv"}, name="")
    traces: list[go.Scatter] = [line]
    if curve.chosen:
        chosen = go.Scatter(
            x=[curve.chosen[0]],
            y=[float(curve.chosen[1])],
            mode="markers",
            marker={"color": SERIES[1].colour, "size": 11, "symbol": "diamond"},
        )
        traces.append(chosen)
    shapes, notes = _marks(curve)
    drawn = figure(
        traces,
        language,
        height=340,
        x={"type": "date", "tickformat": day_format(language)},
        y={"rangemode": "tozero"},
        shapes=shapes,
        annotations=notes,
    )
    top = format_money(Money(curve.points[-1][1], curve.currency), language)
    message = _("Accepted on %(day)s, the penalty is %(sum)s.") % {"day": written.day(curve.points[-1][0]), "sum": top}
    rows = [(written.day(day), format_money(Money(total, curve.currency), language)) for day, total in curve.points]
    return Chart("what_if", _("Penalty by acceptance date"), message, drawn, [_("Accepted on"), _("Penalty")], rows)


def _marks(curve: Curve) -> tuple[list[Mark], list[Mark]]:
    """Lines and words for today, the due date, the tiers and the cap."""
    upright = [(curve.due, _("due"), "dot"), (curve.today, _("today"), "solid"), *((day, _("new rate"), "dash") for day in curve.tiers)]
    pairs = [_upright(day, word, dash) for day, word, dash in upright]
    if curve.cap is not None:
        pairs.append(_level(float(curve.cap), _("cap")))
    # What the contract's cap leaves is drawn only where it cuts the curve: far above, it would flatten it.
    if curve.room is not None and curve.room < max(total for _day, total in curve.points):
        pairs.append(_level(float(curve.room), _("left of the contract’s cap")))
    return [line for line, _word in pairs], [word for _line, word in pairs]


def _upright(day: date, word: str, dash: str) -> tuple[Mark, Mark]:
    """A line at a date, with its word on top."""
    at = day.isoformat()
    line: Mark = {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1}
    line["line"] = {"color": INK.reference, "dash": dash, "width": 1}
    return line, {"x": at, "yref": "paper", "y": 1, "text": word, "xanchor": "left", "yanchor": "top"} | PLAIN


def _level(at: float, word: str) -> tuple[Mark, Mark]:
    """A line at a sum, with its word on the left."""
    line: Mark = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at}
    line["line"] = {"color": FLAG["red"].colour, "dash": "dash", "width": 1}
    return line, {"xref": "paper", "x": 1, "y": at, "text": word, "xanchor": "right", "yanchor": "bottom"} | PLAIN


def on_two_lines(label: str, width: int) -> str:
    """What does not fit into them stands in the table."""
    return "<br>".join(textwrap.wrap(label, width, max_lines=2, placeholder="…"))


def gantt(bars: Sequence[Bar], today: date, language: str, *, printed: bool = False) -> Chart:
    """Baseline, extensions, forecast and actual of every milestone, one line each, up to the end of its contract.

    On paper there is room for whole labels.
    """
    labels = line_labels(bars)

    def points(days: Sequence[date | None], name: str, symbol: str, colour: str) -> go.Scatter:
        return go.Scatter(x=list(days), y=labels, mode="markers", name=name, marker={"symbol": symbol, "size": 11, "color": colour})

    spans = go.Bar(
        y=labels,
        base=[bar.start.isoformat() for bar in bars],
        x=[(max(bar.extended, bar.start) - bar.start).days * 86_400_000 for bar in bars],
        orientation="h",
        marker={"color": INK.grid},
        name=_("Planned"),
        width=0.45,
        hoverinfo="skip",
    )
    traces = [
        spans,
        *ends_of_contracts(bars, labels),
        points([bar.baseline for bar in bars], _("Baseline"), "line-ns-open", INK.quiet),
        points([bar.extended for bar in bars], _("With extensions"), "diamond-open", SERIES[0].colour),
        points([bar.forecast for bar in bars], _("Forecast"), "triangle-up", SERIES[1].colour),
        points([bar.actual for bar in bars], _("Accepted"), "circle", SERIES[2].colour),
    ]
    line, _word = _upright(today, "", "solid")
    line["line"]["color"] = FLAG["red"].colour
    drawn = figure(
        traces,
        language,
        height=max(180, 100 + PRINTED_ROW * len(bars)) if printed else max(200, 120 + 36 * len(bars)),
        x={"type": "date", "tickformat": day_format(language), "showgrid": True},
        y={
            "autorange": "reversed",
            "showgrid": False,
            "tickvals": labels,
            "ticktext": [on_two_lines(label, PRINTED_LABEL if printed else SHOWN_LABEL) for label in labels],
            "tickfont": {"size": 11 if printed else 12},
        },
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        shapes=[line],
        barmode="overlay",
    )
    columns, rows = twin(bars, labels)
    return Chart("gantt", _("Milestones"), said(bars), drawn, columns, rows)


def terms_of(bars: Sequence[Bar]) -> list[Term]:
    """The contracts drawn, each once, in the order of their milestones."""
    return list(dict.fromkeys(bar.term for bar in bars if bar.term is not None))


def line_labels(bars: Sequence[Bar]) -> list[str]:
    """Milestones of several contracts are named with their contract: two may have a milestone of the same name."""
    if len(terms_of(bars)) < 2:
        return [bar.label for bar in bars]
    return [f"{bar.term.contract} {bar.label}" if bar.term else bar.label for bar in bars]


def ends_of_contracts(bars: Sequence[Bar], labels: Sequence[str]) -> list[go.Scatter]:
    """A line down the milestones of each contract where it is agreed to end, and one where it ended."""

    def line(name: str, day: Callable[[Term], date | None], colour: str, dash: str) -> go.Scatter:
        days: list[date | None] = []
        places: list[str | None] = []
        for place, (bar, label) in enumerate(zip(bars, labels, strict=True)):
            if place and bars[place - 1].term != bar.term:
                # A gap between two contracts.
                days, places = [*days, None], [*places, None]
            days, places = [*days, day(bar.term) if bar.term else None], [*places, label]
        mark = {"symbol": "line-ns-open", "size": 20, "color": colour}
        return go.Scatter(
            x=days, y=places, mode="lines+markers", name=name, line={"color": colour, "dash": dash, "width": 1.5}, marker=mark
        )

    traces = [line(_("Contract’s end"), lambda term: term.ends, INK.reference, "dot")] if terms_of(bars) else []
    ended = any(term.ended for term in terms_of(bars))
    return [*traces, line(_("Contract ended"), lambda term: term.ended, INK.text, "solid")] if ended else traces


def said(bars: Sequence[Bar]) -> str:
    """What is late, and when the contracts end; more than three are told in the table."""
    open_late = sum(bar.still_late for bar in bars)
    words = {"late": open_late, "all": len(bars), "was": sum(bar.late for bar in bars) - open_late}
    message = _("Late: %(late)s of %(all)s milestones; accepted late: %(was)s.") % words
    terms = terms_of(bars)
    return written.sentences([message, *map(say_term, terms)]) if len(terms) <= TOLD else message


def say_term(term: Term) -> str:
    words = {"contract": term.contract, "day": written.day(term.ends)}
    if term.ended is None:
        return _("Agreed end of %(contract)s: %(day)s.") % words
    words |= {"state": str(ContractState(term.state).label), "ended": written.day(term.ended)}
    return _("Agreed end of %(contract)s: %(day)s. %(state)s: %(ended)s.") % words


def twin(bars: Sequence[Bar], labels: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """The same as a table."""
    columns = [_("Milestone"), _("Baseline"), _("With extensions"), _("Forecast"), _("Accepted")]
    cells = [[label, *map(_day, (bar.baseline, bar.extended, bar.forecast, bar.actual))] for bar, label in zip(bars, labels, strict=True)]
    if terms_of(bars):
        columns.append(_("Contract’s end"))
        cells = [[*row, _day(bar.term.ends if bar.term else None)] for row, bar in zip(cells, bars, strict=True)]
    if any(term.ended for term in terms_of(bars)):
        columns.append(_("Contract ended"))
        cells = [[*row, _ended(bar.term)] for row, bar in zip(cells, bars, strict=True)]
    return columns, cells


def _day(day: date | None) -> str:
    return written.day(day) if day else "–"


def _ended(term: Term | None) -> str:
    return f"{ContractState(term.state).label}: {written.day(term.ended)}" if term and term.ended else "–"
