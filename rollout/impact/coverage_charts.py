"""The chart of coverage over time."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.charts import SERIES, Chart, day_format, figure
from rollout.impact.rules.coverage import Checked


def trend(checks: Sequence[Checked], language: str) -> Chart:
    """The share of customers in the CRM at the end of each period checked."""
    told = [one for one in checks if one.share is not None]
    shares = [float(100 * one.share) for one in told if one.share is not None]
    line = go.Scatter(
        x=[one.last_day.isoformat() for one in told],
        y=shares,
        mode="lines+markers",
        line={"color": SERIES[0].colour, "width": 2},
        marker={"symbol": SERIES[0].symbol, "size": 7},
        hovertemplate="%{x}: %{y:.1f}%<extra></extra>",
    )
    days = [one.last_day for one in told]
    axis = {"type": "date", "tickvals": [day.isoformat() for day in days], "tickformat": day_format(language)}
    drawn = figure([line], language, height=260, x=axis, y={"range": [0, 104], "ticksuffix": "%"}, showlegend=False)
    message = _("From %(first)s to %(last)s of the customers with business are in the CRM.") % {
        "first": written.percent(shares[0], 1),
        "last": written.percent(shares[-1], 1),
    }
    rows = [(f"{written.day(one.first_day)} – {written.day(one.last_day)}", one.customers, one.found, one.lacking) for one in told]
    heads = [_("Period"), _("Customers with an order or payment"), _("Of them in the CRM"), _("Lacking")]
    return Chart("coverage", _("Customers in the CRM, by period"), message, drawn, heads, rows)
