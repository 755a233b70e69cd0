"""The time axis of a chart of lines, and the names at the lines' ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from governance.core import written
from governance.core.charts import INK, day_format, month_format

YEAR = 366


def tick_format(days: Sequence[date], language: str) -> str:
    """Days within a year; months with their year beyond it, where a day alone would be ambiguous."""
    if not days or (max(days) - min(days)).days <= YEAR:
        return day_format(language)
    return month_format(language)


def end_labels(lines: Sequence[go.Scatter], *, apart: float, top: float) -> list[dict[str, Any]]:
    """Each line's name and last value at its end; none lies on another, none above `top`.

    Lines that end near the right edge are named at that edge.
    """
    ends = []
    for one in lines:
        told = [(x, y) for x, y in zip(one.x, one.y, strict=True) if y is not None]
        ends.append((told[-1][1], told[-1][0], one))
    ends.sort(key=lambda end: end[0])
    days = [date.fromisoformat(x) for one in lines for x in one.x]
    edge = max(days, default=date.min)
    near = (edge - min(days, default=edge)) * 0.3
    heights = pushed_apart([value for value, _x, _one in ends], apart, top)
    return [
        {
            "x": edge.isoformat() if edge - date.fromisoformat(x) <= near else x,
            "y": at,
            "text": f"{one.name} {written.number(value, 0)}",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 10,
            "bgcolor": INK.ground,
            "font": {"color": one.line.color},
        }
        for at, (value, x, one) in zip(heights, ends, strict=True)
    ]


def pushed_apart(values: Sequence[float], apart: float, top: float) -> list[float]:
    """Heights in rising order, at least `apart` from each other: upwards first, and down again from `top`."""
    heights: list[float] = []
    for value in values:
        heights.append(max(value, heights[-1] + apart) if heights else value)
    for place in reversed(range(len(heights))):
        heights[place] = min(heights[place], top - apart * (len(heights) - 1 - place))
    return heights
