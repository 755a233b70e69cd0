"""The tree of offices: what may be part of what. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def would_circle(office_id: int, parent_id: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether making `office_id` part of `parent_id` would make it, in the end, part of itself."""
    seen: set[int] = set()
    here = parent_id
    while here is not None and here not in seen:
        if here == office_id:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def depths(parents: Mapping[int, int | None]) -> dict[int, int]:
    """How deep each office lies: 0 for a root. An office whose parent is unknown is a root."""
    found: dict[int, int] = {}

    def depth(office_id: int, waiting: frozenset[int]) -> int:
        if office_id not in found:
            parent = parents.get(office_id)
            inside = parent is not None and parent in parents and parent not in waiting
            found[office_id] = depth(parent, waiting | {office_id}) + 1 if inside and parent is not None else 0
        return found[office_id]

    for office_id in parents:
        depth(office_id, frozenset())
    return found


def in_order(parents: Mapping[int, int | None], labels: Mapping[int, str]) -> list[int]:
    """Every office once, each followed by those that are part of it, siblings by label."""
    children: dict[int | None, list[int]] = {}
    for office_id, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(office_id)
    line: list[int] = []
    waiting = sorted(children.get(None, []), key=lambda one: labels[one], reverse=True)
    while waiting:
        here = waiting.pop()
        line.append(here)
        waiting += sorted(children.get(here, []), key=lambda one: labels[one], reverse=True)
    return line
