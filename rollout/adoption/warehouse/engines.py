"""Engines that can run the roll-up's text: Spark (an optional extra) and a DuckDB file.

Another engine is one more class with `run`, `fill` and `close`; its dialect must know `FILTER (WHERE …)`, `row_number()` and `last_day()`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput


class Engine(Protocol):
    """A place that holds events and runs SQL."""

    def fill(self, table: str, columns: dict[str, pa.DataType], rows: Sequence[tuple[Any, ...]]) -> None:
        """Make a small table for this session."""

    def run(self, text: str) -> pa.Table:
        """The result of a query."""

    def close(self) -> None:
        """End the session."""


class DuckFile:
    """A DuckDB database file that another program fills; opened to read."""

    def __init__(self, path: str) -> None:
        self.connection = duckdb.connect(path, read_only=path != ":memory:")

    def fill(self, table: str, columns: dict[str, pa.DataType], rows: Sequence[tuple[Any, ...]]) -> None:
        self.connection.register(table, _table(columns, rows))

    def run(self, text: str) -> pa.Table:
        return self.connection.sql(text).to_arrow_table()

    def close(self) -> None:
        self.connection.close()


class Spark:
    """A Spark session: `local[2]` in this process, or the address of a cluster."""

    def __init__(self, master: str) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as missing:
            raise InvalidInput(_("Spark is not installed here. Install the extra “warehouse”, and Java 17.")) from missing
        if master.startswith("local"):
            # Otherwise Spark starts whatever `python3` is in PATH for its workers, which may be none or another version.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master(master).appName("gatehouse")
        options = {"spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "8"}
        for name, value in options.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()

    def fill(self, table: str, columns: dict[str, pa.DataType], rows: Sequence[tuple[Any, ...]]) -> None:
        names = {pa.string(): "string", pa.date32(): "date"}
        schema = ", ".join(f"{name} {names[kind]}" for name, kind in columns.items())
        self.session.createDataFrame(list(rows), schema).createOrReplaceTempView(table)

    def run(self, text: str) -> pa.Table:
        return self.session.sql(text).toArrow()

    def close(self) -> None:
        self.session.stop()


def _table(columns: dict[str, pa.DataType], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    schema = pa.schema(list(columns.items()))
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)


@contextmanager
def connected(address: str) -> Iterator[Engine]:
    """`spark:local[2]`, `spark:spark://host:7077` or `duckdb:/path/events.duckdb`."""
    kind, _colon, rest = address.partition(":")
    makers: dict[str, Callable[[str], Engine]] = {"spark": Spark, "duckdb": DuckFile}
    if kind not in makers or not rest:
        raise InvalidInput(_("“%(address)s” names no warehouse. Write spark:… or duckdb:… in GATEHOUSE_WAREHOUSE.") % {"address": address})
    opened = makers[kind](rest)
    try:
        yield opened
    finally:
        opened.close()
