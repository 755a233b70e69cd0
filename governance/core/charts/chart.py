"""What a chart is: a figure, the sentence it says, and the table that says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Chart:
    """One chart for page and paper.

    `message` is what the chart says in one sentence: its alternative text. `columns` and `rows` are the table twin.
    """

    code: str
    title: Text
    message: Text
    figure: go.Figure
    columns: Sequence[Text]
    rows: Sequence[Sequence[Any]]

    def spec(self) -> dict[str, Any]:
        """The figure as plain JSON values: data and layout."""
        spec: dict[str, Any] = json.loads(self.figure.to_json())
        return {"data": spec["data"], "layout": spec["layout"]}

    @property
    def blank(self) -> bool:
        """Nothing to draw: then the message alone is shown, not empty axes."""
        return all(trace.y is None or len(trace.y) == 0 for trace in self.figure.data)

    @property
    def height(self) -> int:
        return int(self.figure.layout.height or 320)
