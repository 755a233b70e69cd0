"""Bars by office, one under the other: the whole label stands to the right of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from governance.core.charts import figure

# Height of one office's line.
ROW = 17
TICKS = [0, 20, 40, 60, 80, 100]


@dataclass(frozen=True)
class Bar:
    """One office: its figure up to 100, the label beside it, its colour."""

    name: str
    value: Decimal
    text: str
    colour: str


def bars_by_office(bars: Sequence[Bar], language: str, suffix: str = "", **layout: Any) -> go.Figure:
    """In the order given, the first on top."""
    drawn = go.Bar(
        x=[float(one.value) for one in bars],
        y=[one.name for one in bars],
        orientation="h",
        marker={"color": [one.colour for one in bars]},
        text=[f"\u00a0{one.text}" for one in bars],
        textposition="outside",
        cliponaxis=False,
        constraintext="none",
        textfont={"size": 12},
        hovertemplate=f"%{{y}}: %{{x:.0f}}{suffix}<extra></extra>",
        width=0.66,
    )
    return figure([drawn], language, height=56 + ROW * len(bars), x=scale(suffix), y=listed(bars) | {"showgrid": False}, **layout)


def listed(rows: Sequence[Any]) -> dict[str, Any]:
    """An axis of names, the first on top, every one printed."""
    return {"range": [len(rows) - 0.4, -0.6], "dtick": 1}


def scale(suffix: str = "") -> dict[str, Any]:
    """0 to 100, with room for the label of a full bar."""
    return {"range": [0, 108], "tickvals": TICKS, "ticktext": [f"{tick}{suffix}" for tick in TICKS], "showgrid": True}
