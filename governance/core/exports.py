"""Tables out of the product: CSV that Excel opens in Chinese, XLSX in constant memory, no cell that runs as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpResponseBase

from governance.core.errors import Text


def csv_response(name: str, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A download; `name` without ending."""
    raise NotImplementedError


def xlsx_response(name: str, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A download; `name` without ending."""
    raise NotImplementedError


def write_csv(path: Path, columns: Sequence[Text], rows: Iterable[Sequence[Any]]) -> int:
    """Write a file; the number of rows."""
    raise NotImplementedError


def write_xlsx(path: Path, columns: Sequence[Text], rows: Iterable[Sequence[Any]], *, sheet: str = "") -> int:
    """Write a file; the number of rows."""
    raise NotImplementedError
