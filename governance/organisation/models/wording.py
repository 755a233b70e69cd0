"""How rows name their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.core.records import Dated


def days(row: Dated) -> str:
    """First and last day; an open end shows as dots."""
    return f"{row.first_day} – {row.last_day or '…'}"
