"""Ways from a page to pages of rooms that may not exist yet, at the same instant where the page understands it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from governance.core import known
from governance.core.known import figure_url as rows_url

__all__ = ["rows_url", "url_if"]


def url_if(name: str, *args: Any, known_at: datetime | None = None) -> str:
    """The address of a page, or nothing where there is no such page. `known_at`: only for pages that understand it."""
    try:
        return reverse(name, args=args) + known.query(known_at)
    except NoReverseMatch:
        return ""
