"""Counting the cleared, with what small groups may tell. Pure.

Source: docs/algorithms/clearance.md, "The share of the cleared".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from governance.core.suppression import is_small, may_join_total


@dataclass(frozen=True)
class Share:
    """So many cleared of so many who must use the CRM; `small` groups are for those who see the people anyway."""

    cleared: int
    people: int
    small: bool = False
    left_out: int = 0


def share(allowed: Mapping[int, bool]) -> Share:
    """Person → cleared for all they must do."""
    return Share(sum(allowed.values()), len(allowed), is_small(len(allowed)))


def by_person(lines: Iterable[tuple[int, bool]]) -> dict[int, bool]:
    """A person with two roles or offices counts once, as cleared only when cleared for each."""
    found: dict[int, bool] = {}
    for person, allowed in lines:
        found[person] = found.get(person, True) and allowed
    return found


def total(groups: Mapping[int, Mapping[int, bool]]) -> Share:
    """All offices together. Small ones join only where nobody can work out one of them by taking the others away."""
    small = {office: own for office, own in groups.items() if is_small(len(own))}
    joined = (
        groups if not small or may_join_total([len(own) for own in small.values()]) else {k: v for k, v in groups.items() if k not in small}
    )
    merged = by_person((person, allowed) for own in joined.values() for person, allowed in own.items())
    people = set().union(*(own for own in groups.values())) if groups else set()
    return Share(sum(merged.values()), len(merged), is_small(len(merged)), len(people - merged.keys()))
