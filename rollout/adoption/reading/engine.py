"""One DuckDB database per import: in memory up to a bound, what is more in a folder that goes away."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import duckdb
from django.conf import settings

MEMORY = "800MB"
THREADS = 4


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Sequence[str]) -> str:
    """Texts for `IN (…)`; an empty list matches nothing."""
    return "(" + (", ".join(map(literal, texts)) or "NULL") + ")"


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for one run. Its lock tells a later run that nobody uses it, should this process be killed."""
    root = Path(settings.USAGE_DIR) / "work"
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    folder = Path(mkdtemp(dir=root))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove the folders of runs that were killed."""
    for lock in root.glob("*/lock"):
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(lock.parent, ignore_errors=True)


@contextmanager
def engine(folder: Path, zone: str = "UTC") -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that spills into the folder. Times without an offset are read in `zone`; nothing is fetched from anywhere.

    A table in a file would be packed column by column while it is written, for being read two or three times.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": MEMORY,
            "threads": min(THREADS, os.cpu_count() or 1),
            "temp_directory": str(folder / "spill"),
        },
    )
    try:
        connection.execute(f"SET TimeZone = {literal(zone)}")
        yield connection
    finally:
        connection.close()
