"""Two lists side by side in the engine: opened, read, and what of them cannot be compared or differs, by row number."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from rollout.adoption.reading.engine import engine, literal, workshop
from rollout.adoption.reading.rows import Opened
from rollout.impact.comparing.columns import Columns
from rollout.impact.comparing.problems import REASONS
from rollout.impact.comparing.reading import load, number_rows, numbered, opened

FIRST, SECOND = "first_list", "second_list"
# A file of more differences helps nobody: something is wrong with the lists, not with the rows.
MOST_DIFFERENCES = 200_000
STEPS = 5
Say = Callable[[int, int, str], None]


def silent(done: int, total: int, message: str) -> None:
    """For callers without a progress bar."""


@dataclass(frozen=True)
class Sent:
    """One list as it lies on disk, and how it is to be read (encoding, sheet, delimiter where chosen)."""

    path: Path
    name: str
    reading: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Pair:
    """Both lists in the engine."""

    db: duckdb.DuckDBPyConnection
    folder: Path
    columns: Columns
    lists: Mapping[str, Opened]

    @property
    def by_key(self) -> bool:
        return bool(self.columns.first_key)

    def rejected(self, side: str) -> dict[str, int]:
        """Reason → rows of a list that cannot be compared."""
        reasons = ", ".join(map(literal, REASONS))
        found = self.db.execute(
            f"""SELECT problem, sum(n)::BIGINT FROM (
                SELECT [{reasons}][problem] AS problem, count(*) AS n FROM {side} WHERE problem IS NOT NULL GROUP BY 1
                UNION ALL SELECT problem, count(*) FROM broken_{side} GROUP BY 1) GROUP BY 1 ORDER BY 1"""
        ).fetchall()
        return {str(problem): int(count) for problem, count in found}


@contextmanager
def read(first: Sent, second: Sent, columns: Columns, *, say: Say = silent) -> Iterator[Pair]:
    """Both lists read into memory, or beyond 800 MB into a folder that goes away. Keys are hashed while they are read."""
    zeros = columns.leading_zeros
    salt = secrets.token_hex(16)
    with workshop() as folder, engine(folder) as db:
        say(1, STEPS, _("Opening the lists"))
        lists = {FIRST: opened(first.path, first.name, first.reading, folder / "first.csv")}
        lists[SECOND] = opened(second.path, second.name, second.reading, folder / "second.csv")
        columns.check(lists[FIRST].header, lists[SECOND].header)
        say(2, STEPS, _("Reading the first list"))
        firsts, seconds = [one.first for one in columns.totals], [one.second for one in columns.totals]
        load(db, FIRST, lists[FIRST], key=columns.first_key, totals=firsts, office=columns.office, salt=salt, leading_zeros=zeros)
        say(3, STEPS, _("Reading the second list"))
        load(db, SECOND, lists[SECOND], key=columns.second_key, totals=seconds, office="", salt=salt, leading_zeros=zeros)
        say(4, STEPS, _("Comparing"))
        yield Pair(db, folder, columns, lists)


def write_rows(pair: Pair, chosen: Mapping[str, str], target: Path) -> int:
    """Differences as CSV: list, row number, what, hash of the key; no cell of the lists. Returns how many there are.

    `chosen`: side → SQL that yields (place, key, difference) of its differing rows; rejected rows are added.
    """
    reasons = ", ".join(map(literal, REASONS))
    parts = []
    for side, query in chosen.items():
        number_rows(pair.db, side, pair.lists[side])
        label = literal("first" if side == FIRST else "second")
        rejected = f"SELECT rowid AS place, NULL AS key, [{reasons}][problem] AS difference FROM {side} WHERE problem IS NOT NULL"
        rows = numbered(side, pair.lists[side], f"{query} UNION ALL {rejected}")
        parts += [f"SELECT {label} AS list, row_number, difference, key FROM ({rows})"]
        parts += [f"SELECT {label}, row_number, problem, NULL FROM broken_{side}"]
    hashes = "CASE WHEN key IS NOT NULL THEN printf('%032x', key) END AS key_hash"
    everything = f"SELECT list, row_number, difference, {hashes} FROM ({' UNION ALL '.join(parts)})"
    pair.db.execute(f"CREATE TABLE written AS {everything} ORDER BY list, row_number, difference").fetchall()
    (count,) = pair.db.execute("SELECT count(*) FROM written").fetchone() or (0,)
    pair.db.execute(f"COPY (SELECT * FROM written LIMIT {MOST_DIFFERENCES}) TO {literal(str(target))} (HEADER)").fetchall()
    return int(count)
