"""Colours of charts, in step with the design tokens (core/tokens.css, core/dark.css).

Each keeps 3:1 against its ground, and neighbours differ in lightness, so they hold in grey and for colour-blind readers.
Colour never speaks alone: series also differ by dash and marker, flags by symbol, stages by their printed name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ink:
    """Greys of the frame, for the light ground."""

    text: str = "#1a2032"
    quiet: str = "#566074"
    grid: str = "#dfe3ea"
    ground: str = "#ffffff"
    reference: str = "#858ea1"


INK = Ink()


@dataclass(frozen=True)
class Series:
    """How one line or group of bars looks."""

    colour: str
    dash: str
    symbol: str


SERIES = (
    Series("#3a4bb5", "solid", "circle"),
    Series("#b4560b", "dash", "square"),
    Series("#0b7a6d", "dot", "diamond"),
    Series("#8a3b92", "dashdot", "triangle-up"),
    Series("#566075", "longdash", "x"),
)


@dataclass(frozen=True)
class Flag:
    """Green, amber, red, or cannot be told: a colour with its own symbol."""

    colour: str
    symbol: str
    sign: str


FLAG = {
    "green": Flag("#0f8577", "circle", "●"),
    "amber": Flag("#c27a00", "triangle-up", "▲"),
    "red": Flag("#c8293d", "square", "■"),
    "unknown": Flag("#858ea2", "diamond-open", "◇"),
}

# The walk of an office, light to dark; on hold stands apart.
STAGES = {
    "candidate": "#8c95a8",
    "preparing": "#8b97d6",
    "training": "#6f7dcb",
    "trial": "#5564c0",
    "live": "#3a4bb4",
    "stabilised": "#2c3a93",
    "handed_over": "#1f2a6e",
    "held": "#c27a01",
}

# Light ground → dark ground. The page swaps these when the reader's theme is dark; paper is always light.
DARK = {
    INK.text: "#e7eaf2",
    INK.quiet: "#a3acc0",
    INK.grid: "#2e3547",
    INK.ground: "#1a1f2b",
    INK.reference: "#76809a",
    "#3a4bb5": "#a9b5ff",
    "#b4560b": "#f0a060",
    "#0b7a6d": "#4fc3b0",
    "#8a3b92": "#d79be0",
    "#566075": "#a3acc1",
    "#0f8577": "#2fa596",
    "#c27a00": "#d3922a",
    "#c8293d": "#e4566a",
    "#858ea2": "#76809b",
    "#8c95a8": "#66708a",
    "#8b97d6": "#5c68b0",
    "#6f7dcb": "#6f7dd0",
    "#5564c0": "#8390e6",
    "#3a4bb4": "#9aa7f5",
    "#2c3a93": "#b7c1ff",
    "#1f2a6e": "#d6dcff",
    "#c27a01": "#d3922b",
}
