"""Users, offices and features as numbers: a few slices of the file tell most names before all of it is read.

A name is then two bytes wide instead of its text, which keeps the events in memory and makes them quick to group.
Names that the slices missed are found while reading and added afterwards: what is counted never depends on the slices.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rollout.adoption.mapping import Mapping

SLICES, SLICE = 64, 64 * 1024
# With more names than that, or every fifth row a new one, a column is no list of names and stays text.
MANY, MOSTLY_NEW = 100_000, 5
TEXT = "VARCHAR"
LONGEST_NAME, LONGEST_FEATURE = 200, 80
# Fifteen characters that tell the record, and three that only guard against lost case.
SALESFORCE_18 = "[A-Za-z0-9]{15}[A-Z0-5]{3}"


@dataclass(frozen=True)
class Names:
    """The SQL type of users, offices and features: an ENUM of the names, or text."""

    user: str = TEXT
    office: str = TEXT
    feature: str = TEXT


def sampled(db: duckdb.DuckDBPyConnection, path: Path, header: Sequence[str], mapping: Mapping) -> Names:
    """Types made of the names in the slices of a UTF-8 file."""
    place = {name: number for number, name in enumerate(header)}
    users = [place[name] for name in (mapping.user, mapping.acting_user) if name]
    offices = [place[name] for name in (mapping.office,) if name]
    parts = {"object": (mapping.object,), "action": (mapping.action,), "both": (mapping.object, mapping.action)}[mapping.feature]
    features = [place[name] for name in parts if name]
    rows = [[cell.strip(" ") for cell in cells] for cells in _rows(path) if len(cells) == len(header)]
    return Names(
        _type(db, "user_name", [_person(cells[number], mapping) for cells in rows for number in users]),
        _type(db, "office_name", [cells[number] for cells in rows for number in offices]),
        _type(db, "feature_name", [": ".join(cells[number] for number in features if cells[number])[:LONGEST_FEATURE] for cells in rows]),
    )


def _person(name: str, mapping: Mapping) -> str:
    """As `rows.Row.person` has it."""
    return name[:15] if mapping.user_ids == "salesforce" and re.fullmatch(SALESFORCE_18, name) else name


def name_type(db: duckdb.DuckDBPyConnection, name: str, names: Sequence[str]) -> str:
    """Make an ENUM of that name."""
    db.execute(f"CREATE TABLE {name}_list AS SELECT unnest(?::VARCHAR[]) AS name", [list(names)])
    db.execute(f"CREATE TYPE {name} AS ENUM (SELECT name FROM {name}_list)")
    return name


def _type(db: duckdb.DuckDBPyConnection, name: str, cells: Sequence[str]) -> str:
    found = sorted({cell for cell in cells if cell and len(cell) <= LONGEST_NAME})
    if not found or len(found) > max(MANY, 0) or (len(found) > 1000 and len(found) * MOSTLY_NEW > len(cells)):
        return TEXT
    return name_type(db, name, found)


def _rows(path: Path) -> Iterator[Sequence[str]]:
    """The rows of the slices as far as they can be read; a slice that begins inside a quoted cell only gives names nobody has."""
    for lines in _slices(path):
        try:
            yield from csv.reader(lines)
        except csv.Error:
            continue


def _slices(path: Path) -> Iterator[list[str]]:
    """Whole lines from evenly spaced places of the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in range(0, size, max(SLICE, size // SLICES)):
            file.seek(start)
            lines = file.read(SLICE).decode("utf-8", "ignore").splitlines(keepends=True)
            yield lines[1:-1] if start + SLICE < size else lines[1:]
