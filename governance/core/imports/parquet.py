"""Parquet files as rows of text, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.core.errors import UnreadableFile
from governance.core.imports.unpacking import MAX_UNPACKED, Source
from governance.core.imports.workbooks import cell_text

MAX_ROWS = 100_000_000
BATCH = 10_000


def rows(source: Source) -> Iterator[tuple[str, ...]]:
    """The column names, then every row."""
    import pyarrow
    import pyarrow.parquet

    try:
        with source.open() as stream, pyarrow.parquet.ParquetFile(stream) as file:
            check(file)
            yield tuple(file.schema_arrow.names)
            for batch in file.iter_batches(batch_size=BATCH):
                columns = [column.to_pylist() for column in batch.columns]
                yield from (tuple(value_text(value) for value in row) for row in zip(*columns, strict=True))
    except (pyarrow.ArrowException, OSError, ValueError, UnicodeError) as broken:
        raise UnreadableFile(_("The Parquet file is damaged or was cut off. Export it anew.")) from broken


def check(file: Any) -> None:
    """Bounds, and flat columns only."""
    import pyarrow

    metadata = file.metadata
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if metadata.num_rows > MAX_ROWS or size > MAX_UNPACKED:
        raise UnreadableFile(_("The Parquet file holds more than a table can (%(rows)s rows). Split it.") % {"rows": metadata.num_rows})
    nested = [field.name for field in file.schema_arrow if pyarrow.types.is_nested(field.type)]
    if nested:
        raise UnreadableFile(_("The column “%(name)s” holds lists or records. Export it with plain columns only.") % {"name": nested[0]})


def value_text(value: Any) -> str:
    """As a workbook's cell; moments with a zone keep their offset, bytes are text where they are UTF-8."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return cell_text(value)
