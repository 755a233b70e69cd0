"""The picture of the forecast: in which week the last office goes live, over all simulated futures."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import plotly.graph_objects as go
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.charts import INK, SERIES, Chart, day_format, figure
from rollout.staging.plan.forecasting import Outcome


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(outcome: Outcome) -> list[tuple[date, float]]:
    """(Monday, percent of the futures whose last go-live is in that week), without gaps."""
    if outcome.forecast is None:
        return []
    counted = Counter(monday(outcome.day + timedelta(days=days)) for days in outcome.forecast.days)
    first, last, total = min(counted), max(counted), len(outcome.forecast.days)
    return [
        (week, 100 * counted[week] / total) for number in range((last - first).days // 7 + 1) for week in [first + timedelta(weeks=number)]
    ]


def message(outcome: Outcome) -> str:
    """The forecast in one sentence: dates, and on how many offices they rest."""
    if outcome.forecast is None or outcome.p50 is None or outcome.p80 is None:
        return " ".join(outcome.reasons)
    said = _("The last office is live by %(p50)s with even odds, and by %(p80)s in four futures of five.") % {
        "p50": written.day(outcome.p50),
        "p80": written.day(outcome.p80),
    }
    rests = ngettext(
        "This rests on %(count)d office that went through trial use.",
        "This rests on %(count)d offices that went through trial use.",
        outcome.forecast.rests_on,
    )
    return _("%(first)s %(second)s") % {"first": said, "second": rests % {"count": outcome.forecast.rests_on}}


def last_go_live(outcome: Outcome, language: str) -> Chart:
    """Bars per week, with the even odds, four in five, and the plan as lines that carry their name."""
    shown = weeks(outcome)
    look = SERIES[0]
    bars = go.Bar(
        x=[week.isoformat() for week, _share in shown],
        y=[share for _week, share in shown],
        width=6 * 24 * 3600 * 1000,
        offset=0,
        marker={"color": look.colour, "opacity": 0.75},
        hovertemplate="%{x|" + day_format(language) + "}: %{y:.1f}%<extra></extra>",
    )
    marks = [("50%", outcome.p50, "solid"), ("80%", outcome.p80, "dash"), (_("plan"), outcome.planned, "dot")]
    drawn = [(name, day, dash) for name, day, dash in marks if day is not None]
    picture = figure(
        [bars],
        language,
        height=260,
        x={"type": "date", "tickformat": day_format(language), "nticks": 8},
        y={"ticksuffix": "%", "rangemode": "tozero"},
        margin={"l": 8, "r": 16, "t": 44, "b": 8, "pad": 4},
        shapes=[line(day, dash) for _name, day, dash in drawn],
        annotations=[word(name, day, place) for place, (name, day, _dash) in enumerate(drawn)],
    )
    columns = [_("Week of"), _("Futures"), _("Live by the end of the week")]
    return Chart("last_go_live", _("When the last office goes live"), message(outcome), picture, columns, table(shown))


def table(shown: list[tuple[date, float]]) -> list[list[str]]:
    rows, done = [], 0.0
    for week, share in shown:
        done += share
        rows.append([written.day(week), written.percent(share, 1), written.percent(done, 1)])
    return rows


def line(day: date, dash: str) -> dict[str, object]:
    x = day.isoformat()
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": {"color": INK.text, "width": 1.5, "dash": dash}}


def word(name: str, day: date, place: int) -> dict[str, object]:
    """The names stand in two rows, so that near dates do not cover each other."""
    at = {"x": day.isoformat(), "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 16 * (place % 2)}
    return at | {"text": f"{name} {written.short_day(day)}", "showarrow": False, "font": {"size": 12}}
