"""Answers of a survey as counters: what may be answered, and what counters say. Pure.

Source: docs/algorithms/small-groups.md, "Surveys".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.core.suppression import FLOOR
from rollout.impact.rules.small_groups import Told, told_by_group
from rollout.impact.states import Measures

__all__ = ["FLOOR", "FOLLOWED", "RATED", "Answers", "acceptable", "possible", "together", "told"]
RATINGS = range(1, 6)
FOLLOWED = frozenset({Measures.EXPECTATION, Measures.SATISFACTION})
RATED = frozenset({Measures.EXPECTATION, Measures.SATISFACTION, Measures.OTHER})


def possible(measures: Measures, choices: int) -> range:
    """The values an answer may have: 1 to 5, or the places of the choices."""
    return RATINGS if measures in RATED else range(choices)


def acceptable(measures: Measures, choices: int, values: Sequence[int]) -> bool:
    """One rating, or any of the choices, each once."""
    wanted = possible(measures, choices)
    if measures in RATED:
        return len(values) == 1 and values[0] in wanted
    return len(set(values)) == len(values) and all(value in wanted for value in values)


@dataclass(frozen=True)
class Answers:
    """The counters of one question for one group: value → people, and how many people answered."""

    counts: Mapping[int, int]
    people: int

    @property
    def mean(self) -> Decimal | None:
        """Of ratings; None where nobody answered."""
        total = sum(self.counts.values())
        return Decimal(sum(value * people for value, people in self.counts.items())) / total if total else None

    def share(self, value: int) -> Decimal | None:
        """Percent of those who answered."""
        return Decimal(100 * self.counts.get(value, 0)) / self.people if self.people else None


def together(groups: Sequence[Answers]) -> Answers:
    counts: dict[int, int] = {}
    for group in groups:
        for value, people in group.counts.items():
            counts[value] = counts.get(value, 0) + people
    return Answers(counts, sum(group.people for group in groups))


def told[K](groups: Mapping[K, Answers]) -> Told[K]:
    """Which groups' answers may be told: five people at least, and what is hidden is two groups and five people."""
    return told_by_group({key: group.people for key, group in groups.items()})
