"""What a warehouse counted between two days, as the table `rolled` of the engine here: from there on it is stored as any file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from governance.core.calendars import calendar
from rollout.adoption.imports import due_days
from rollout.adoption.rollup_text import COLUMNS, Outcome, of_span
from rollout.adoption.warehouse.engines import Engine

# A business date further from the event than this is a slip of the pen; no deadline is looked up for it.
BELIEVABLE = timedelta(days=4000)


@dataclass(frozen=True)
class Span:
    """What was found: events in the span, the roll-up's rows, and the names in them."""

    first: date
    last: date
    events: int
    rows: int
    users: list[str]
    offices: list[str]
    weeks: Mapping[str, int]


def rolled_span(
    db: duckdb.DuckDBPyConnection, warehouse: Engine, *, events: str, first: date, last: date, default: str, offices: Mapping[str, str]
) -> Span:
    """Run the roll-up there for the days first..last and take its rows here. `offices`: label → working calendar."""
    calendars = _deadlines(warehouse, events, first, last, default, offices)
    found = warehouse.run(of_span(events, first.isoformat(), last.isoformat(), calendars=calendars, default=default))
    taken = found.rename_columns(list(COLUMNS)).cast(_schema())
    db.register("arrived", taken)
    db.execute("CREATE TABLE rolled AS SELECT * FROM arrived").fetchall()
    between = f"day BETWEEN DATE '{first}' AND DATE '{last}'"
    total = warehouse.run(f"SELECT count(DISTINCT identity) AS n FROM {events} WHERE {between}").column(0)[0].as_py()
    weeks = db.execute("SELECT strftime(date_trunc('week', day), '%Y-%m-%d'), sum(actions)::BIGINT FROM rolled GROUP BY 1 ORDER BY 1")
    return Span(first, last, int(total), taken.num_rows, _names(db, "usr"), _names(db, "office"), dict(weeks.fetchall()))


def _schema() -> pa.Schema:
    kinds = {"usr": pa.string(), "office": pa.string(), "day": pa.date32(), "feature": pa.string()}
    return pa.schema([(name, kinds.get(name, pa.int64())) for name in COLUMNS])


def _names(db: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    found = db.execute(f"SELECT DISTINCT {column} FROM rolled WHERE {column} IS NOT NULL ORDER BY 1").fetchall()
    return [name for (name,) in found]


def _deadlines(warehouse: Engine, events: str, first: date, last: date, default: str, offices: Mapping[str, str]) -> int:
    """Give the warehouse the deadlines of the business dates in the span; how many calendars they know."""
    text = f"""SELECT min(business_day) AS first, max(business_day) AS last FROM {events}
        WHERE outcome = {int(Outcome.ENTERED)} AND day BETWEEN DATE '{first}' AND DATE '{last}'"""
    span: dict[str, Any] = warehouse.run(text).to_pylist()[0]
    codes = sorted({default, *offices.values()}) if span["first"] is not None else []
    rows = []
    if codes:
        begin, end = max(span["first"], first - BELIEVABLE), min(span["last"], last + BELIEVABLE)
        rows = [(code, day, due) for code in codes for day, due in due_days(calendar(code), begin, end).items()]
    warehouse.fill("deadline", {"calendar": pa.string(), "business_day": pa.date32(), "due": pa.date32()}, rows)
    warehouse.fill("office_calendar", {"office": pa.string(), "calendar": pa.string()}, list(offices.items()))
    return len(codes)
