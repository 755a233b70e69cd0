"""Who may not see questions because they still have to sit them, and who does not sit because they know them. Pure.

A paper draws questions of certain kinds: a topic and a difficulty. docs/algorithms/unseen-questions.md has the rule in words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

# A topic and a difficulty: what a row of a blueprint draws from.
Kind = tuple[int, int]


def still_to_sit(*, written: bool, going: bool, valid: bool, renewable: bool, closed: bool) -> bool:
    """Whether somebody has a test ahead: in progress, or not passed for good and not closed for them. A pass near its end is sat again."""
    return written and (going or (not closed and (renewable or not valid)))


@dataclass(frozen=True)
class Shut:
    """What is shut to one reader: all questions of these kinds and these very ones, but not those they wrote or approved themselves.

    `asked` are those of an attempt in progress: shut whoever wrote them, for nobody looks up their own test.
    """

    kinds: frozenset[Kind] = frozenset()
    asked: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()

    def hides(self, question: int, kind: Kind) -> bool:
        return question in self.asked or (kind in self.kinds and question not in self.own)

    def draws(self, kinds: Collection[Kind]) -> bool:
        """Whether a paper or analysis of these kinds shows what is shut."""
        return not self.kinds.isdisjoint(kinds)


def knows_too_much(known: int, *, permitted: bool) -> bool:
    """Whoever wrote, brought in or approved a question that may be asked does not sit, unless somebody else permitted it."""
    return known > 0 and not permitted
