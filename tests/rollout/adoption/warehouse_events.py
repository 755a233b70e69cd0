"""Events as a warehouse holds them, with what makes counting hard: repeats, failures, work for others, missing offices and dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet

FIRST = date(2026, 1, 26)
SCHEMA = pa.schema(
    [
        ("usr", pa.string()),
        ("acting", pa.string()),
        ("office", pa.string()),
        ("feature", pa.string()),
        ("identity", pa.string()),
        ("day", pa.date32()),
        ("business_day", pa.date32()),
        ("outcome", pa.int32()),
    ]
)


def events(count: int = 600, seed: int = 1) -> pa.Table:
    random = Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        if rows and random.random() < 0.05:
            rows.append(rows[-1])
            continue
        day = FIRST + timedelta(days=random.randrange(14))
        user = f"用户{random.randrange(12)}"
        rows.append(
            {
                "usr": user,
                "acting": f"clerk{random.randrange(2)}" if random.random() < 0.15 else None,
                "office": random.choice(["北京", "Lyon", "O'Hara", None]),
                "feature": random.choice(["visit", "customer", "成交"]),
                "identity": f"e{number}",
                "day": day,
                "business_day": day - timedelta(days=random.randrange(9)) if random.random() < 0.6 else None,
                "outcome": random.choice([0, 1, 2, 2, 3, 3, 3]),
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def written(path: Path, table: pa.Table | None = None) -> Path:
    """The events as one Parquet file."""
    pa.parquet.write_table(events() if table is None else table, path)
    return path
