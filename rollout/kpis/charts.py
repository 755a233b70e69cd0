"""The charts of this room: a KPI by month, and the event study of an effect. Dataclass in, Chart out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite

import plotly.graph_objects as go
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.charts import INK, SERIES, Chart, figure, month_format
from governance.core.money import Money, format_money, format_whole
from rollout.kpis import saying
from rollout.kpis.models import Kpi
from rollout.kpis.rules import Month, first_of
from rollout.kpis.selectors.benefits import MonthSum, Spending
from rollout.kpis.selectors.effect import Finding
from rollout.kpis.selectors.offices import Line

# Beyond these months around the go-live few offices are left to speak of.
EARLIEST, LATEST = -12, 24


def event_study(finding: Finding, language: str) -> Chart:
    """The effect by months since go-live, with the range that chance alone would give."""
    points = {since: chance for since, chance in (finding.points or {}).items() if EARLIEST <= since <= LATEST}
    shown = sorted({*points, -1}) if points else []
    values = [points[since].observed if since in points else 0.0 for since in shown]
    lows = [points[since].band[0] if since in points else 0.0 for since in shown]
    highs = [points[since].band[1] if since in points else 0.0 for since in shown]
    look = SERIES[0]
    band = go.Scatter(
        x=[*shown, *reversed(shown)],
        y=[*highs, *reversed(lows)],
        fill="toself",
        fillcolor="rgba(128,128,128,0.22)",
        line={"width": 0},
        name=_("What chance alone gives"),
        hoverinfo="skip",
    )
    line = go.Scatter(
        x=shown,
        y=values,
        name=_("Measured"),
        mode="lines+markers",
        line={"color": look.colour, "width": 2},
        marker={"symbol": look.symbol, "size": 8},
        hovertemplate="%{x}: %{y:.2f}<extra></extra>",
    )
    level = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"color": INK.text, "width": 1}}
    start = {
        "type": "line",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": -0.5,
        "x1": -0.5,
        "line": {"color": INK.text, "width": 1, "dash": "dot"},
    }
    word = {"x": -0.5, "y": 1, "yref": "paper", "yanchor": "bottom", "text": _("go-live"), "showarrow": False, "font": {"size": 12}}
    drawn = figure(
        [band, line],
        language,
        height=340,
        x={"title": {"text": _("Months since go-live")}, "dtick": 3 if len(shown) > 14 else 1},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.25},
        margin={"l": 8, "r": 16, "t": 28, "b": 8, "pad": 4},
        shapes=[level, start],
        annotations=[word],
    )
    return Chart("event_study", _("Effect by months since go-live"), message(finding), drawn, columns(), rows(finding, shown))


def months(kpi: Kpi, joined: Sequence[Month], language: str) -> Chart:
    """Actual against plan by month, all offices together."""
    drawn = plan_and_actual(joined, language)
    told = [each for each in joined if each.actual is not None]
    said = {"kpi": kpi, "value": saying.amount(kpi, told[-1].actual), "month": saying.month(told[-1].month)} if told else {}
    message = _("%(kpi)s, all offices together: %(value)s in %(month)s.") % said if told else _("No actual value yet.")
    table = [[saying.month(each.month), saying.amount(kpi, each.actual), saying.amount(kpi, each.plan)] for each in joined]
    return Chart("months", str(kpi), message, drawn, [_("Month"), _("Actual"), _("Plan")], table)


def office_months(line: Line, language: str) -> Chart:
    """One office's actual against plan by month, with the month of its go-live marked."""
    drawn = plan_and_actual(line.months, language)
    live = first_of(line.live_on) if line.live_on else None
    if live is not None and any(each.month == live for each in line.months):
        mark = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": live.isoformat(), "x1": live.isoformat()}
        drawn.add_shape(**mark, line={"color": INK.text, "width": 1, "dash": "dot"})
        drawn.add_annotation(x=live.isoformat(), y=1, yref="paper", xanchor="left", yanchor="top", text=_("go-live"), showarrow=False)
    compared = line.compared
    message = _("%(kpi)s, month by month.") % {"kpi": line.kpi}
    if compared.change is not None:
        said = {"kpi": line.kpi, "before": saying.amount(line.kpi, compared.before), "after": saying.amount(line.kpi, compared.after)}
        message = _("%(kpi)s: %(before)s in the mean month before go-live, %(after)s since then.") % said
    table = [[saying.month(each.month), saying.amount(line.kpi, each.actual), saying.amount(line.kpi, each.plan)] for each in line.months]
    return Chart("office_months", str(line.kpi), message, drawn, [_("Month"), _("Actual"), _("Plan")], table)


def plan_and_actual(joined: Sequence[Month], language: str) -> go.Figure:
    xs = [each.month.isoformat() for each in joined]
    actual = go.Scatter(
        x=xs,
        y=[None if each.actual is None else float(each.actual) for each in joined],
        name=_("Actual"),
        mode="lines+markers",
        line={"color": SERIES[0].colour, "width": 2},
        marker={"symbol": SERIES[0].symbol, "size": 6},
    )
    traces = [actual]
    if any(each.plan is not None for each in joined):
        plan = go.Scatter(
            x=xs,
            y=[None if each.plan is None else float(each.plan) for each in joined],
            name=_("Plan"),
            mode="lines",
            line={"color": SERIES[1].colour, "width": 2, "dash": "dash", "shape": "hv"},
        )
        traces.append(plan)
    return figure(
        traces,
        language,
        height=270,
        x={"tickformat": month_format(language), "nticks": 8},
        y={"rangemode": "tozero"},
        showlegend=len(traces) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
    )


def benefits(found: Sequence[MonthSum], currency: str, language: str) -> Chart:
    """Planned against confirmed by finance, month by month."""
    xs = [each.month.isoformat() for each in found]
    drawn = figure(
        [bars(xs, [each.confirmed for each in found], _("Confirmed"), 0), stepped(xs, [each.planned for each in found], _("Plan"))],
        language,
        height=300,
        x={"tickformat": month_format(language), "nticks": 8},
        y={"rangemode": "tozero", "tickformat": ",.0f", "title": {"text": currency}},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
    )
    planned, confirmed = sum((each.planned for each in found), Decimal(0)), sum((each.confirmed for each in found), Decimal(0))
    said = {"confirmed": whole(confirmed, currency), "planned": whole(planned, currency)}
    message = _("Finance has confirmed %(confirmed)s; %(planned)s are planned for all months shown.") % said
    table = [[saying.month(each.month), money(each.planned, currency), money(each.confirmed, currency)] for each in found]
    return Chart("benefits", _("Plan and what finance confirmed"), message, drawn, [_("Month"), _("Plan"), _("Confirmed")], table)


def budget(found: Sequence[Spending], currency: str, language: str) -> Chart:
    """Approved, committed and spent by line."""
    names = [str(each.line) for each in found]
    labels = {"approved": _("Approved"), "committed": _("Committed"), "spent": _("Spent")}
    drawn = figure(
        [bars(names, [getattr(each, key) for each in found], label, place) for place, (key, label) in enumerate(labels.items())],
        language,
        height=320,
        y={"rangemode": "tozero", "tickformat": ",.0f", "title": {"text": currency}},
        barmode="group",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
    )
    sums = {key: whole(sum((getattr(each, key) for each in found), Decimal(0)), currency) for key in labels}
    message = _("Of %(approved)s approved, %(committed)s are committed and %(spent)s are spent.") % sums
    table = [[str(each.line), *(money(getattr(each, key), currency) for key in labels)] for each in found]
    return Chart("budget", _("Budget by line"), message, drawn, [_("Budget line"), *labels.values()], table)


def bars(xs: Sequence[str], ys: Sequence[Decimal], name: str, look: int) -> go.Bar:
    return go.Bar(x=xs, y=[float(each) for each in ys], name=name, marker={"color": SERIES[look].colour})


def stepped(xs: Sequence[str], ys: Sequence[Decimal], name: str) -> go.Scatter:
    line = {"color": SERIES[1].colour, "width": 2, "dash": "dash"}
    return go.Scatter(
        x=xs, y=[float(each) for each in ys], name=name, mode="lines+markers", line=line, marker={"symbol": SERIES[1].symbol, "size": 6}
    )


def money(amount: Decimal, currency: str) -> str:
    return format_money(Money(amount, currency), written.locale())


def whole(amount: Decimal, currency: str) -> str:
    return format_whole(Money(amount, currency), translation.get_language() or "en")


def columns() -> list[str]:
    return [_("Months since go-live"), _("Effect"), _("What chance alone gives"), _("95-percent interval"), _("p")]


def rows(finding: Finding, shown: list[int]) -> list[list[str]]:
    """The table twin; the month before go-live is the base and 0 by definition."""
    found = []
    for since in shown:
        chance = (finding.points or {}).get(since)
        if chance is None:
            found.append([str(since), saying.amount(finding.kpi, 0), _("base"), "", ""])
            continue
        band = _("%(low)s to %(high)s") % {
            "low": saying.amount(finding.kpi, chance.band[0], signed=True),
            "high": saying.amount(finding.kpi, chance.band[1], signed=True),
        }
        bounded = since >= 0 and (isfinite(chance.low) or isfinite(chance.high))
        span = saying.interval(finding.kpi, chance) if bounded else ""
        found.append([str(since), saying.amount(finding.kpi, chance.observed, signed=True), band, span, f"{chance.p:.3f}"])
    return found


def message(finding: Finding) -> str:
    """What the picture says, for those who do not see it."""
    points = {since: chance for since, chance in (finding.points or {}).items() if 0 <= since <= LATEST}
    beyond = [since for since, chance in points.items() if chance.p <= chance.level]
    if not points:
        return _("There is no month after go-live that can be told.")
    if not beyond:
        return _("In none of the months after go-live is the figure beyond what chance alone gives.")
    text = ngettext(
        "In %(count)d of %(of)d month after go-live the figure is beyond what chance alone gives.",
        "In %(count)d of %(of)d months after go-live the figure is beyond what chance alone gives.",
        len(points),
    )
    return text % {"count": len(beyond), "of": len(points)}
