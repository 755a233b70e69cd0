"""Builders for tests of migration and coverage: batches at a state, lists as files."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from governance.core.actor import Actor, system_actor
from rollout.impact.actions import lists, migration
from rollout.impact.comparing.columns import Columns, Total
from rollout.impact.models import ListPair, MigrationBatch
from rollout.impact.rules.reconciling import Check, Tolerance, TotalRule
from tests import company

SYSTEM = system_actor("tests")
# Monday 1 June 2026, 09:00 in Shanghai: business hours. The night after is free from 18:00 to 08:30.
NOW = company.NOW
NIGHT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # 20:00 in Shanghai
MORNING = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)  # 06:00 in Shanghai
BALANCE = Columns(("no",), ("no",), (Total("balance", "balance", "balance"),))
STRICT = Tolerance(totals=(TotalRule("balance"),))
PERIOD = (date(2026, 5, 1), date(2026, 5, 31))


def csv(rows: Iterable[Iterable[Any]], header: str = "no,balance") -> io.BytesIO:
    return io.BytesIO("\n".join([header, *(",".join(map(str, row)) for row in rows), ""]).encode())


def customers(n: int, *, amount: str = "10.50") -> list[tuple[str, str]]:
    return [(f"C{number:05}", amount) for number in range(n)]


def planned(office: Any = None, *, count: int = 3, actor: Actor = SYSTEM, **fields: Any) -> MigrationBatch:
    plan = {"source": "Old sales database", "what": "Customers", "offices": [office or company.office()], "planned_count": count}
    window = {"window_start": NIGHT, "window_end": MORNING}
    return migration.plan_batch(**plan | window | fields, actor=actor, at=NOW)


def fixed(office: Any = None, tolerance: Tolerance = STRICT, **fields: Any) -> MigrationBatch:
    return migration.fix_tolerance(planned(office, **fields), tolerance=tolerance, actor=SYSTEM, at=NOW)


def running(office: Any = None, tolerance: Tolerance = STRICT, **fields: Any) -> MigrationBatch:
    return migration.start_run(fixed(office, tolerance, **fields), actor=SYSTEM, at=NIGHT)


def loaded(office: Any = None, tolerance: Tolerance = STRICT, *, reported: int = 3, **fields: Any) -> MigrationBatch:
    batch = running(office, tolerance, **fields)
    return migration.end_run(batch, loaded_count=reported, actor=SYSTEM, at=NIGHT + timedelta(hours=2))


def sent(
    batch: MigrationBatch | None, first: Iterable[Any], second: Iterable[Any], *, header: str = "no,balance", **fields: Any
) -> ListPair:
    named = {"first_name": "source.csv", "second_name": "loaded.csv", "actor": SYSTEM, "at": MORNING}
    return lists.send_lists(first=csv(first, header), second=csv(second, header), batch=batch, **named | fields)


def compared(
    batch: MigrationBatch | None, first: Iterable[Any], second: Iterable[Any], columns: Columns = BALANCE, **fields: Any
) -> ListPair:
    return lists.compare(sent(batch, first, second, **fields), columns=columns, actor=SYSTEM, at=MORNING)


def allowing(**counts: int) -> Tolerance:
    return Tolerance({Check(name): count for name, count in counts.items()}, (TotalRule("balance", Decimal(1000)),))
