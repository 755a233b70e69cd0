"""Why a row of a usage file cannot be used, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from csv import reader
from pathlib import Path

import duckdb
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.adoption.reading.times import EARLIEST

PROBLEMS: dict[str, str | Promise] = {
    "header": _("The header again"),
    "no_user": _("The user is empty"),
    "no_time": _("The time is empty"),
    "bad_time": _("The time cannot be read in the chosen formats, or there is no such day"),
    "future": _("The time lies in the future"),
    "too_early": _("The time lies before %(year)s") % {"year": EARLIEST},
    "no_identity": _("Nothing identifies the event: the columns chosen for that are empty"),
    "too_long": _("A name or a line is too long"),
    "too_many_cells": _("The row has more cells than the header"),
    "too_few_cells": _("The row has fewer cells than the header"),
    "bad_quotes": _("The quotation marks do not match"),
    "bad_text": _("The text is not in the file's encoding"),
}


def problem_text(code: str) -> str:
    return str(PROBLEMS.get(code, code))


def rejected_rows(path: Path, limit: int = 0) -> Iterator[tuple[int, str, Sequence[str]]]:
    """(row number, problem code, cells) of a kept file of rejected rows, in the file's order."""
    query = f"SELECT row_number, problem, cells FROM read_parquet('{path}') ORDER BY row_number" + (f" LIMIT {int(limit)}" if limit else "")
    with duckdb.connect() as db:
        found = db.execute(query)
        for rows in iter(lambda: found.fetchmany(1000), []):
            for number, problem, cells in rows:
                yield number, problem, whole(cells)


def whole(cells: Sequence[str | None]) -> list[str]:
    """The cells of a row; a row that could not be split is split as well as may be."""
    texts = [cell or "" for cell in cells]
    return next(reader(texts), texts) if len(texts) == 1 else texts
