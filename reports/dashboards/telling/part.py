"""One part of a page or printed report: a sentence, figures, pictures, tables, notes. Every part is shown alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from governance.core import written
from governance.core.charts import Chart
from governance.core.money import Money, format_whole


@dataclass(frozen=True)
class Tile:
    """One large figure."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Head:
    """A column: its label, and its look (`num`, or a width)."""

    label: str
    look: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table; the first cell of a row names it."""

    title: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[str]]
    note: str = ""

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Every cell with the look of its column."""
        return [[(cell, head.look) for cell, head in zip(row, self.heads, strict=True)] for row in self.rows]


@dataclass(frozen=True)
class Words:
    """Sentences under a heading of their own; the first says it, the others qualify it."""

    title: str
    first: str
    others: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    code: str
    title: str
    lead: str
    tiles: Sequence[Tile] = ()
    shown: Sequence[Chart | Sheet | Words] = ()

    @property
    def charts(self) -> list[Chart]:
        return [one for one in self.shown if isinstance(one, Chart)]

    @property
    def blocks(self) -> list[tuple[str, Chart | Sheet | Words]]:
        """What is shown, in order, each with its kind for the template."""
        return [(type(one).__name__.lower(), one) for one in self.shown]


Frozen = Mapping[str, Any]


def said(texts: Mapping[str, str] | None) -> str:
    """A frozen text in the active language, else in English."""
    if not texts:
        return ""
    return texts.get(translation.get_language() or "en") or texts.get("en", "")


def decimal(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def day(value: str | None) -> str:
    """A frozen day as it is printed."""
    return written.day(day_of(value))


def sum_of(value: str | Decimal | None, currency: str) -> str:
    """Money in whole units, for a board; the frozen figure holds every digit. A dash where it cannot be told."""
    if value is None:
        return written.DASH
    return format_whole(Money(Decimal(value), currency), translation.get_language() or "en")


def whole(value: str | None) -> str:
    return written.number(decimal(value), 0)
