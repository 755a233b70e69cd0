"""Places among offices: only scores of the same parts are compared. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Place:
    """Third of twelve; equal scores share the better place."""

    place: int
    of: int


def places[K: Hashable](standing: Mapping[K, tuple[Hashable, Fraction]]) -> dict[K, Place]:
    """Key → (what it may be compared with, figure) to key → place, the highest figure first."""
    groups: dict[Hashable, list[Fraction]] = {}
    for group, figure in standing.values():
        groups.setdefault(group, []).append(figure)
    better = {group: above(sorted(figures, reverse=True)) for group, figures in groups.items()}
    return {key: Place(1 + better[group][figure], len(groups[group])) for key, (group, figure) in standing.items()}


def above(figures: list[Fraction]) -> dict[Fraction, int]:
    """Of figures from the highest down: figure → how many are higher."""
    found: dict[Fraction, int] = {}
    for number, figure in enumerate(figures):
        found.setdefault(figure, number)
    return found
