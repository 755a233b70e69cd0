"""What is told above an office of refusals and answers, so that no difference of two figures points at persons. Pure.

Source: docs/algorithms/small-groups.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from governance.core.suppression import FLOOR, LEAST_OFFICES, shown_groups


@dataclass(frozen=True)
class Told[K]:
    """The groups whose figure is told, and whether their total is."""

    shown: frozenset[K]
    total: bool


def told_by_office[K](sizes: Mapping[K, int]) -> Told[K]:
    """Which offices' counts are told beside the total of all.

    Whoever heads one office knows its count: with that, with all that is told and with the total, what is left unknown must still
    be two offices and five refusals. Where this cannot be had, the total is not told either.
    """
    counted = {key: size for key, size in sizes.items() if size}
    shown = set(shown_groups(counted))
    while shown and not safe_from_heads(hidden(counted, shown)):
        shown.remove(min(shown, key=lambda key: (counted[key], str(key))))
    return Told(frozenset(shown), safe_from_heads(hidden(counted, shown)))


def hidden[K](counted: Mapping[K, int], shown: set[K]) -> list[int]:
    return [size for key, size in counted.items() if key not in shown]


def safe_from_heads(unknown: list[int]) -> bool:
    """Nothing is hidden, or what is hidden withstands the head of any one of these offices."""
    return not unknown or (len(unknown) >= LEAST_OFFICES and sum(unknown) - max(unknown) >= FLOOR)


def told_by_group[K](sizes: Mapping[K, int]) -> Told[K]:
    """Which groups of a split that nobody heads (causes, jobs, answers by office) are told beside their total."""
    counted = {key: size for key, size in sizes.items() if size}
    total = sum(counted.values())
    return Told(frozenset(shown_groups(counted)), total == 0 or total >= FLOOR)


def part_told(part: int, whole: int) -> bool:
    """Whether a part may be told beside the whole it is of: neither it nor what is left over is one to four."""
    return all(number == 0 or number >= FLOOR for number in (part, whole - part)) or part == 0
