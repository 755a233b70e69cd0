"""What a room declares of an import: its columns, how a plan is made of the rows, how the plan is applied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import exports
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotFound, Text, UnreadableFile
from governance.core.imports.problems import Plan, Problem
from governance.core.imports.readers import CellError, ColumnCells, Reader, text
from governance.core.imports.tables import Table
from governance.core.models import ImportBatch

SAID = re.compile(r"[\s_*()（）:：-]+")


@dataclass(frozen=True)
class Column:
    """One column. It is recognised by its key, by its label in any of our languages, or by an alias."""

    key: str
    label: Text
    reader: Reader = field(default_factory=text)
    required: bool = False
    aliases: tuple[str, ...] = ()
    hint: Text = ""

    def names(self) -> set[str]:
        """All names it goes by, folded."""
        found = {self.key, *self.aliases}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.add(str(self.label))
        return {folded(name) for name in found}


@dataclass(frozen=True)
class Row:
    """One usable row: its number in the file and its values by column key. A column that the file lacks has no key here."""

    number: int
    values: dict[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """The value; the default where the column or the cell is missing."""
        value = self.values.get(key)
        return default if value is None else value


@dataclass(frozen=True)
class ReadRows:
    """The rows of a file in terms of an importer, the problems met on the way, and what only a person can answer."""

    rows: list[Row]
    problems: list[Problem]
    notes: list[Text]
    question: str = ""


class Importer:
    """Base of a room's import. Declare the class attributes, write `known`, `plan` and `apply`, and `register` it.

    `what` is the object of the permission table: its IMPORT right sends in and applies, its VIEW right reads.
    `key` are the columns that together name a record: two rows with the same are a problem of the second.
    `partial`: a file with problems may be applied without its rejected rows; else it must be mended first.
    `secret`: columns whose cells go through `disguise` before the file is kept or shown; the file is then kept as a plain table.
    """

    kind: ClassVar[str]
    title: ClassVar[Text]
    what: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    key: ClassVar[tuple[str, ...]] = ()
    partial: ClassVar[bool] = False
    secret: ClassVar[tuple[str, ...]] = ()
    explanation: ClassVar[Text] = ""
    then_url: ClassVar[str] = ""

    def disguise(self, cell: str) -> str:
        """A cell of a secret column as it may be kept; of an empty cell the empty text."""
        raise NotImplementedError

    def known(self, *, actor: Actor, at: datetime) -> Any:
        """What the record holds now, read once, for `plan` to compare with."""
        return None

    def plan(self, rows: Sequence[Row], known: Any) -> Plan:
        """Pure: what these rows would create, alter and leave; problems with their row."""
        raise NotImplementedError

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        """Write the plan. Runs in one transaction, inside `audit.because`; raising undoes all of it."""
        raise NotImplementedError


_importers: dict[str, Importer] = {}
_families: dict[str, tuple[Callable[[str], Importer], Callable[[], Iterable[object]]]] = {}


def register(importer: Importer) -> Importer:
    """Make an importer known by its kind; its pages are then at /imports/<kind>/."""
    _importers[importer.kind] = importer
    return importer


def register_family(prefix: str, make: Callable[[str], Importer], names: Callable[[], Iterable[object]]) -> None:
    """Imports that a room's users describe themselves: kind `prefix:name` is made by `make(name)`, which raises NotFound.

    `names` tells those there are, in order.
    """
    _families[prefix] = make, names


def importer(kind: str) -> Importer:
    """The importer of that kind, or NotFound."""
    family, _colon, name = kind.partition(":")
    if name and family in _families:
        make, _names = _families[family]
        return make(name)
    if kind not in _importers:
        raise NotFound(_("There is no import called “%(kind)s”.") % {"kind": kind})
    return _importers[kind]


def registered() -> list[Importer]:
    """All importers, by kind; after them those that users described."""
    described = [make(str(name)) for _family, (make, names) in sorted(_families.items()) for name in names()]
    return [*(_importers[kind] for kind in sorted(_importers)), *described]


def folded(name: str) -> str:
    """A column name without case, blanks and signs."""
    return SAID.sub("", name).casefold()


def match(columns: Sequence[Column], header: Sequence[str]) -> dict[str, int]:
    """Which column of the file is which of ours; UnreadableFile where two would be the same or a required one is missing."""
    ours = {name: column for column in columns for name in column.names()}
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        column = ours.get(folded(name))
        if column is None:
            continue
        if column.key in places:
            raise UnreadableFile(
                _("The columns “%(first)s” and “%(second)s” both mean “%(label)s”. Remove one.")
                % {"first": header[places[column.key]], "second": name, "label": column.label}
            )
        places[column.key] = place
    missing = [str(column.label) for column in columns if column.required and column.key not in places]
    if missing:
        raise UnreadableFile(
            _("These columns are missing: %(missing)s. The file has: %(header)s.")
            % {"missing": ", ".join(missing), "header": ", ".join(header[:30])}
        )
    return places


def read(importer: Importer, table: Table, *, date_order: str = "") -> ReadRows:
    """All rows of a table in the importer's terms. Nothing is written, no row is dropped without a problem."""
    places = match(importer.columns, table.header)
    numbered = list(table.rows())
    used = set(places.values())
    unused = [name for place, name in enumerate(table.header) if place not in used]
    notes: list[Text] = [_("Columns that are not used: %(names)s") % {"names": ", ".join(unused[:30])}] if unused else []
    question = ""
    problems: list[Problem] = []
    values: dict[int, dict[str, Any]] = {number: {} for number, cells in numbered if fits(number, cells, table, problems)}
    for column in importer.columns:
        if column.key not in places:
            continue
        place = places[column.key]
        cells = [(number, exports.original_text(row[place])) for number, row in numbered if number in values]
        prepared = ColumnCells([cell for _number, cell in cells], date_order)
        reader = column.reader(prepared)
        question = question or prepared.question
        read_column(column, cells, reader, values, problems)
    bad = {problem.row for problem in problems}
    rows = [Row(number, found) for number, found in values.items() if number not in bad]
    return ReadRows(without_repeats(importer, rows, problems), problems, notes, question)


def fits(number: int, cells: tuple[str, ...], table: Table, problems: list[Problem]) -> bool:
    """Whether a row has the header's columns, and is not the header once more."""
    if table.repeats_header(cells):
        problems.append(Problem(number, "", _("The header stands here a second time. Remove this row.")))
        return False
    if any(cells[len(table.header) :]):
        message = _("The row has %(count)s cells, the header %(columns)s. A delimiter inside a cell needs quotation marks.")
        problems.append(Problem(number, "", message % {"count": len(cells), "columns": len(table.header)}))
        return False
    return True


def read_column(
    column: Column, cells: list[tuple[int, str]], reader: Any, values: dict[int, dict[str, Any]], problems: list[Problem]
) -> None:
    """Fill in one column; an empty cell is None, and a problem where the column is required."""
    for number, cell in cells:
        if not cell.strip():
            values[number][column.key] = None
            if column.required:
                problems.append(Problem(number, str(column.label), _("is missing")))
            continue
        try:
            values[number][column.key] = reader(cell)
        except CellError as wrong:
            problems.append(Problem(number, str(column.label), wrong.message, cell[:100]))


def without_repeats(importer: Importer, rows: list[Row], problems: list[Problem]) -> list[Row]:
    """The rows whose key did not come before; the others become problems that name the first."""
    if not importer.key:
        return rows
    labels = ", ".join(str(column.label) for column in importer.columns if column.key in importer.key)
    first: dict[tuple[Any, ...], int] = {}
    kept = []
    for row in rows:
        name = tuple(row.values.get(key) for key in importer.key)
        if name in first:
            message = _("The same as in row %(row)s; each may come once.") % {"row": first[name]}
            problems.append(Problem(row.number, labels, message, " ".join(map(str, name))[:100]))
        else:
            first[name] = row.number
            kept.append(row)
    return kept


def options_of(values: dict[str, str]) -> dict[str, str]:
    """Reading options as the kit takes them; InvalidInput for an unknown one."""
    allowed = {"encoding", "delimiter", "sheet", "date_order"}
    if unknown := set(values) - allowed:
        raise InvalidInput(f"unknown options: {', '.join(sorted(unknown))}")
    return {name: value for name, value in values.items() if value}
