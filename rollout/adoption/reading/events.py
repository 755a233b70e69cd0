"""Rows of a file → the table `event` (one row per row of the file) and the table `rejected` (row number, problem, cells).

Events keep the file's order, so that their place tells the row number. Of the text only what a roll-up needs is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from rollout.adoption.mapping import Mapping
from rollout.adoption.reading import times
from rollout.adoption.reading.blanks import blank_rows
from rollout.adoption.reading.engine import listed, literal

# A name is measured in bytes, which is quick; in Chinese these are at least 66 characters.
LONGEST_NAME, LONGEST_FEATURE = 200, 80
NOT_COUNTING, FAILED, USED, ENTERED = range(4)
# The columns a file of rejected rows begins with; sent again, they are left out and neutralised cells are restored.
REJECT_COLUMNS = ("gatehouse_row", "gatehouse_problem")


class NotUtf8(Exception):
    """The file is not UTF-8 throughout, against what its beginning said."""


@dataclass(frozen=True)
class Opened:
    """A UTF-8 CSV file ready for the engine, its columns by name, and the number of its header row."""

    path: Path
    header: tuple[str, ...]
    delimiter: str = ","
    header_row: int = 1

    def column(self, name: str) -> str:
        return f"c{self.header.index(name)}"

    @property
    def rows(self) -> str:
        """SQL that reads every column as text and remembers the rows that are not whole."""
        columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(self.header)))
        return (
            f"read_csv({literal(str(self.path))}, auto_detect=false, header=true, delim={literal(self.delimiter)}, "
            "quote='\"', escape='\"', "
            f"columns={{{columns}}}, skip={self.header_row - 1}, store_rejects=true, rejects_limit=0)"
        )


def load(db: duckdb.DuckDBPyConnection, opened: Opened, mapping: Mapping, *, at: datetime, zones: dict[str, str] | None = None) -> None:
    """Read the file into `event` and `rejected`. `zones` gives the time zone of office labels already matched."""
    _office_zones(db, zones or {})
    columns = "usr, acting, office, feature, identity, day, outcome, business_day, no_day, clock, problem, cells"
    db.execute(f"CREATE TABLE event AS SELECT {columns} FROM ({_judged(opened, mapping, at)})").fetchall()
    _collect_rejected(db, opened)


def _text(opened: Opened, name: str) -> str:
    if not name:
        return "CAST(NULL AS VARCHAR)"
    plain = opened.column(name)
    if opened.header[:2] == REJECT_COLUMNS:
        plain = f"regexp_replace({plain}, '^''([=+@\\t\\r-])', '\\1')"
    return f"nullif({_trimmed(plain)}, '')"


def _trimmed(text: str) -> str:
    """Without blanks at both ends. Looking for them first costs a third of trimming every cell."""
    return f"CASE WHEN {text} LIKE ' %' OR {text} LIKE '% ' THEN trim({text}) ELSE {text} END"


def _named(opened: Opened, mapping: Mapping) -> str:
    """The mapped columns under the names of their roles, and all cells for rows that turn out unusable."""
    roles = {
        "usr": mapping.user,
        "actor": mapping.acting_user,
        "moment": mapping.time,
        "place": mapping.office,
        "thing": mapping.object,
        "act": mapping.action,
        "about": mapping.business_date,
        "result": mapping.success,
    }
    parts = [f"{_text(opened, column)} AS {role}" for role, column in roles.items()]
    parts += [f"{opened.column(column)} AS id{number}" for number, column in enumerate(mapping.identity)]
    return f"SELECT {', '.join(parts)}, * FROM {opened.rows}"


def _cells(opened: Opened) -> str:
    return ", ".join(f"c{number}" for number in range(len(opened.header)))


def _timed(opened: Opened, mapping: Mapping) -> str:
    instant = times.instant("moment", mapping.time_formats, mapping.zone)
    business = times.day("about", mapping.date_formats)
    return f"SELECT *, {instant} AS t, {business} AS business_day FROM ({_named(opened, mapping)})"


def _judged(opened: Opened, mapping: Mapping, at: datetime) -> str:
    """Every column of `event`."""
    return f"""
        SELECT usr, place AS office, {_feature(mapping)} AS feature,
            CASE WHEN actor <> usr THEN actor END AS acting,
            {_identity(mapping)} AS identity,
            {_day(mapping)} AS day,
            {_outcome(mapping)} AS outcome,
            business_day, about IS NOT NULL AND business_day IS NULL AS no_day,
            {_clock(mapping, at)} AS clock,
            problem,
            CASE WHEN problem IS NOT NULL THEN [{_cells(opened)}] END AS cells
        FROM (SELECT *, {_problem(mapping, at)} AS problem FROM ({_timed(opened, mapping)}))"""


def _problem(mapping: Mapping, at: datetime) -> str:
    """Why a row cannot be used: the first reason that holds."""
    others = [f"id{number}" for number, column in enumerate(mapping.identity) if column != mapping.time]
    nameless = " AND ".join(f"coalesce({each}, '') IN ('', ' ')" for each in others) or "false"
    latest = literal((at + timedelta(days=1)).isoformat())
    return f"""CASE
        WHEN t IS NOT NULL AND usr IS NOT NULL AND NOT ({nameless})
            AND t BETWEEN TIMESTAMPTZ '{times.EARLIEST}-01-01 00:00:00+00' AND TIMESTAMPTZ {latest}
            AND strlen(usr) <= {LONGEST_NAME} AND coalesce(strlen(place) <= {LONGEST_NAME}, true)
            AND coalesce(strlen(actor) <= {LONGEST_NAME}, true) THEN NULL
        WHEN usr = {literal(mapping.user)} AND moment = {literal(mapping.time)} THEN 'header'
        WHEN usr IS NULL THEN 'no_user'
        WHEN moment IS NULL THEN 'no_time'
        WHEN t IS NULL THEN 'bad_time'
        WHEN t > TIMESTAMPTZ {latest} THEN 'future'
        WHEN t < TIMESTAMPTZ '{times.EARLIEST}-01-01 00:00:00+00' THEN 'too_early'
        WHEN {nameless} THEN 'no_identity'
        ELSE 'too_long' END"""


def _identity(mapping: Mapping) -> str:
    """128 bits of the identity columns. Before each text but the last stands its length, so that no two lists look alike."""
    ordered = sorted(enumerate(mapping.identity), key=lambda each: each[1])
    texts = [f"coalesce({_trimmed(f'id{number}')}, '')" for number, column in ordered if column != mapping.time]
    parts = [f"strlen({text}), ':', {text}" for text in texts[:-1]] + texts[-1:]
    instant = ["epoch_us(t), '|'"] if mapping.time in mapping.identity else []
    return f"md5_number(concat({', '.join(instant + parts)}))"


def _feature(mapping: Mapping) -> str:
    chosen = {"object": "thing", "action": "act", "both": "concat_ws(': ', thing, act)"}[mapping.feature]
    return f"coalesce(left({chosen}, {LONGEST_FEATURE}), '')"


def _day(mapping: Mapping) -> str:
    if mapping.day_zone == "file":
        return "CAST(t AS DATE)"  # The engine's own zone is the file's.
    if mapping.day_zone == "office":
        return f"CAST(timezone(coalesce(office_zone[place], {literal(mapping.zone)}), t) AS DATE)".replace(
            "office_zone[place]", "element_at((SELECT zones FROM office_zone), place)[1]"
        )
    return f"CAST(timezone({literal(mapping.day_zone)}, t) AS DATE)"


def _office_zones(db: duckdb.DuckDBPyConnection, zones: dict[str, str]) -> None:
    db.execute("CREATE TABLE office_zone AS SELECT map(?::VARCHAR[], ?::VARCHAR[]) AS zones", [list(zones), list(zones.values())])


def _outcome(mapping: Mapping) -> str:
    failed = f"coalesce(result, '') NOT IN {listed(mapping.success_values)}" if mapping.success else "false"
    if not mapping.action:
        return f"CASE WHEN {failed} THEN {FAILED} ELSE {USED} END::TINYINT"
    return f"""CASE WHEN act IS NULL OR act NOT IN {listed(mapping.counting)} THEN {NOT_COUNTING} WHEN {failed} THEN {FAILED}
        WHEN act IN {listed(mapping.entering)} THEN {ENTERED} ELSE {USED} END::TINYINT"""


def _clock(mapping: Mapping, at: datetime) -> str:
    """The written time, kept only on days when the clock of the file's zone changes."""
    days = times.change_days(mapping.zone, at.year)
    if not days:
        return "CAST(NULL AS VARCHAR)"
    return f"CASE WHEN CAST(t AS DATE) IN ({', '.join(f'DATE {literal(str(day))}' for day in days)}) THEN moment END"


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
    db.execute(
        f"""CREATE TABLE rejected AS
            SELECT CAST(e.rowid + {opened.header_row + 1} + coalesce(s.shift, 0) AS BIGINT) AS row_number, problem, cells
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
        skipped = broken | {row for row in blank_rows(opened.path) if row > opened.header_row}
    places = [row - opened.header_row - 1 - number for number, row in enumerate(sorted(skipped))]
    db.execute(
        "CREATE TABLE skipped AS SELECT unnest(?::BIGINT[]) AS place, unnest(?::BIGINT[]) AS shift",
        [places, list(range(1, len(places) + 1))],
    )
