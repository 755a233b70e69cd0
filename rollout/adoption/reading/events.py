"""Rows of a file → the table `event` (one row per row of the file) and the table `rejected` (row number, problem, cells).

Events keep the file's order, so that their place tells the row number. Of the text only what a roll-up needs is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

from rollout.adoption.mapping import ISO, Mapping
from rollout.adoption.reading import times
from rollout.adoption.reading.blanks import blank_rows
from rollout.adoption.reading.engine import listed, literal
from rollout.adoption.reading.names import LONGEST_NAME, MANY, TEXT, Names, name_type, sampled
from rollout.adoption.reading.rows import Opened, Row, trimmed

NOT_COUNTING, FAILED, USED, ENTERED = range(4)
# Why a row that could be split into cells cannot be used, the most telling first.
REASONS = ("header", "no_user", "no_time", "bad_time", "future", "too_early", "no_identity", "too_long")


class NotUtf8(Exception):
    """The file is not UTF-8 throughout, against what its beginning said."""


def load(db: duckdb.DuckDBPyConnection, opened: Opened, mapping: Mapping, *, at: datetime, zones: dict[str, str] | None = None) -> None:
    """Read the file into `event` and `rejected`. `zones` gives the time zone of office labels already matched."""
    _office_zones(db, zones or {})
    names = sampled(db, opened.path, opened.header, mapping)
    db.execute(f"CREATE TABLE event AS {_judged(Row(opened, mapping), names, at)}").fetchall()
    _collect_rejected(db, opened)
    _add_missed(db, Row(opened, mapping, kept=True), names)
    _written_times(db, Row(opened, mapping, kept=True), at)


def _named(row: Row, names: Names) -> str:
    """The cells, and what is read from them alone: the instant, the names as numbers, the business date."""
    mapping = row.mapping
    moment, about = (row.cell if formats == (ISO,) else row.text for formats in (mapping.time_formats, mapping.date_formats))
    user, actor, place, feature = (
        _coded(*each)
        for each in (
            (row.cell(mapping.user), row.person(mapping.user), names.user),
            (row.cell(mapping.acting_user), row.person(mapping.acting_user), names.user),
            (row.cell(mapping.office), row.text(mapping.office), names.office),
            (row.feature_cell, row.feature, names.feature),
        )
    )
    return f"""SELECT *, {times.instant(moment(mapping.time), mapping.time_formats, mapping.zone)} AS t,
        {user} AS usr, {actor} AS actor, {place} AS office, {feature} AS feature,
        {times.day(about(mapping.business_date), mapping.date_formats)} AS business_day
        FROM {row.opened.rows}"""


def _coded(cell: str, text: str, kind: str) -> str:
    """A name as a number; NULL where there is none or the slices missed it."""
    if kind == TEXT:
        return text
    return f"CASE WHEN {cell} <> '' THEN coalesce(try_cast({cell} AS {kind}), try_cast({text} AS {kind})) END"


def _judged(row: Row, names: Names, at: datetime) -> str:
    """Every column of `event`. `cells` are kept of rows that need another look: unusable, with a name the slices missed, or on a day
    when the clock of the file's zone changes."""
    mapping = row.mapping
    days = times.change_days(mapping.zone, at.year)
    clock_changes = f"CAST(t AS DATE) IN ({', '.join(f'DATE {literal(str(day))}' for day in days)})" if days else "false"
    coded = (
        ("actor", row.cell(mapping.acting_user), row.text(mapping.acting_user)),
        ("office", row.cell(mapping.office), row.text(mapping.office)),
        ("feature", row.feature_cell, row.feature),
    )
    missed = " OR ".join(_unread(*each) for each in coded)
    no_day = _unread("business_day", row.cell(mapping.business_date), row.text(mapping.business_date))
    return f"""
        SELECT usr, office, feature, CASE WHEN actor <> usr THEN actor END AS acting,
            {_identity(row)} AS identity, {_day(row)} AS day, {_outcome(row)} AS outcome,
            business_day, {no_day} AS no_day, problem,
            CASE WHEN problem IS NOT NULL OR usr IS NULL OR {missed} OR {clock_changes} THEN [{_cells(row.opened)}] END AS cells
        FROM (SELECT * REPLACE ({times.meant("business_day")} AS business_day), {_problem(row, at)} AS problem
            FROM ({_named(row, names)}))"""


def _unread(read: str, cell: str, text: str) -> str:
    """Whether a cell is filled and nothing was read from it."""
    return f"CASE WHEN {read} IS NULL AND {cell} <> '' THEN {text} IS NOT NULL ELSE false END"


def _cells(opened: Opened) -> str:
    return ", ".join(f"c{number}" for number in range(len(opened.header)))


def _problem(row: Row, at: datetime) -> str:
    """Why a row cannot be used: the first reason that holds, as its number in REASONS. What is clearly well is seen first, cheaply."""
    mapping = row.mapping
    others = [name for name in mapping.identity if name != mapping.time]
    user, moment = row.text(mapping.user), row.text(mapping.time)
    named = [name for name in (mapping.user, mapping.office, mapping.acting_user) if name]
    short = " AND ".join(f"coalesce(strlen({row.cell(name)}) <= {LONGEST_NAME}, true)" for name in named)
    first, last = literal(f"{times.EARLIEST}-01-01 00:00:00+00"), literal((at + timedelta(days=1)).isoformat())
    # Any first character after the blank shows a cell that is not empty.
    filled = " OR ".join(f"{row.cell(name)} >= '!'" for name in others) or "true"
    reasons = {
        "header": f"{user} = {literal(mapping.user)} AND {moment} = {literal(mapping.time)}",
        "no_user": f"{user} IS NULL",
        "no_time": f"{moment} IS NULL",
        "bad_time": "t IS NULL",
        "future": f"t > TIMESTAMPTZ {last}",
        "too_early": f"t < TIMESTAMPTZ {first}",
        "no_identity": " AND ".join(f"{row.text(name)} IS NULL" for name in others) or "false",
        "too_long": " OR ".join(f"length({row.text(name)}) > {LONGEST_NAME}" for name in named),
    }
    cases = " ".join(f"WHEN {reasons[reason]} THEN {number}" for number, reason in enumerate(REASONS, start=1))
    return f"""CAST(CASE WHEN t BETWEEN TIMESTAMPTZ {first} AND TIMESTAMPTZ {last} AND usr IS NOT NULL AND ({filled}) AND {short} THEN NULL
        {cases} END AS UTINYINT)"""


def _identity(row: Row) -> str:
    """128 bits of the identity columns. Before each text but the last stands its length, so that no two lists look alike."""
    others = [name for name in sorted(row.mapping.identity) if name != row.mapping.time]
    texts = [f"coalesce({trimmed(row.cell(name))}, '')" for name in others]
    parts = [f"strlen({text}), ':', {text}" for text in texts[:-1]] + texts[-1:]
    instant = ["epoch_us(t), '|'"] if row.mapping.time in row.mapping.identity else []
    return f"md5_number(concat({', '.join(instant + parts)}))"


def _day(row: Row) -> str:
    zone = row.mapping.day_zone
    if zone == "file":
        return "CAST(t AS DATE)"  # The engine's own zone is the file's.
    if zone == "office":
        place = row.text(row.mapping.office)
        named = f"element_at((SELECT zones FROM office_zone), {place})[1]"
        return f"CAST(timezone(coalesce({named}, {literal(row.mapping.zone)}), t) AS DATE)"
    return f"CAST(timezone({literal(zone)}, t) AS DATE)"


def _office_zones(db: duckdb.DuckDBPyConnection, zones: dict[str, str]) -> None:
    db.execute("CREATE TABLE office_zone AS SELECT map(?::VARCHAR[], ?::VARCHAR[]) AS zones", [list(zones), list(zones.values())])


def _outcome(row: Row) -> str:
    """What a row counts as. Cells written just as the mapping says are told first, without looking for blanks."""
    mapping = row.mapping
    if mapping.rows_are == "sign_ins":
        return f"{NOT_COUNTING}::TINYINT"
    good = listed(mapping.success_values)
    succeeded = f"{row.cell(mapping.success)} IN {good}" if mapping.success else "true"
    failed = f"coalesce({row.text(mapping.success)}, '') NOT IN {good}" if mapping.success else "false"
    if not mapping.action:
        return f"CASE WHEN {succeeded} THEN {USED} WHEN {failed} THEN {FAILED} ELSE {USED} END::TINYINT"
    cell, act = row.cell(mapping.action), row.text(mapping.action)
    used = [each for each in mapping.counting if each not in mapping.entering]
    return f"""CASE WHEN {cell} IN {listed(mapping.entering)} AND {succeeded} THEN {ENTERED}
        WHEN {cell} IN {listed(used)} AND {succeeded} THEN {USED}
        WHEN coalesce({act} NOT IN {listed(mapping.counting)}, true) THEN {NOT_COUNTING} WHEN {failed} THEN {FAILED}
        WHEN {act} IN {listed(mapping.entering)} THEN {ENTERED} ELSE {USED} END::TINYINT"""


def _add_missed(db: duckdb.DuckDBPyConnection, row: Row, names: Names) -> None:
    """Give the names that the slices missed their numbers too; too many of them, and the column becomes text."""
    texts = {
        "user": {"usr": row.person(row.mapping.user), "acting": row.acting},
        "office": {"office": row.text(row.mapping.office)},
        "feature": {"feature": row.feature},
    }
    for kind, columns in texts.items():
        known = getattr(names, kind)
        if known == TEXT:
            continue
        parts = (f"SELECT {text} AS name FROM event WHERE cells IS NOT NULL AND {column} IS NULL" for column, text in columns.items())
        found = db.execute(f"SELECT name FROM ({' UNION '.join(parts)}) WHERE name IS NOT NULL ORDER BY name").fetchall()
        missed = [name for (name,) in found]
        if not missed:
            continue
        old = [name for (name,) in db.execute(f"SELECT name FROM {known}_list").fetchall()]
        wider = TEXT if len(old) + len(missed) > MANY else name_type(db, f"{known}_whole", [*old, *missed])
        for column, text in columns.items():
            whole = f"CASE WHEN cells IS NOT NULL THEN {text} ELSE CAST({column} AS VARCHAR) END"
            db.execute(f"ALTER TABLE event ALTER {column} TYPE {wider} USING CAST({whole} AS {wider})").fetchall()


def _written_times(db: duckdb.DuckDBPyConnection, row: Row, at: datetime) -> None:
    """`written`: the times as written, about the days when the clock of the file's zone changes."""
    about = [day + timedelta(days=n) for day in times.change_days(row.mapping.zone, at.year) for n in (-1, 0, 1)]
    days = f"day IN ({', '.join(f'DATE {literal(str(day))}' for day in about)})" if about else "false"
    db.execute(f"CREATE VIEW written AS SELECT {row.text(row.mapping.time)} AS clock FROM event WHERE cells IS NOT NULL AND {days}")


STRUCTURE = {
    "TOO MANY COLUMNS": "too_many_cells",
    "MISSING COLUMNS": "too_few_cells",
    "UNQUOTED VALUE": "bad_quotes",
    "LINE SIZE OVER MAXIMUM": "too_long",
    "INVALID ENCODING": "bad_text",
}


def _collect_rejected(db: duckdb.DuckDBPyConnection, opened: Opened) -> None:
    """Move unusable rows out of `event`, with the rows that the engine could not split into cells, numbered as in the file."""
    cases = " ".join(f"WHEN {literal(kind)} THEN {literal(code)}" for kind, code in STRUCTURE.items())
    db.execute(
        f"""CREATE TABLE broken AS SELECT CAST(line AS BIGINT) AS row_number,
            min(CASE CAST(error_type AS VARCHAR) {cases} ELSE 'bad_quotes' END) AS problem,
            [ltrim(any_value(csv_line), chr(10) || chr(13))] AS cells FROM reject_errors GROUP BY line"""
    ).fetchall()
    if db.execute("SELECT 1 FROM broken WHERE problem = 'bad_text' LIMIT 1").fetchone():
        raise NotUtf8
    _number_skipped(db, opened)
    reasons = ", ".join(map(literal, REASONS))
    db.execute(
        f"""CREATE TABLE rejected AS
            SELECT CAST(e.rowid + {opened.header_row + 1} + coalesce(s.shift, 0) AS BIGINT) AS row_number,
                [{reasons}][problem] AS problem, cells
            FROM (SELECT rowid, problem, cells FROM event WHERE problem IS NOT NULL) e
            ASOF LEFT JOIN (SELECT place, max(shift) AS shift FROM skipped GROUP BY place) s ON e.rowid >= s.place
            UNION ALL SELECT row_number, problem, cells FROM broken"""
    ).fetchall()
    db.execute("DELETE FROM event WHERE problem IS NOT NULL").fetchall()


def _number_skipped(db: duckdb.DuckDBPyConnection, opened: Opened) -> None:
    """`skipped`: from which place in `event` on how many rows of the file are missing before it."""
    skipped: set[int] = set()
    if db.execute("SELECT 1 FROM event WHERE problem IS NOT NULL LIMIT 1").fetchone():
        broken = {row for (row,) in db.execute("SELECT row_number FROM broken").fetchall()}
        (read,) = db.execute("SELECT count(*) FROM event").fetchone() or (0,)
        empty = blank_rows(opened.path, opened.header_row + read + len(broken))
        skipped = broken | {row for row in empty if row > opened.header_row}
    places = [row - opened.header_row - 1 - number for number, row in enumerate(sorted(skipped))]
    db.execute(
        "CREATE TABLE skipped AS SELECT unnest(?::BIGINT[]) AS place, unnest(?::BIGINT[]) AS shift",
        [places, list(range(1, len(places) + 1))],
    )
