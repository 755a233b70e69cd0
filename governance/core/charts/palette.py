"""Colours of charts. Each pair keeps 3:1 against its ground; neighbours differ in lightness, so they hold
in grey and for colour-blind readers.

Colour never speaks alone: series also differ by dash and marker, flags by symbol, stages by their printed name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ink:
    """Greys of the frame, for the light ground."""

    text: str = "#1f2933"
    quiet: str = "#5b6673"
    grid: str = "#dfe3e8"
    ground: str = "#ffffff"
    reference: str = "#7b8794"


INK = Ink()


@dataclass(frozen=True)
class Series:
    """How one line or group of bars looks."""

    colour: str
    dash: str
    symbol: str


SERIES = (
    Series("#0b5cad", "solid", "circle"),
    Series("#b4500b", "dash", "square"),
    Series("#00796b", "dot", "diamond"),
    Series("#7d3c98", "dashdot", "triangle-up"),
    Series("#5b6673", "longdash", "x"),
)


@dataclass(frozen=True)
class Flag:
    """Green, amber, red, or cannot be told: a colour with its own symbol."""

    colour: str
    symbol: str
    sign: str


FLAG = {
    "green": Flag("#1d7a4c", "circle", "●"),
    "amber": Flag("#b06000", "triangle-up", "▲"),
    "red": Flag("#b3261e", "square", "■"),
    "unknown": Flag("#5b6673", "diamond-open", "◇"),
}

# The walk of an office, light to dark; on hold stands apart.
STAGES = {
    "candidate": "#8f9ba8",
    "preparing": "#6f9bc8",
    "training": "#4f86bf",
    "trial": "#2f6fb0",
    "live": "#0b5394",
    "stabilised": "#0a3f70",
    "handed_over": "#082b4d",
    "held": "#b06000",
}

# Light ground → dark ground. The page swaps these when the reader's theme is dark; paper is always light.
DARK = {
    INK.text: "#e6e9ed",
    INK.quiet: "#a9b4c0",
    INK.grid: "#39424d",
    INK.ground: "#12171d",
    INK.reference: "#8b97a5",
    "#0b5cad": "#6db3f2",
    "#b4500b": "#f0975a",
    "#00796b": "#4fc3b0",
    "#7d3c98": "#c99ae0",
    "#1d7a4c": "#5ecb93",
    "#b06000": "#f0b04a",
    "#b3261e": "#f28b82",
    "#8f9ba8": "#66717d",
    "#6f9bc8": "#5479a3",
    "#4f86bf": "#5f93c9",
    "#2f6fb0": "#78aede",
    "#0b5394": "#94c6f0",
    "#0a3f70": "#b6dafa",
    "#082b4d": "#dcefff",
}
