"""What a list is made of: its columns, cells and heads, and what it says when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.badges import badge

Text = str | Promise


def reach_into(row: Any, path: str) -> Any:
    """`office__name` of a row: attributes, keys, and methods without arguments."""
    for step in path.split("__"):
        row = row.get(step) if isinstance(row, dict) else getattr(row, step, None)
        row = row() if callable(row) else row
    return row


@dataclass(frozen=True)
class Column:
    """One column. `value` gives the plain value (shown, sorted in lists, exported); by default the attribute `key`.

    `sort`, `search`, `where`: for a QuerySet the ORM field to order by, to search in, to filter by `choices`; a list needs none of them
    (`sort=False` makes it unsortable). `show` gives what the page shows instead of the value, e.g. a badge. `numeric` aligns right,
    `nowrap` keeps the cell on one line. `phone`: its place in the cards of a compact table, `head`, `foot` or `hide`.
    """

    key: str
    label: Text
    value: Callable[[Any], Any] | None = None
    sort: str | bool | None = None
    search: str = ""
    where: str = ""
    choices: Sequence[tuple[str, Text]] = ()
    numeric: bool = False
    decimals: int | None = None
    percent: bool = False
    link: Callable[[Any], str | None] | None = None
    show: Callable[[Any], Any] | None = None
    hint: Text = ""
    nowrap: bool = False
    phone: str = ""

    @property
    def css(self) -> str:
        names = (("num", self.numeric), ("nowrap", self.nowrap), (f"phone-{self.phone}", self.phone))
        return " ".join(name for name, wanted in names if wanted)

    @property
    def labels(self) -> dict[str, Text]:
        return {str(key): label for key, label in self.choices}

    def words(self, row: Any) -> str:
        """What a search looks through: the value as a reader would write it."""
        value = self.plain(row)
        return str(self.labels.get(str(value), written.anything(value)))

    def plain(self, row: Any) -> Any:
        return self.value(row) if self.value else reach_into(row, self.key)

    def shown(self, row: Any) -> Any:
        if self.show:
            return self.show(row)
        value = self.plain(row)
        if self.choices:
            return self.labels.get(str(value), written.anything(value))
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return written.percent(value, self.decimals or 0) if self.percent else written.number(value, self.decimals)
        return written.anything(value)


@dataclass(frozen=True)
class Cell:
    column: Column
    text: Any
    url: str | None

    @property
    def css(self) -> str:
        """An empty cell is left out of a compact card."""
        empty = self.text in (None, "", written.DASH)
        return f"{self.column.css} is-empty".strip() if empty else self.column.css

    @property
    def html(self) -> Any:
        return format_html('<a href="{}">{}</a>', self.url, self.text) if self.url else self.text


@dataclass(frozen=True)
class Head:
    """A column's head as the page shows it: the address that sorts by it, and which way it is sorted now."""

    column: Column
    url: str
    sorted: str  # "", "ascending", "descending"


@dataclass(frozen=True)
class Empty:
    """What an empty list says: that there is nothing yet, and what to do first."""

    title: Text = _("Nothing here yet")
    text: Text = ""
    url: str = ""
    action: Text = ""
    icon: str = "inbox"


def ordering(value: Any) -> tuple[int, Any]:
    """A sort key that never compares unlike kinds."""
    if isinstance(value, int | float | Decimal):
        return 0, value
    if isinstance(value, date):
        return 1, value.isoformat()
    return 2, str(value).casefold()


def status(kind: str, text: Text) -> SafeString:
    """A badge for `Column(show=…)`; the same as `{% badge %}`."""
    return badge(kind, str(text))
