"""Files with columns that may not be kept as they are: such cells are replaced while the file is read, before anything is stored."""

from __future__ import annotations

import csv
import hashlib
import hmac
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from governance.core import attachments, exports
from governance.core.imports.importer import Importer, match
from governance.core.imports.tables import Table, open_table

MARK = "key:"
DISGUISED = re.compile(MARK + "[0-9a-f]{32}")


def disguise(cell: str, salt: str) -> str:
    """The same key gives the same text under one salt, and no way back. What is disguised already stays: a rejected row may come again."""
    plain = unicodedata.normalize("NFKC", exports.original_text(cell)).strip()
    if not plain or DISGUISED.fullmatch(plain):
        return plain
    return MARK + hmac.new(bytes.fromhex(salt), plain.encode(), hashlib.sha256).hexdigest()[:32]


@contextmanager
def without_secrets(of: Importer, file: BinaryIO | Path, *, name: str, options: Mapping[str, str]) -> Iterator[BinaryIO | Path]:
    """The file as it may be kept: itself, or where the import has secret columns a plain table with the same rows and these disguised."""
    if not of.secret:
        yield file
        return
    reading = {key: value for key, value in options.items() if key != "date_order"}
    with attachments.arriving(file, settings.UPLOAD_MAX_BYTES) as (arrived, _sha256, _size):
        table = open_table(arrived, name, **reading)
        with tempfile.TemporaryDirectory(dir=arrived.parent, prefix=".disguise-") as folder:
            target = Path(folder) / "table.csv"
            write(of, table, target)
            yield target


def write(of: Importer, table: Table, target: Path) -> None:
    """Every row in its place, so that row numbers are still those of the reader's own file."""
    places = {place for key, place in match(of.columns, table.header).items() if key in of.secret}
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number, cells in enumerate(table.read(), start=1):
            hidden = number > table.header_row
            writer.writerow([of.disguise(cell) if hidden and place in places else cell for place, cell in enumerate(cells)])
