"""Rows that were asked for without an order, handed over in another one: as a second database, or the same after a year, may.

On with `GATEHOUSE_SHUFFLE=1`; another number shuffles otherwise, and each test is shuffled the same way every time.
"""

from __future__ import annotations

import os
import random
import zlib
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

chosen = os.environ.get("GATEHOUSE_SHUFFLE", "")
_dealt = random.Random(0)


def begin(test: str) -> None:
    """Let the shuffling of the test of this name start from where it always does."""
    _dealt.seed(zlib.crc32(f"{chosen} {test}".encode()))


def install() -> None:
    """From now on every query without an order of its own answers in a drawn one."""
    fetch, iterate = QuerySet._fetch_all, QuerySet._iterator  # type: ignore[attr-defined]

    def free(rows: QuerySet[Any]) -> bool:
        return not rows.ordered and rows.query.combinator is None

    def fetched(rows: QuerySet[Any]) -> None:
        fresh = rows._result_cache is None  # type: ignore[has-type]
        fetch(rows)
        if fresh and free(rows):
            _dealt.shuffle(rows._result_cache)  # type: ignore[arg-type,has-type]

    def iterated(rows: QuerySet[Any], *args: Any, **kwargs: Any) -> Iterator[Any]:
        if not free(rows):
            yield from iterate(rows, *args, **kwargs)
            return
        drawn = list(iterate(rows, *args, **kwargs))
        _dealt.shuffle(drawn)
        yield from drawn

    QuerySet._fetch_all, QuerySet._iterator = fetched, iterated  # type: ignore[assignment,attr-defined,method-assign]
