"""Groups of people that cross offices: which people may stand in a group, so that no difference tells of fewer than five. Pure.

Source: docs/algorithms/adoption-score.md, "Small offices". Figures of offices with five or more are shown beside the groups.
Who takes an office's figure from a group's, or a group's from an office's, must be left with five people or with nobody.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from governance.core.suppression import FLOOR, is_small

Member = tuple[int, int]  # (person, office)


def standing_groups[K: Hashable](groups: Mapping[K, Iterable[Member]], whole: Mapping[int, int]) -> dict[K, list[Member]]:
    """Group → members that may be added up. `whole` are the people expected in each office; small offices stay out entirely.

    An office takes part in a group only with five people or more, and only if nobody or five or more of it are outside.
    """
    found: dict[K, list[Member]] = {}
    for name, members in groups.items():
        by_office: dict[int, list[Member]] = {}
        for member in members:
            by_office.setdefault(member[1], []).append(member)
        kept = [each for office, inside in by_office.items() if may_take_part(len(inside), whole.get(office, 0)) for each in inside]
        if kept:
            found[name] = sorted(kept)
    return found


def may_take_part(inside: int, whole: int) -> bool:
    """Whether so many of an office's people may stand in a group beside the office's own figure."""
    return whole >= FLOOR and inside >= FLOOR and not is_small(whole - inside)
