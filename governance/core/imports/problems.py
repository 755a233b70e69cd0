"""What is wrong with a row, and what a whole file would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.core.errors import Text


@dataclass(frozen=True)
class Problem:
    """One reason why a row cannot be used. `row` is the row of the file as a spreadsheet counts it; 0 is the file itself."""

    row: int
    column: str
    message: Text
    value: str = ""


@dataclass(frozen=True)
class Change:
    """One record that a row creates or alters: what the page says of it, and what `apply` needs.

    `fields` are (label, before, after); for a new record `before` is empty.
    """

    row: int
    title: str
    fields: tuple[tuple[Text, str, str], ...] = ()
    data: Any = None


@dataclass(frozen=True)
class Plan:
    """What applying a file would do, worked out without writing anything. `creates` and `updates` are best `Change`s."""

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


def by_row(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """The problems of each row, in the file's order."""
    rows: dict[int, list[Problem]] = {}
    for problem in sorted(problems, key=lambda problem: problem.row):
        rows.setdefault(problem.row, []).append(problem)
    return rows


def rejects(header: Sequence[str], cells: dict[int, tuple[str, ...]], problems: Iterable[Problem]) -> list[list[Any]]:
    """One line per rejected row: its number, the columns, the reasons, then its own cells, to be mended and sent again."""
    lines = []
    for row, found in by_row(problems).items():
        columns = "; ".join(dict.fromkeys(problem.column for problem in found if problem.column))
        reasons = "; ".join(dict.fromkeys(str(problem.message) for problem in found))
        lines.append([row, columns, reasons, *cells.get(row, ("",) * len(header))[: len(header)]])
    return lines
