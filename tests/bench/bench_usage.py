"""Ten million usage events end to end, against bare DuckDB with the same grouping and the same exact de-duplication.

Ours is the whole command on an empty product: keep the raw file, parse, reject, de-duplicate, roll up, store, commit.
Bare DuckDB reads the same file, drops repeats and groups, and stores nothing. `GATEHOUSE_BENCH_POSTGRES` names a database
to measure the same on PostgreSQL. Both sides run three times in turn and the medians are compared: one run differs from the
next by a fifth.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import Child, Row, Scale, bench, manage, python, site

MAPPING = {
    "format": "usage-mapping/1",
    "name": "Bench",
    "source": "Bench CRM",
    "columns": {
        "user": "user",
        "acting_user": "acting",
        "time": "at",
        "identity": ["record", "at"],
        "zone": "Asia/Shanghai",
        "office": "office",
        "object": "object",
        "action": "action",
        "counting": ["Create", "Update", "View"],
        "entering": ["Create"],
        "business_date": "business_date",
        "success": "result",
        "success_values": ["Success"],
    },
}
# 2,080 people in 132 offices over half a year of working days, each mostly with one or two of eight objects;
# one row in 67 repeats the one before, one in 1,009 has no time.
GENERATE = """
import sys, duckdb
duckdb.sql(f'''COPY (
  WITH r AS (SELECT CASE WHEN i % 67 = 0 THEN i - 1 ELSE i END AS i, i % 1009 = 0 AS bad FROM range({sys.argv[1]}) r(i)),
    e AS (SELECT *, ((hash(i, 1) % 26) * 7 + hash(i, 11) % 5)::INT AS n FROM r)
  SELECT 'R' || lpad((hash(i) % 4000000)::VARCHAR, 8, '0') AS record,
    CASE WHEN bad THEN 'not a time'
      ELSE strftime(TIMESTAMP '2026-01-05 08:00:00' + to_days(n) + to_milliseconds(hash(i, 2) % 36000000),
        '%Y-%m-%dT%H:%M:%S.%g+08:00') END AS "at",
    'u' || lpad((hash(i, 3) % 2080)::VARCHAR, 5, '0') AS "user",
    CASE WHEN hash(i, 9) % 20 = 0 THEN 'u' || lpad((hash(i, 8) % 2080)::VARCHAR, 5, '0') ELSE '' END AS acting,
    'Office ' || lpad(((hash(i, 3) % 2080) % 132)::VARCHAR, 3, '0') AS office,
    ['Customer','Visit','Opportunity','Contract','Quote','Complaint','Contact','Report']
      [1 + ((hash(i, 3) % 5)::INT + (log2(1 + hash(i, 4) % 255) / 2)::INT) % 8] AS object,
    ['Create','Update','View','Login'][1 + (hash(i, 5) % 4)::INT] AS action,
    CASE WHEN hash(i, 6) % 3 = 0 THEN strftime(DATE '2026-01-05' + (n - (hash(i, 7) % 6)::INT), '%Y-%m-%d') ELSE '' END AS business_date,
    CASE WHEN hash(i, 10) % 50 = 0 THEN 'Failed' ELSE 'Success' END AS result
  FROM e) TO '{sys.argv[2]}' (HEADER)''')
"""
BARE = """
import sys, duckdb
db = duckdb.connect()
db.execute("SET TimeZone = 'Asia/Shanghai'")
db.execute(f'''CREATE TABLE rolled AS
  WITH e AS (SELECT *, try_cast("at" AS TIMESTAMPTZ) AS t FROM read_csv('{sys.argv[1]}', all_varchar=true, header=true)),
       d AS (SELECT DISTINCT ON (record, t) * FROM e WHERE t IS NOT NULL)
  SELECT "user", office, CAST(t AS DATE) AS day, object,
    count(*) FILTER (action IN ('Create','Update','View') AND result = 'Success' AND coalesce(acting, '') IN ('', "user")) AS actions,
    count(*) FILTER (action = 'Create' AND result = 'Success') AS entries,
    count(*) FILTER (action = 'Create' AND result = 'Success' AND coalesce(acting, '') NOT IN ('', "user")) AS proxies,
    count(*) FILTER (action = 'Create' AND result = 'Success' AND business_date IS NOT NULL) AS dated
  FROM d GROUP BY ALL''')
print(db.execute("SELECT count(*) FROM rolled").fetchone())
"""


@bench("usage import")
def ten_million_events(scale: Scale) -> Iterator[Row]:
    events = scale(10_000_000, quick=200_000)
    with TemporaryDirectory(prefix="gatehouse-usage-") as name:
        file, mapping = Path(name) / "events.csv", Path(name) / "mapping.json"
        mapping.write_text(json.dumps(MAPPING))
        python(GENERATE, str(events), str(file))
        rounds, bares = scale(3, quick=1), []
        ours: dict[str, list[Child]] = {"SQLite": [], "PostgreSQL": []}
        for _round in range(rounds):
            bares.append(python(BARE, str(file)).seconds)
            ours["SQLite"].append(imported(file, mapping, {}))
        # An empty database serves once.
        if url := os.environ.get("GATEHOUSE_BENCH_POSTGRES"):
            ours["PostgreSQL"].append(imported(file, mapping, {"DATABASE_URL": url}))
        for label, ran in ours.items():
            if ran:
                yield Row(f"import into {label}", ours=median(one.seconds for one in ran), bare=median(bares), limit=2)
                yield Row(f"memory of the import into {label}", ours=max(one.peak_mb for one in ran), limit=1536, unit="MB")


def imported(file: Path, mapping: Path, changes: dict[str, str]) -> Child:
    """The command on an empty product. The figures of the weeks are another job, so the queue only takes its name."""
    with site() as folder:
        env = folder | {"GATEHOUSE_TASKS": "django.tasks.backends.dummy.DummyBackend"} | changes
        if changes:
            manage("migrate", "--verbosity", "0", env=env)
        return manage("import_usage", file, "--mapping", mapping, "--verbosity", "0", env=env)
