"""What may be shown of small groups, so that no difference of two shown figures points at persons. Pure.

Source: docs/algorithms/adoption-score.md, "Small offices".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

FLOOR = 5
LEAST_OFFICES = 3


def is_small(people: int | None) -> bool:
    """Between one and four people. Nobody, or nobody knows how many, is another matter."""
    return people is not None and 0 < people < FLOOR


def may_join_total(sizes: Collection[int]) -> bool:
    """Whether the small offices may be added, all together, to the total of the programme.

    Taking the shown offices from the total then leaves the sum of the small ones; the head of any one of them can
    take their own away, and what is left must still be two offices and five people.
    """
    return len(sizes) >= LEAST_OFFICES and sum(sizes) - max(sizes) >= FLOOR


def shown_groups[K](sizes: Mapping[K, int]) -> set[K]:
    """Which groups of a split may be shown beside their total: the hidden ones are at least two, and five people together."""
    ordered = sorted((key for key in sizes if sizes[key]), key=lambda key: (sizes[key], str(key)))
    hidden = [key for key in ordered if is_small(sizes[key])]
    rest = [key for key in ordered if not is_small(sizes[key])]
    while hidden and rest and (len(hidden) < 2 or sum(sizes[key] for key in hidden) < FLOOR):
        hidden.append(rest.pop(0))
    return set(rest)


def withheld(people: Iterable[int], told: Collection[int]) -> set[int]:
    """People whose own rows are not shown: those without notice, and as many others as hide them among five."""
    everyone = sorted(people)
    hidden = [person for person in everyone if person not in told]
    others = [person for person in everyone if person in told]
    missing = max(FLOOR - len(hidden), 0) if hidden else 0
    return set(hidden) | set(others[:missing])
