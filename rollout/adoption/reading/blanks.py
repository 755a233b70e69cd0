"""Empty rows of a file: the engine skips them without counting, people count them."""

from __future__ import annotations

import csv
import mmap
from pathlib import Path


def blank_rows(path: Path) -> list[int]:
    """Numbers of the empty rows between others, which the engine skips without counting them. Reads the file only if it has any."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        if held.find(b"\n\n") < 0 and held.find(b"\n\r\n") < 0:
            return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [number for number, cells in enumerate(csv.reader(stream), start=1) if not cells]
