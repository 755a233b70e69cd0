"""The first rows of a file, kept as Parquet while its columns are mapped: quick to look at again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from governance.core.errors import UnreadableFile
from rollout.adoption import store
from rollout.adoption.mapping import EPOCH_MILLISECONDS, EPOCH_SECONDS
from rollout.adoption.models import UsageImport
from rollout.adoption.reading import times
from rollout.adoption.reading.engine import engine, literal, workshop
from rollout.adoption.reading.opening import open_events

SAMPLE_ROWS = 1_000_000
PREVIEW_ROWS = 100
LOOKED_AT = 20_000
MOST_VALUES = 60


@dataclass(frozen=True)
class Sample:
    """Columns `c0`, `c1` … of the first rows; `whole` is true when these are all rows."""

    path: Path
    header: tuple[str, ...]
    rows: int

    @property
    def whole(self) -> bool:
        return self.rows < SAMPLE_ROWS

    def column(self, name: str) -> str:
        return f"c{self.header.index(name)}"

    @property
    def source(self) -> str:
        return f"read_parquet({literal(str(self.path))})"


@dataclass(frozen=True)
class ColumnLook:
    """One column as its contents show it. `formats`: time format → share of the filled cells it reads."""

    name: str
    rows: int
    filled: int
    distinct: int
    values: tuple[tuple[str, int], ...]
    formats: tuple[tuple[str, float], ...] = ()

    @property
    def examples(self) -> list[str]:
        return [value for value, _count in self.values[:3]]


@contextmanager
def asked() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, "memory_limit": "500MB"}) as db:
        db.execute("SET TimeZone = 'UTC'")
        yield db


def sample_of(sent: UsageImport) -> Sample:
    """The kept sample of a file, made on first use."""
    path = store.folder("samples") / f"{sent.pk}-{sent.sha256[:16]}.parquet"
    names = path.with_suffix(".header")
    if not (path.exists() and names.exists()):
        _make(sent, path, names)
    with asked() as db:
        (rows,) = db.execute(f"SELECT count(*) FROM read_parquet({literal(str(path))})").fetchone() or (0,)
    return Sample(path, tuple(names.read_text(encoding="utf-8").split("\x1f")), rows)


def _make(sent: UsageImport, path: Path, names: Path) -> None:
    with workshop() as folder, engine(folder) as db:
        opened = open_events(store.existing_raw(sent.sha256), sent.file_name, sent.reading, folder)
        arriving = folder / "sample.parquet"
        try:
            db.execute(f"COPY (SELECT * FROM {opened.rows} LIMIT {SAMPLE_ROWS}) TO {literal(str(arriving))} (FORMAT parquet)").fetchall()
        except (duckdb.InvalidInputException, duckdb.IOException) as wrong:
            raise UnreadableFile(_("The file cannot be read as a table: %(why)s") % {"why": str(wrong).splitlines()[0]}) from wrong
        arriving.replace(path)
        names.write_text("\x1f".join(opened.header), encoding="utf-8")


def first_rows(sample: Sample, limit: int = PREVIEW_ROWS) -> list[tuple[str, ...]]:
    with asked() as db:
        rows = db.execute(f"SELECT * FROM {sample.source} LIMIT {int(limit)}").fetchall()
    return [tuple(cell or "" for cell in row) for row in rows]


def looks(sample: Sample) -> list[ColumnLook]:
    """Every column as its contents show it."""
    with asked() as db:
        return [_look(db, sample, name, f"c{number}") for number, name in enumerate(sample.header)]


def _look(db: duckdb.DuckDBPyConnection, sample: Sample, name: str, column: str) -> ColumnLook:
    text = f"nullif(trim({column}), '')"
    filled, distinct = db.execute(f"SELECT count({text}), count(DISTINCT {text}) FROM {sample.source}").fetchone() or (0, 0)
    top = f"SELECT {text} AS v, count(*) FROM {sample.source} WHERE {text} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}"
    values = tuple(db.execute(top).fetchall())
    return ColumnLook(name, sample.rows, filled, distinct, values, _formats(db, sample, text) if filled else ())


def _formats(db: duckdb.DuckDBPyConnection, sample: Sample, text: str) -> tuple[tuple[str, float], ...]:
    """Formats that read at least one cell, best first."""
    tried = ", ".join(f"count({_believable(form)})" for form in times.KNOWN_FORMATS)
    first = f"SELECT {text} AS v FROM {sample.source} WHERE {text} IS NOT NULL LIMIT {LOOKED_AT}"
    total, *fits = db.execute(f"SELECT count(*), {tried} FROM ({first})").fetchone() or (0,)
    shares = [(form, count / total) for form, count in zip(times.KNOWN_FORMATS, fits, strict=True) if count]
    return tuple(sorted(shares, key=lambda each: -each[1]))


def _believable(form: str) -> str:
    """The time where it lies in the years that usage can be from: numbers are not taken for times by accident."""
    instant = times.instant("v", (form,), "UTC")
    low = 1990 if form not in (EPOCH_SECONDS, EPOCH_MILLISECONDS) else 2000
    return f"CASE WHEN {instant} BETWEEN TIMESTAMPTZ '{low}-01-01' AND TIMESTAMPTZ '2099-12-31' THEN 1 END"


def offsets(sample: Sample, column: str) -> set[str]:
    """The offsets from UTC that the times of a column carry."""
    found = f"SELECT DISTINCT regexp_extract(trim({sample.column(column)}), '(Z|[+-]\\d{{2}}:?\\d{{2}})$') FROM {sample.source}"
    with asked() as db:
        texts = [text for (text,) in db.execute(found).fetchall() if text]
    return {text if text == "Z" or ":" in text else f"{text[:3]}:{text[3:]}" for text in texts}


def years(sample: Sample, column: str, formats: Sequence[str]) -> list[int]:
    """The years of the times in a column that can be read."""
    text = f"nullif(trim({sample.column(column)}), '')"
    instant = times.instant("v", tuple(formats), "UTC")
    found = f"SELECT DISTINCT year({instant}) AS y FROM (SELECT {text} AS v FROM {sample.source} WHERE {text} IS NOT NULL) ORDER BY 1"
    with asked() as db:
        return [year for (year,) in db.execute(found).fetchall() if year]


def repeats(sample: Sample, columns: Sequence[str]) -> int:
    """How many rows would count as repeats if these columns identified an event, by their text."""
    if not columns:
        return 0
    names = ", ".join(f"trim({sample.column(name)})" for name in columns)
    with asked() as db:
        (found,) = db.execute(f"SELECT count(*) - count(DISTINCT row({names})) FROM {sample.source}").fetchone() or (0,)
    return int(found)


def values(sample: Sample, column: str, limit: int = MOST_VALUES) -> list[tuple[str, int]]:
    """The most frequent values of a column and how often each occurs."""
    text = f"nullif(trim({sample.column(column)}), '')"
    with asked() as db:
        query = f"SELECT {text}, count(*) FROM {sample.source} WHERE {text} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {int(limit)}"
        return [(value, count) for value, count in db.execute(query).fetchall()]
