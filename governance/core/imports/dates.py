"""Dates of a column: the format is found from all of its cells, never guessed cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from governance.core.errors import Text


@dataclass(frozen=True)
class DateFormat:
    """How the cells of one column are written. `pattern` is a strptime pattern (also DuckDB's), "" for Excel serials.

    `ambiguous` is true when day and month could be exchanged in every cell: then ask, or say which was taken.
    """

    pattern: str
    label: Text
    ambiguous: bool = False

    def read(self, text: str) -> datetime | None:
        """The naive (or, where the cell carries an offset, aware) moment; None where the cell does not fit."""
        raise NotImplementedError


def detect_dates(values: Iterable[str], *, order: str = "") -> DateFormat | None:
    """The one format that reads every non-empty cell (`order`: "dmy" or "mdy" settles an ambiguous one); None if there is none."""
    raise NotImplementedError
