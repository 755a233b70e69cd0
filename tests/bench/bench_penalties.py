"""The penalty engine on 100,000 late milestones, and the page of what is owed with 2,000 open ones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.bench import Row, Scale, bench, python, site

INSIDE = "import django; django.setup(); from tests.bench.bench_penalties import inside; inside(*map(int, __import__('sys').argv[1:]))"


@bench("penalties")
def penalties(scale: Scale) -> Iterator[Row]:
    many, open_ = scale(100_000, quick=2_000), scale(2_000, quick=100)
    with site() as env:
        ran = python(INSIDE, str(many), str(open_), env={**env, "DJANGO_SETTINGS_MODULE": "config.settings"})
    took = json.loads(ran.output.splitlines()[-1])
    yield Row(f"{many:,} milestones assessed with derivation (bare: one product each)", ours=took["engine"], bare=took["plain"])
    yield Row(f"page of {open_:,} open milestones (bare: its SQL rows read)", ours=took["page"], bare=took["rows"])
    yield Row("queries of that page, and of one with ten", ours=took["queries"], bare=took["queries_of_ten"], limit=1, unit="queries")


def inside(many: int, open_: int) -> None:
    """In a process of its own, with an empty database."""
    from governance.core import audit
    from governance.core.actor import system_actor

    with audit.operation(system_actor("bench"), reason="bench"):
        found = engine(many) | page(open_)
    print(json.dumps(found))


def engine(many: int) -> dict[str, float]:
    """The engine against the one multiplication and rounding that a clause comes down to."""
    from governance.contracts.penalties import Base, Cap, Clause, Facts, Rate, RateUnit, assess

    clause = Clause(Rate(Decimal("0.1"), RateUnit.PERCENT), Base.MILESTONE, cap=Cap(Rate(Decimal(10), RateUnit.PERCENT)))
    due = date(2025, 1, 1)
    cases = [Facts(due=due, finish=due + timedelta(days=n % 300), bases={Base.MILESTONE: Decimal(n)}) for n in range(many)]
    started = time.perf_counter()
    for facts in cases:
        assess(clause, facts)
    engine_took = time.perf_counter() - started
    started = time.perf_counter()
    rate, cap, cent = Decimal("0.001"), Decimal("0.1"), Decimal("0.01")
    for n in range(many):
        days = (due + timedelta(days=n % 300) - due).days
        min(n * rate * days, n * cap).quantize(cent, rounding=ROUND_HALF_UP)
    return {"engine": engine_took, "plain": time.perf_counter() - started}


def page(open_: int) -> dict[str, float]:
    """The page twice: with ten open milestones, and with all of them."""
    from django.test import Client

    from governance.contracts.models import Milestone
    from governance.core.roles import Role
    from tests import company
    from tests.governance.contracts import dealing

    contract = dealing.contract(contract_cap_percent=Decimal(10))
    clause = dealing.clause(contract)
    account = company.account(Role.PROJECT_OFFICE)
    client = Client(headers={"host": "localhost"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    for _n in range(10):
        dealing.milestone(contract, clause)
    client.get("/contracts/owed/")
    few = queries_of(client)
    for _n in range(open_ - 10):
        dealing.milestone(contract, clause)
    queries = queries_of(client)
    started = time.perf_counter()
    answer = client.get("/contracts/owed/")
    took = time.perf_counter() - started
    assert answer.status_code == 200
    started = time.perf_counter()
    list(Milestone.objects.select_related("contract__vendor", "phase"))
    return {"page": took, "rows": time.perf_counter() - started, "queries": queries, "queries_of_ten": few}


def queries_of(client: Any) -> int:
    """How many queries the page takes."""
    from django.db import connection

    seen: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        client.get("/contracts/owed/")
    return len(seen)
