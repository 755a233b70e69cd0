"""What is wrong with a row, and what a whole file would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from governance.core.errors import Text


@dataclass(frozen=True)
class Problem:
    """One reason why a row cannot be used. `row` is the line of the file as a spreadsheet counts it (the header is 1)."""

    row: int
    column: str
    message: Text
    value: str = ""


@dataclass(frozen=True)
class Plan:
    """What applying a file would do, worked out without writing anything. Rooms put their own unsaved rows in."""

    creates: list[Any] = field(default_factory=list)
    updates: list[Any] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "creates": len(self.creates),
            "updates": len(self.updates),
            "unchanged": self.unchanged,
            "problems": len({problem.row for problem in self.problems}),
        }
