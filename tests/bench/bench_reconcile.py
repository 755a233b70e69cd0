"""Two lists of 2.2 million records reconciled by key, against bare DuckDB doing the same comparison on the same files.

Ours: tell the encoding, read, hash each key, reject, count, add up, compare by key, and write the row numbers of what differs.
Bare DuckDB reads the same files and finds and writes the same, with plain keys. In the product a worker that is running does this,
so the start of Django is a row of its own and not part of the comparison; the start of bare Python is part of its side.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import Row, Scale, bench, python

COLUMNS = ["customer_no", "name", "phone", "mail", "address", "last_order", "office", "balance", "orders"]
# In the loaded list one record in 10,007 is missing and one in 50,021 has another amount; one in 200,003 has none in either.
GENERATE = """
import sys, duckdb
balance = "CASE WHEN i % 200003 = 0 THEN 'n/a' ELSE ((hash(i, 5) % 10000000)::DECIMAL(12,2) / 100)::DECIMAL(12,2)::VARCHAR END"
off = f"CASE WHEN i % 50021 = 0 THEN '0.01' ELSE {balance} END"
for file, amount, kept in ((sys.argv[2], balance, "true"), (sys.argv[3], off, "i % 10007 <> 5")):
    duckdb.sql(f'''COPY (SELECT 'C' || lpad(i::VARCHAR, 9, '0') AS customer_no, 'Customer ' || (hash(i, 1) % 900000)::VARCHAR AS name,
      '1' || lpad((hash(i, 2) % 10000000000)::VARCHAR, 10, '0') AS phone,
      'buyer' || (hash(i, 7) % 900000)::VARCHAR || '@customer.example' AS mail,
      'No. ' || (hash(i, 8) % 999)::VARCHAR || ', Renmin Road, District ' || (hash(i, 9) % 40)::VARCHAR AS address,
      strftime(DATE '2018-01-01' + (hash(i, 3) % 2900)::INT, '%Y-%m-%d') AS last_order,
      'Office ' || lpad((hash(i, 4) % 132)::VARCHAR, 3, '0') AS office, {amount} AS balance, (hash(i, 6) % 90)::INT AS orders
      FROM range({sys.argv[1]}) r(i) WHERE {kept}) TO '{file}' (HEADER)''')
"""
BARE = """
import sys, duckdb
db = duckdb.connect()
columns = {name: 'VARCHAR' for name in sys.argv[4].split(',')}
for side, file in (('a', sys.argv[1]), ('b', sys.argv[2])):
    rows = f"read_csv('{file}', header = true, auto_detect = false, columns = {columns})"
    db.execute(f"CREATE TABLE {side}_read AS SELECT customer_no AS key, balance FROM {rows}")
    db.execute(f"CREATE TABLE {side} AS SELECT rowid + 2 AS number, key, try_cast(balance AS DECIMAL(30, 6)) AS t FROM {side}_read")
    db.execute(f"CREATE TABLE {side}_keys AS SELECT key, count(*) AS n, sum(t) AS s FROM {side} WHERE t IS NOT NULL GROUP BY key")
    print(db.execute(f"SELECT count(*), count(t), sum(t) FROM {side}").fetchone())
    print(db.execute(f"SELECT count(*) FROM {side}_keys").fetchone())
db.execute('''CREATE TABLE odd AS SELECT key, a.n AS an, b.n AS bn, a.s AS a, b.s AS b FROM a_keys a FULL JOIN b_keys b USING (key)
  WHERE a.n IS NULL OR b.n IS NULL OR a.n > 1 OR b.n > 1 OR a.s <> b.s''')
print(db.execute("SELECT count(*) FILTER (bn IS NULL), count(*) FILTER (an IS NULL), count(*) FILTER (a <> b) FROM odd").fetchone())
db.execute(f'''COPY (SELECT 'first' AS list, number, key, an, bn FROM a JOIN odd USING (key) UNION ALL
  SELECT 'second', number, key, an, bn FROM b JOIN odd USING (key) UNION ALL
  SELECT 'first', number, key, 0, 0 FROM a WHERE t IS NULL UNION ALL
  SELECT 'second', number, key, 0, 0 FROM b WHERE t IS NULL ORDER BY 1, 2) TO '{sys.argv[3]}' (HEADER)''')
"""


OURS = """
import sys, time
started = time.perf_counter()
import django; django.setup()
from pathlib import Path
from rollout.impact.comparing import reconcile
from rollout.impact.comparing.columns import Columns, Total
from rollout.impact.comparing.lists import Sent, read, write_rows
from rollout.impact.rules.reconciling import Run, Tolerance, TotalRule, verdict
ready = time.perf_counter()
source, loaded, odd = map(Path, sys.argv[1:])
columns = Columns(("customer_no",), ("customer_no",), (Total("balance", "balance", "balance"),))
with read(Sent(source, source.name), Sent(loaded, loaded.name), columns) as pair:
    found = reconcile.outcome(pair)
    write_rows(pair, reconcile.differing_rows(pair), odd)
verdict(found, Tolerance(totals=(TotalRule("balance"),)), Run(found.source.rows, found.loaded.rows, None, None))
print(ready - started, time.perf_counter() - ready)
"""


@bench("reconcile")
def two_lists(scale: Scale) -> Iterator[Row]:
    records = scale(2_200_000, quick=50_000)
    with TemporaryDirectory(prefix="gatehouse-reconcile-") as name:
        source, loaded, odd = (Path(name) / file for file in ("source.csv", "loaded.csv", "odd.csv"))
        env = {"GATEHOUSE_DATA_DIR": name, "DJANGO_SETTINGS_MODULE": "config.settings"}
        python(GENERATE, str(records), source, loaded)
        # Each once unmeasured, so that both find the files and themselves in the system's memory.
        bare = [python(BARE, source, loaded, odd, ",".join(COLUMNS)) for _run in range(2)][1]
        ours = [python(OURS, source, loaded, odd, env=env) for _run in range(2)][1]
        start, compared = map(float, ours.output.split()[-2:])
        yield Row(f"{records:,} records in each list", ours=compared, bare=bare.seconds, limit=1.5)
        yield Row("start of Django before it", ours=start)
        yield Row("memory of the comparison", ours=ours.peak_mb, limit=1536, unit="MB")
        yield Row("memory of bare DuckDB", ours=bare.peak_mb, unit="MB")
