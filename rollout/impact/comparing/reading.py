"""One list → a table of hashed keys and amounts. A raw key is never written anywhere: it is hashed while the file is read.

The salt of a comparison is drawn for it and forgotten with it, so the hashes lead to no customer and to no other comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from governance.core.errors import UnreadableFile
from governance.core.imports import open_table, to_utf8_csv
from rollout.adoption.reading.blanks import blank_rows
from rollout.adoption.reading.engine import literal
from rollout.adoption.reading.opening import with_all_cells
from rollout.adoption.reading.rows import Opened, trimmed
from rollout.impact.comparing.problems import BAD_STRUCTURE, REASONS, damaged

# Exact to six places; what is finer is rejected, never rounded.
PLACES, WIDE = 6, "DECIMAL(30, 6)"
LONGEST_KEY = 200


def opened(path: Path, name: str, reading: Mapping[str, str], target: Path) -> Opened:
    """A stored list ready for the engine; UnreadableFile says what is wrong."""
    table = open_table(path, name, **reading)
    csv = to_utf8_csv(path, name, target, encoding=table.encoding, delimiter=table.delimiter, sheet=reading.get("sheet", ""))
    return Opened(csv, with_all_cells(table.header, csv), ",", table.header_row)


def load(
    db: duckdb.DuckDBPyConnection,
    side: str,
    of: Opened,
    *,
    key: Sequence[str],
    totals: Sequence[str],
    office: str,
    salt: str,
    leading_zeros: bool,
) -> None:
    """Read a list into the table `side` (key, office, t0…, problem) in the file's order; what it could not split into `broken_side`."""
    cells = [of.column(name) for name in key]
    amounts = [amount(of.column(name)) for name in totals]
    parts = [key_text(cell, leading_zeros) for cell in cells]
    raw = ", ".join([*(f"{part} AS k{n}" for n, part in enumerate(parts)), *(f"{one} AS t{n}" for n, one in enumerate(amounts))])
    place = trimmed(of.column(office)) if office else "CAST(NULL AS VARCHAR)"
    columns = ", ".join([f"{hashed(len(parts), salt)} AS key", "office", *(f"t{n}" for n in range(len(amounts)))])
    header = repeated([*cells, *(of.column(name) for name in totals)], [*key, *totals])
    query = f"""CREATE TABLE {side} AS SELECT {columns}, {problem(parts, amounts)} AS problem
        FROM (SELECT {raw or "NULL AS nothing"}, {place} AS office, {header} AS again,
            {" OR ".join(wrong(of.column(name)) for name in totals) or "false"} AS no_amount FROM {of.rows})"""
    try:
        db.execute(query).fetchall()
    except (duckdb.InvalidInputException, duckdb.IOException) as broken:
        raise UnreadableFile(damaged(str(broken).splitlines()[0])) from broken
    keep_broken(db, side)


def key_text(cell: str, leading_zeros: bool) -> str:
    """A key without blanks at both ends; without leading zeros where they do not count, as after a spreadsheet has eaten them."""
    text = trimmed(cell)
    return text if leading_zeros else f"CASE WHEN {text} LIKE '0%' THEN coalesce(nullif(ltrim({text}, '0'), ''), '0') ELSE {text} END"


def hashed(parts: int, salt: str) -> str:
    """128 bits of the salted key. Before each part but the last stands its length, so that no two keys look alike."""
    if not parts:
        return "CAST(NULL AS UHUGEINT)"
    pieces = [f"CAST(strlen(k{n}) AS VARCHAR) || ':' || k{n}" for n in range(parts - 1)]
    return f"md5_number({' || '.join([literal(salt), *pieces, f'k{parts - 1}'])})"


def amount(cell: str) -> str:
    """A cell as an exact decimal; empty is nought. 1,234.50 is read where commas group thousands."""
    grouped = f"regexp_full_match({cell}, '\\s*[+-]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d*)?\\s*')"
    fallback = f"CASE WHEN {grouped} THEN try_cast(replace({cell}, ',', '') AS {WIDE}) WHEN coalesce(trim({cell}), '') = '' THEN 0 END"
    return f"coalesce(try_cast({cell} AS {WIDE}), {fallback})"


def wrong(cell: str) -> str:
    """A cell that is no plain amount: not a number, with an exponent, or finer than six places. The costly look comes last."""
    suspect = (
        f"contains({cell}, 'e') OR contains({cell}, 'E') OR (contains({cell}, '.') AND strlen({cell}) - strpos({cell}, '.') > {PLACES})"
    )
    plain = f"regexp_full_match(trim({cell}), '[+-]?[0-9,]*(\\.[0-9]{{0,{PLACES}}}0*)?')"
    return f"CASE WHEN {amount(cell)} IS NULL THEN true WHEN {suspect} THEN NOT {plain} ELSE false END"


def repeated(cells: Sequence[str], names: Sequence[str]) -> str:
    return " AND ".join(f"{cell} = {literal(name)}" for cell, name in zip(cells, names, strict=True)) or "false"


def problem(parts: Sequence[str], amounts: Sequence[str]) -> str:
    """Why a row cannot be compared: the first reason that holds, as its number in REASONS."""
    empty = " OR ".join(f"coalesce(k{n}, '') = ''" for n in range(len(parts))) or "false"
    longer = " OR ".join(f"strlen(k{n}) > {LONGEST_KEY}" for n in range(len(parts))) or "false"
    cases = {"header": "again", "no_key": empty, "long_key": longer, "no_amount": "coalesce(no_amount, false)"}
    told = " ".join(f"WHEN {cases[reason]} THEN {number}" for number, reason in enumerate(REASONS, start=1))
    return f"CAST(CASE {told} END AS UTINYINT)"


def keep_broken(db: duckdb.DuckDBPyConnection, side: str) -> None:
    """Rows that could not be split into cells: their line and what is wrong, without their text. The scan's own notes go."""
    cases = " ".join(f"WHEN {literal(kind)} THEN {literal(code)}" for kind, code in BAD_STRUCTURE.items())
    db.execute(
        f"""CREATE TABLE broken_{side} AS SELECT CAST(line AS BIGINT) AS row_number,
            min(CASE CAST(error_type AS VARCHAR) {cases} ELSE 'bad_quotes' END) AS problem FROM reject_errors
            WHERE scan_id = (SELECT max(scan_id) FROM reject_errors) GROUP BY line"""
    ).fetchall()
    if db.execute(f"SELECT 1 FROM broken_{side} WHERE problem = 'bad_text' LIMIT 1").fetchone():
        raise UnreadableFile(damaged("encoding"))
    db.execute("DROP TABLE IF EXISTS reject_errors")
    db.execute("DROP TABLE IF EXISTS reject_scans")


def number_rows(db: duckdb.DuckDBPyConnection, side: str, of: Opened) -> None:
    """`skipped_side`: from which place in the table on how many rows of the file are missing before it."""
    broken = {row for (row,) in db.execute(f"SELECT row_number FROM broken_{side}").fetchall()}
    (read,) = db.execute(f"SELECT count(*) FROM {side}").fetchone() or (0,)
    empty = blank_rows(of.path, of.header_row + read + len(broken))
    skipped = sorted(broken | {row for row in empty if row > of.header_row})
    places = [row - of.header_row - 1 - number for number, row in enumerate(skipped)]
    db.execute(
        f"CREATE TABLE skipped_{side} AS SELECT unnest(?::BIGINT[]) AS place, unnest(?::BIGINT[]) AS shift",
        [places, list(range(1, len(places) + 1))],
    )


def numbered(side: str, of: Opened, rows: str) -> str:
    """SQL: rows that have a `place` in the table, with their number in the file."""
    return f"""SELECT e.*, CAST(e.place + {of.header_row + 1} + coalesce(s.shift, 0) AS BIGINT) AS row_number
        FROM ({rows}) e
        ASOF LEFT JOIN (SELECT place, max(shift) AS shift FROM skipped_{side} GROUP BY place) s ON e.place >= s.place"""
