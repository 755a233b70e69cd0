"""Pictures of what waits: by when an open thing must be ended, and how long a decision has been asked for. Dataclasses in, `Chart` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.charts import FLAG, INK, SERIES, Chart, figure
from reports.dashboards.ends import tick_format
from rollout.staging.status.rules import Light

# So many rows stand on a page beside their table, which lists more.
MOST_ROWS = 16
ROW = 26
DAY_LENGTH = 86_400_000


@dataclass(frozen=True)
class Open:
    """Something that somebody must end. `since` and `until` where they are on record."""

    label: str
    light: Light
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Wanted:
    """A decision asked for."""

    label: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Taken:
    label: str
    on: date


def by_when(found: Sequence[Open], day: date, language: str) -> Chart:
    """One line per open thing: from the day it began (else this day) to the day it must be ended (else this day)."""
    shown = found[:MOST_ROWS]
    spans = [(one.since or min(one.until or day, day), one.until or day) for one in shown]
    marks = [
        marked(
            [(place, spans[place][1]) for place, one in enumerate(shown) if one.light == light],
            name,
            FLAG[light].symbol,
            FLAG[light].colour,
        )
        for light, name in ((Light.RED, _("Past its day")), (Light.AMBER, _("Still in time")), (Light.GREEN, _("Shown as green")))
    ]
    rows = [[one.label, written.day(one.since), written.day(one.until)] for one in found]
    drawn = lanes([one.label for one in shown], spans, marks, day, language)
    return Chart(
        "open_by_day", _("By when it must be ended"), message(found, len(shown), day), drawn, [_("What"), _("Since"), _("Until")], rows
    )


def message(found: Sequence[Open], shown: int, day: date) -> str:
    """What is past its day, and what ends next."""
    past = sum(one.until is not None and one.until < day for one in found)
    coming = min((one.until for one in found if one.until and one.until >= day), default=None)
    said = ngettext("%(count)d thing is past its day", "%(count)d things are past their day", past) % {"count": past}
    said = said if past else _("Nothing is past its day")
    values = {"past": said, "day": written.day(coming), "shown": shown}
    told = _("%(past)s; the next day to keep is %(day)s.") % values if coming else _("%(past)s; no other day is set.") % values
    return told if shown == len(found) else told + " " + _("The picture shows the first %(shown)d.") % values


def decisions_by_day(wanted: Sequence[Wanted], taken: Sequence[Taken], day: date, language: str) -> Chart:
    """Kinds of decisions, one line each: what was taken, and since when and until when one is asked for."""
    labels = list(dict.fromkeys([*(one.label for one in wanted), *(one.label for one in taken)]))
    place = {label: number for number, label in enumerate(labels)}
    spans = [(day, day) for _label in labels]
    for one in wanted:
        since, until = one.since or day, max(one.until or day, day)
        first, last = spans[place[one.label]]
        spans[place[one.label]] = min(first, since), max(last, until)
    blue, orange, green = (SERIES[number].colour for number in (0, 1, 2))
    marks = [
        marked([(place[one.label], one.since or day) for one in wanted], _("Asked for since"), "diamond-open", blue),
        marked([(place[one.label], one.until) for one in wanted if one.until], _("Decide by"), "triangle-up", orange),
        marked([(place[one.label], one.on) for one in taken], _("Taken"), "circle", green),
    ]
    rows = [[one.label, written.day(one.since), written.day(one.until), written.DASH] for one in wanted]
    rows += [[one.label, written.DASH, written.DASH, written.day(one.on)] for one in taken]
    columns = [_("Decision"), _("Asked for since"), _("Decide by"), _("Taken")]
    drawn = lanes(labels, spans, marks, day, language)
    return Chart("decisions_by_day", _("Decisions by day"), asked_message(wanted, taken, day), drawn, columns, rows)


def asked_message(wanted: Sequence[Wanted], taken: Sequence[Taken], day: date) -> str:
    """How long the oldest has been waiting, and how many were taken."""
    done = ngettext("%(count)d was taken in the month before.", "%(count)d were taken in the month before.", len(taken)) % {
        "count": len(taken)
    }
    oldest = min((one.since for one in wanted if one.since), default=None)
    if not wanted:
        return done
    if oldest is None or oldest >= day:
        return _("All that is asked for is new.") + " " + done
    days = (day - oldest).days
    longest = ngettext("The oldest question has waited %(count)d day.", "The oldest question has waited %(count)d days.", days)
    return longest % {"count": days} + " " + done


Points = Sequence[tuple[int, date]]


def marked(points: Points, name: str, symbol: str, colour: str) -> go.Scatter:
    return go.Scatter(
        x=[on.isoformat() for _place, on in points],
        y=[place for place, _on in points],
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
        cliponaxis=False,
        hovertemplate="%{x}<extra>" + name + "</extra>",
    )


def lanes(labels: Sequence[str], spans: Sequence[tuple[date, date]], marks: Sequence[go.Scatter], day: date, language: str) -> go.Figure:
    """Grey bars with their marks, one lane each, and an upright line for the day told of."""
    bars = go.Bar(
        y=list(range(len(labels))),
        base=[first.isoformat() for first, _last in spans],
        x=[(last - first).days * DAY_LENGTH for first, last in spans],
        orientation="h",
        marker={"color": INK.grid},
        width=0.42,
        hoverinfo="skip",
        showlegend=False,
    )
    told = [one for one in marks if len(one.x)]
    days = [day, *(on for span in spans for on in span), *(date.fromisoformat(on) for one in told for on in one.x)]
    pad = timedelta(days=max(1, (max(days) - min(days)).days // 25))
    today: dict[str, Any] = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": day.isoformat(), "x1": day.isoformat()}
    return figure(
        [bars, *told],
        language,
        height=96 + ROW * len(labels),
        x={
            "type": "date",
            "tickformat": tick_format(days, language),
            "nticks": 8,
            "showgrid": True,
            "range": [(min(days) - pad).isoformat(), (max(days) + pad).isoformat()],
        },
        y={
            "tickvals": list(range(len(labels))),
            "ticktext": list(labels),
            "range": [len(labels) - 0.5, -0.5],
            "showgrid": False,
        },
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
        shapes=[today | {"line": {"color": INK.text, "width": 1, "dash": "dot"}}],
        barmode="overlay",
    )
