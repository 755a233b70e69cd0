"""How many sessions a number of people needs, and how large each should be."""

from __future__ import annotations


def sizes(people: int, largest: int) -> list[int]:
    """As few groups as fit, as equal as can be, the larger first: 33 people, at most 16 → 11, 11, 11."""
    if people <= 0 or largest <= 0:
        return []
    count = -(-people // largest)
    small, more = divmod(people, count)
    return [small + (place < more) for place in range(count)]
