"""Empty rows of a file: the engine skips them without counting, people count them."""

from __future__ import annotations

import csv
from pathlib import Path

CHUNK = 4 * 1024 * 1024


def blank_rows(path: Path) -> list[int]:
    """Numbers of the empty rows, which the engine skips without counting them. Takes the file apart only if it has any."""
    if not has_empty_line(path):
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [number for number, cells in enumerate(csv.reader(stream), start=1) if not cells]


def has_empty_line(path: Path) -> bool:
    """Whether two line ends follow each other anywhere."""
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            held = tail + chunk
            if b"\n\n" in held or b"\n\r\n" in held:
                return True
            tail = held[-2:]
    return False
