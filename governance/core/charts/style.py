"""The house style of figures: fonts, quiet grid, nothing that moves."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from governance.core.charts.palette import INK

SIMPLIFIED = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', 'PingFang SC', 'Microsoft YaHei'"
TRADITIONAL = "'Noto Sans CJK TC', 'Noto Sans TC', 'Source Han Sans TC', 'WenQuanYi Micro Hei', 'PingFang TC', 'Microsoft JhengHei'"
# Chinese names stand in English reports too, so every stack ends in Chinese fonts.
STACKS = {
    "en": f"'Noto Sans', 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', {SIMPLIFIED}, sans-serif",
    "zh-hans": f"{SIMPLIFIED}, sans-serif",
    "zh-hant": f"{TRADITIONAL}, sans-serif",
}


def fonts(language: str) -> str:
    """The font stack of a language, for figures and for paper."""
    return STACKS.get(language, STACKS["en"])


def day_format(language: str) -> str:
    """How an axis prints a day, in d3's notation."""
    return "%-m月%-d日" if language.startswith("zh") else "%-d %b"


def month_format(language: str) -> str:
    """How an axis prints a month with its year."""
    return "%Y年%-m月" if language.startswith("zh") else "%b %Y"


def axis(**options: Any) -> dict[str, Any]:
    """An axis that stays in the background."""
    return {
        "showgrid": True,
        "gridcolor": INK.grid,
        "zeroline": False,
        "linecolor": INK.grid,
        "tickcolor": INK.grid,
        "ticks": "",
        "fixedrange": True,
        "automargin": True,
    } | options


def figure(
    traces: list[Any],
    language: str,
    *,
    height: int = 320,
    x: dict[str, Any] | None = None,
    y: dict[str, Any] | None = None,
    **options: Any,
) -> go.Figure:
    """A figure in the house style. `x` and `y` add to the axes, `options` to the layout."""
    layout = {
        "template": {},
        "height": height,
        "font": {"family": fonts(language), "size": 13, "color": INK.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8, "pad": 4},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": fonts(language), "size": 13}},
        "xaxis": axis(showgrid=False) | (x or {}),
        "yaxis": axis() | (y or {}),
        "separators": ".,",
    } | options
    return go.Figure(data=traces, layout=layout)
