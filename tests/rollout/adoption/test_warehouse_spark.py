"""The roll-up's text runs unchanged on Spark and gives what DuckDB gives. Needs the extra “warehouse”: `./run test --warehouse`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rollout.adoption.actions.mappings import add_source
from rollout.adoption.actions.warehouse import roll_up_span
from rollout.adoption.models import UsageDay
from rollout.adoption.rollup_text import of_span
from rollout.adoption.warehouse.engines import DuckFile, Engine, Spark
from rollout.adoption.warehouse.spans import _deadlines
from tests.rollout.adoption.usage_files import AT, MEI
from tests.rollout.adoption.warehouse_events import FIRST, written

MUST_RUN = bool(os.environ.get("GATEHOUSE_SPARK_MUST_RUN"))
if not MUST_RUN:
    pytest.importorskip("pyspark", reason="the extra “warehouse” is not installed")
if not MUST_RUN and not (os.environ.get("JAVA_HOME") and shutil.which("java", path=f"{os.environ['JAVA_HOME']}/bin")):
    pytest.skip("JAVA_HOME names no Java", allow_module_level=True)

LAST = FIRST + timedelta(days=13)
CALENDARS = {"北京": "CN", "Lyon": "MON-FRI"}


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    engine = Spark("local[1]")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("lake") / "events.parquet")


def rolled(engine: Engine, events: str, *, offices: dict[str, str], first: date = FIRST) -> list[tuple[Any, ...]]:
    calendars = _deadlines(engine, events, first, LAST, "CN", offices)
    text = of_span(events, first.isoformat(), LAST.isoformat(), calendars=calendars, default="CN")
    rows = engine.run(text).to_pylist()
    return sorted(tuple("" if value is None else value for value in row.values()) for row in rows)


@pytest.mark.parametrize("offices", [{}, CALENDARS])
def test_spark_and_duckdb_give_the_same_rows(spark: Spark, file: Path, offices: dict[str, str]) -> None:
    here = rolled(DuckFile(":memory:"), f"read_parquet('{file}')", offices=offices)
    there = rolled(spark, f"parquet.`{file}`", offices=offices)
    assert len(there) > 100
    assert there == here


@pytest.mark.django_db
def test_a_span_counted_on_spark_is_stored(spark: Spark, file: Path) -> None:
    source = add_source(name="Lake", actor=MEI, at=AT)
    done = roll_up_span(source, spark, events=f"parquet.`{file}`", first=FIRST, last=LAST, actor=MEI, at=AT)
    assert UsageDay.objects.current().filter(usage_import=done).count() > 100
