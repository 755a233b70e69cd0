"""Results by cohort: groups of people and how they did, small groups kept back. Pure.

A person is in one group of a split for each paper. A group of fewer than five people is not shown, nor are others that would
give it away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.core.suppression import shown_groups


@dataclass(frozen=True)
class Result:
    """One person at one paper: whether the first attempt passed, and whether any pass was reached."""

    person: int
    first_time: bool | None
    passed: bool


@dataclass(frozen=True)
class Cohort[K: Hashable]:
    """One group; without figures where it is kept back."""

    key: K
    people: int | None = None
    results: int | None = None
    first_time: Decimal | None = None
    passed: Decimal | None = None

    @property
    def kept_back(self) -> bool:
        return self.people is None


def split[K: Hashable](results: Iterable[tuple[K, Result]]) -> list[Cohort[K]]:
    """The groups of one split in order of their names as text."""
    groups: dict[K, list[Result]] = {}
    for key, result in results:
        groups.setdefault(key, []).append(result)
    shown = shown_groups(people_in(groups))
    return [cohort(key, groups[key]) if key in shown else Cohort(key) for key in sorted(groups, key=str)]


def people_in[K: Hashable](groups: Mapping[K, Sequence[Result]]) -> dict[K, int]:
    return {key: len({result.person for result in own}) for key, own in groups.items()}


def cohort[K: Hashable](key: K, own: Sequence[Result]) -> Cohort[K]:
    return Cohort(
        key,
        len({result.person for result in own}),
        len(own),
        share(own, lambda result: result.first_time),
        share(own, lambda result: result.passed),
    )


def share(own: Sequence[Result], of: Callable[[Result], bool | None]) -> Decimal | None:
    """Per cent of those that can be told."""
    told = [found for result in own if (found := of(result)) is not None]
    return 100 * Decimal(sum(told)) / len(told) if told else None
