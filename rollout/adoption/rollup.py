"""Events → one row per user, office, day and feature, each event once: the counting, in DuckDB.

Works on the tables that `reading.events.load` made. Raises nothing of its own; what it finds is in `Tally`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from rollout.adoption.reading.events import FAILED, NOT_COUNTING, USED
from rollout.adoption.rollup_text import by_hand_text, rolled_text


@dataclass(frozen=True)
class Deadlines:
    """Until which day a record of a business date is in time: by calendar, and the calendar of matched office labels."""

    default: str
    by_calendar: Mapping[str, Mapping[date, date]]
    offices: Mapping[str, str]


def keep_days(db: duckdb.DuckDBPyConnection, first: date, last: date) -> int:
    """Leave only the events of these days: a correction is the truth about them and about nothing else. Returns how many go."""
    return _removed(db, f"SELECT rowid FROM event WHERE day NOT BETWEEN DATE '{first}' AND DATE '{last}'")


def drop_repeats(db: duckdb.DuckDBPyConnection, earlier: Sequence[Path]) -> tuple[int, int]:
    """Leave each event once: (repeats within the file, events already counted from an earlier file) are removed.

    Of repeats the first row of the file stays. Both are decided by the 128 identity bits alone.
    """
    # Groups of half the bits are narrower; the few that share them are then told apart by all.
    db.execute("CREATE TABLE alike AS SELECT hash(identity) AS half FROM event GROUP BY half HAVING count(*) > 1").fetchall()
    db.execute(
        """CREATE TABLE twin AS SELECT identity, min(rowid) AS first FROM event SEMI JOIN alike ON hash(identity) = half
            GROUP BY identity HAVING count(*) > 1"""
    ).fetchall()
    repeats = _removed(db, "SELECT e.rowid FROM event e JOIN twin USING (identity) WHERE e.rowid <> twin.first")
    if not earlier:
        return repeats, 0
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in earlier)
    stored = f"SELECT (high::UHUGEINT << 64) | low::UHUGEINT AS identity FROM read_parquet([{files}])"
    return repeats, _removed(db, f"SELECT e.rowid FROM event e SEMI JOIN ({stored}) USING (identity)")


def _removed(db: duckdb.DuckDBPyConnection, rows: str) -> int:
    found = db.execute(f"DELETE FROM event WHERE rowid IN ({rows})").fetchone()
    return int(found[0]) if found else 0


def roll_up(db: duckdb.DuckDBPyConnection, deadlines: Deadlines | None) -> None:
    """Make the table `rolled`, by the text that every engine runs."""
    _deadline_tables(db, deadlines)
    calendars = len(deadlines.by_calendar) if deadlines else 0
    db.execute(f"CREATE TABLE rolled AS {rolled_text(calendars=calendars, default=deadlines.default if deadlines else '')}").fetchall()
    db.execute(f"INSERT INTO rolled {by_hand_text()}").fetchall()


def _deadline_tables(db: duckdb.DuckDBPyConnection, deadlines: Deadlines | None) -> None:
    if deadlines is None:
        return
    rows = [(name, day, due) for name, days in deadlines.by_calendar.items() for day, due in days.items()]
    names, days, dues = (list(each) for each in zip(*rows, strict=True)) if rows else ([], [], [])
    db.execute(
        "CREATE TABLE deadline AS SELECT unnest(?::VARCHAR[]) AS calendar, unnest(?::DATE[]) AS business_day, unnest(?::DATE[]) AS due",
        [names, days, dues],
    )
    labels, calendars = list(deadlines.offices), list(deadlines.offices.values())
    db.execute(
        """CREATE TABLE office_calendar AS SELECT office, calendar FROM (SELECT DISTINCT office FROM event) e
            JOIN (SELECT unnest(?::VARCHAR[]) AS label, unnest(?::VARCHAR[]) AS calendar) c ON c.label = CAST(e.office AS VARCHAR)""",
        [labels, calendars],
    )


def write_identities(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The identities of the events counted here, for the next file. Parquet has no 128-bit number, so two of 64."""
    halves = "(identity >> 64)::UBIGINT AS high, (identity & 18446744073709551615)::UBIGINT AS low"
    db.execute(
        f"COPY (SELECT {halves} FROM event) TO '{path}' (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)"
    ).fetchall()


@dataclass(frozen=True)
class Tally:
    """What was found in a file, for the preview and the record."""

    rows: int
    rejected: Mapping[str, int]
    repeats: int
    already_counted: int
    events: int
    failed: int
    not_counting: int
    used: int
    users: int
    offices: int
    users_in_several_offices: int
    no_business_day: int
    first_day: date | None
    last_day: date | None
    weeks: Mapping[str, int]
    roll_up_rows: int


def tally(db: duckdb.DuckDBPyConnection, repeats: int, already: int) -> Tally:
    """Count what `load`, `drop_repeats` and `roll_up` left behind."""
    rejected = dict(db.execute("SELECT problem, count(*) FROM rejected GROUP BY 1 ORDER BY 2 DESC, 1").fetchall())
    events, failed, other, no_day, first, last = _one(
        db,
        f"""SELECT count(*), count(*) FILTER (outcome = {FAILED}), count(*) FILTER (outcome = {NOT_COUNTING}),
            count(*) FILTER (no_day), min(day), max(day) FROM event""",
    )
    db.execute("CREATE TABLE pair AS SELECT DISTINCT usr, office FROM event").fetchall()
    users, offices, several = _one(
        db,
        """SELECT count(DISTINCT usr), count(DISTINCT office),
            (SELECT count(*) FROM (SELECT usr FROM pair WHERE office IS NOT NULL GROUP BY usr HAVING count(*) > 1)) FROM pair""",
    )
    weeks = db.execute(
        "SELECT strftime(date_trunc('week', day), '%Y-%m-%d'), sum(actions)::BIGINT FROM rolled GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return Tally(
        rows=events + repeats + already + sum(rejected.values()),
        rejected=rejected,
        repeats=repeats,
        already_counted=already,
        events=events,
        failed=failed,
        not_counting=other,
        used=events - failed - other,
        users=users,
        offices=offices,
        users_in_several_offices=several,
        no_business_day=no_day,
        first_day=first,
        last_day=last,
        weeks=dict(weeks),
        roll_up_rows=_one(db, "SELECT count(*) FROM rolled")[0],
    )


def used_by(db: duckdb.DuckDBPyConnection, names: Sequence[str]) -> int:
    """Events of these accounts that would count as use, were they people."""
    query = f"SELECT count(*) FROM event WHERE outcome >= {USED} AND coalesce(acting, usr) IN (SELECT unnest(?::VARCHAR[]))"
    return int((db.execute(query, [list(names)]).fetchone() or (0,))[0]) if names else 0


def names(db: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The names that a query finds, in the order of the alphabet."""
    found = db.execute(f"SELECT CAST(name AS VARCHAR) FROM ({query}) WHERE name IS NOT NULL ORDER BY 1").fetchall()
    return [name for (name,) in found]


def _one(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return db.execute(query).fetchone() or ()
