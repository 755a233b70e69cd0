"""The numbers in the names of what tests make. Every test counts from one: who ran before it must not decide what it shows."""

from __future__ import annotations

import zlib
from itertools import count

from tests import shuffled

_counted = count(1)


def begin(test: str) -> None:
    """Count anew; from a drawn number where rows are shuffled, so that no test comes to rest on its numbers."""
    global _counted
    _counted = count(zlib.crc32(f"{shuffled.chosen} {test}".encode()) % 9_000 + 1 if shuffled.chosen else 1)


def next_one() -> int:
    """The next one."""
    return next(_counted)
