"""A stored file → UTF-8 CSV that the engine reads: unpacked, transcoded and refused by the import kit."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from governance.core.imports import open_table, to_utf8_csv
from rollout.adoption.reading.rows import Opened


def open_events(raw: Path, file_name: str, reading: Mapping[str, str], folder: Path) -> Opened:
    """The file ready for the engine; UnreadableFile says what is wrong. `reading`: encoding, sheet and delimiter where chosen."""
    table = open_table(raw, file_name, **reading)
    # What was found out once is not looked for again: that reads the whole file.
    path = to_utf8_csv(
        raw, file_name, folder / "events.csv", encoding=table.encoding, delimiter=table.delimiter, sheet=reading.get("sheet", "")
    )
    return Opened(path, with_all_cells(table.header, path), ",", table.header_row)


def with_all_cells(header: tuple[str, ...], path: Path) -> tuple[str, ...]:
    """The header as wide as the file's first row: nameless columns at its end are read too, or every row would be too long."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        width = next((len(cells) for cells in csv.reader(stream) if any(cells)), len(header))
    return header + tuple(f"({place})" for place in range(len(header) + 1, width + 1))
