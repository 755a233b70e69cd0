"""How many written times fall into an hour that a clock change repeats or leaves out."""

from __future__ import annotations

import re

import duckdb

from rollout.adoption.mapping import ISO, Mapping
from rollout.adoption.reading import times

OFFSET = r"(Z|z|[+-]\d{2}(:?\d{2})?)$"


def clock_notes(db: duckdb.DuckDBPyConnection, mapping: Mapping, until: int) -> dict[str, int]:
    """`{"repeated_hour": n, "missing_hour": n}` over the events kept, of times written without an offset."""
    written = db.execute("SELECT clock, count(*) FROM written GROUP BY clock").fetchall()
    local = [(text, count) for text, count in written if not re.search(OFFSET, text)]
    if not local:
        return {}
    naive = {form: f"try_strptime(w, '{form}')" for form in mapping.time_formats if "%" in form and "%z" not in form}
    if ISO in mapping.time_formats:
        naive[ISO] = "try_cast(w AS TIMESTAMP)"
    if not naive:
        return {}
    parsed = db.execute(
        f"SELECT coalesce({', '.join(naive.values())}) AS t, c FROM (SELECT unnest(?::VARCHAR[]) AS w, unnest(?::BIGINT[]) AS c)",
        [[text for text, _count in local], [count for _text, count in local]],
    ).fetchall()
    notes = {"repeated_hour": 0, "missing_hour": 0}
    for at, shift in times.changes(mapping.zone, until):
        kind, first, last = ("missing_hour", at, at + shift) if shift.total_seconds() > 0 else ("repeated_hour", at + shift, at)
        notes[kind] += sum(count for moment, count in parsed if moment and first <= moment < last)
    return {kind: count for kind, count in notes.items() if count}
