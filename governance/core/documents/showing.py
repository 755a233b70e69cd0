"""Frozen figures as tables, whatever document they belong to, so that a reader can hold them against the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from governance.core.languages import said

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Shown:
    """One table of frozen values under the name it was frozen with."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(figures: Mapping[str, Any]) -> list[Shown]:
    """Plain values first, then one table per group and per list."""
    plain = {name: value for name, value in figures.items() if not isinstance(value, dict | list)}
    found = [facts("", plain)] if plain else []
    found += [facts(name, value) for name, value in figures.items() if isinstance(value, dict) and value]
    return found + [listing(name, value) for name, value in figures.items() if isinstance(value, list) and value]


def facts(name: str, values: Mapping[str, Any]) -> Shown:
    return Shown(name, (), tuple((key, cell(value)) for key, value in values.items()))


def listing(name: str, values: Sequence[Any]) -> Shown:
    """A list of records; every key that any of them has is a column."""
    if not all(isinstance(value, dict) for value in values):
        return Shown(name, (), tuple((cell(value),) for value in values))
    columns = list(dict.fromkeys(key for value in values for key in value))
    return Shown(name, tuple(columns), tuple(tuple(cell(value.get(key)) for key in columns) for value in values))


def cell(value: Any) -> str:
    """A frozen value in one cell: a figure by its value, a text in the reader's language."""
    if value is None or value == "":
        return "–"
    if isinstance(value, dict):
        if value.keys() <= LANGUAGES:
            return said(value) or "–"
        return cell(value["value"]) if "value" in value else ", ".join(f"{key}: {cell(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(cell(one) for one in value) or "–"
    return str(value)
