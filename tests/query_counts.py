"""Committed query counts per page: `query_counts.json` says how many queries each page may take.

    with counted("sponsor page, 33 offices"):
        client.get("/")

A count that differs fails the test. After a deliberate change run the tests once with GATEHOUSE_UPDATE_COUNTS=1
and commit the file with the reason.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

COUNTS = Path(__file__).with_name("query_counts.json")


@contextmanager
def counted(page: str) -> Iterator[CaptureQueriesContext]:
    """Count the queries inside and compare with the committed number for this page."""
    with CaptureQueriesContext(connection) as queries:
        yield queries
    judged(page, queries)


def judged(page: str, queries: CaptureQueriesContext) -> None:
    """Compare what was counted elsewhere."""
    allowed = json.loads(COUNTS.read_text())
    if os.environ.get("GATEHOUSE_UPDATE_COUNTS"):
        COUNTS.write_text(json.dumps(allowed | {page: len(queries)}, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
        return
    statements = "\n".join(query["sql"][:300] for query in queries.captured_queries)
    assert len(queries) == allowed.get(page), f"{page}: {len(queries)} queries, committed are {allowed.get(page)}:\n{statements}"
