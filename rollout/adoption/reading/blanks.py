"""Empty rows of a file: the engine skips them without counting, people count them."""

from __future__ import annotations

import csv
from pathlib import Path

CHUNK = 4 * 1024 * 1024


def blank_rows(path: Path, rows: int) -> list[int]:
    """Numbers of the empty rows of a file in which the engine found that many others, its header included.

    As many line ends as rows mean that no row is empty; only else the file is taken apart.
    """
    if lines(path) <= rows:
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [number for number, cells in enumerate(csv.reader(stream), start=1) if not cells]


def lines(path: Path) -> int:
    """How many lines a file has, the last one with or without its end."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")
