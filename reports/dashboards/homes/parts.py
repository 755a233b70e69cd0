"""A role's part of the home page: a sentence, the figures, the picture, what waits, the tables. Plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.charts import Chart
from governance.core.roles import Role

Text = str | Promise
# What is late comes before what waits, and that before what is merely to be known.
URGENCY: Mapping[str, int] = {"bad": 0, "watch": 1, "info": 2}
CALM = 3
DATED = date.max


@dataclass(frozen=True)
class Visit:
    """Who asks, when, and as of which instant (None: now)."""

    actor: Actor
    now: datetime
    day: date
    known_at: datetime | None = None
    language: str = "en"


@dataclass(frozen=True)
class Tile:
    label: Text
    value: str
    note: Text = ""
    url: str = ""
    look: str = ""
    look_text: Text = ""


@dataclass(frozen=True)
class Item:
    """One thing that waits. `since` or `until` where it is known; `past`: said instead of overdue once that day is over."""

    text: str
    url: str = ""
    look: str = "info"
    since: date | None = None
    until: date | None = None
    note: Text = ""
    past: Text = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `look` makes it a badge, `nowrap` keeps it on one line."""

    text: Text
    url: str = ""
    look: str = ""
    numeric: bool = False
    nowrap: bool = False

    @property
    def css(self) -> str:
        """What says nothing is left out of a compact card."""
        names = {"num": self.numeric, "nowrap": self.nowrap, "is-empty": self.text in ("", written.DASH)}
        return " ".join(name for name, wanted in names.items() if wanted)


@dataclass(frozen=True)
class Block:
    """A small table of the home page, with the way to the whole list; what it says when it is empty. `compact`: short cards on a phone."""

    title: Text
    columns: Sequence[Text] = ()
    rows: Sequence[Sequence[Cell]] = ()
    empty: Text = ""
    note: Text = ""
    url: str = ""
    action: Text = ""
    compact: bool = False

    @property
    def numeric(self) -> set[int]:
        """The columns of figures, whose headings stand above them."""
        return {place for place, cell in enumerate(self.rows[0]) if cell.numeric} if self.rows else set()


@dataclass(frozen=True)
class Part:
    """One role's answer. `quiet`: what is said where nothing waits; `url` and `action`: the one thing to do first."""

    role: Role
    sentence: str
    tiles: Sequence[Tile] = ()
    items: Sequence[Item] = ()
    quiet: Text = ""
    chart: Chart | None = None
    blocks: Sequence[Block] = field(default_factory=tuple)
    url: str = ""
    action: Text = ""
    title: Text = ""

    @property
    def urgency(self) -> int:
        """That of the most urgent thing that waits."""
        return min((URGENCY.get(item.look, CALM) for item in self.items), default=CALM)


Make = Callable[[Visit], Part | None]


def urgent_first(items: Iterable[Item]) -> list[Item]:
    """By urgency; of equals the nearest day first, then in the order given."""
    return sorted(items, key=lambda item: (URGENCY.get(item.look, CALM), item.until or DATED))


def in_order(parts: Iterable[Part], roles: Sequence[Role]) -> list[Part]:
    """The most urgent first; of equals in the order of these roles."""
    return sorted(parts, key=lambda part: (part.urgency, roles.index(part.role)))


def due_cell(last: date | None, look: str, day: date) -> Cell:
    """A day by which something is due; a red one says that it is past."""
    said = written.day(last)
    return Cell(_("%(day)s, overdue") % {"day": said} if last and look == "bad" and last < day else said, look=look, nowrap=True)


def until_look(last: date | None, day: date, *, warn: int = 3) -> str:
    """Late is bad, within so many days is watch."""
    if last is None:
        return "info"
    return "bad" if last < day else "watch" if (last - day).days <= warn else "info"
