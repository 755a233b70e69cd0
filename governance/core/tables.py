"""Lists that filter, sort, page and export what they show, by plain GET; htmx only makes it smoother.

    shown = Table(request, columns=[Column("name", _("Office"), link=office_url), Column("reach", _("Reach"), numeric=True)], rows=offices)
    return shown.export() or render(request, "…", {"table": shown})          and in the template: {% table table %}

`rows` is a QuerySet, a `Paged`, or a list of dataclasses, model instances or dicts. `compact=10`: on a phone the rows are cards of
two lines, ten of them until all are asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from governance.core.columns import Cell, Column, Empty, Head, ordering, reach_into, status

PER_PAGE = 50
__all__ = ["Column", "Empty", "Paged", "Table", "status"]


class Paged(ABC):
    """A long list that is no QuerySet: it searches and orders itself, and gives a page, its length or everything when asked."""

    @abstractmethod
    def found(self, text: str, sort: str, *, down: bool) -> Paged:
        """The same list, narrowed to this text and in the order of this column."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __getitem__(self, part: slice) -> Sequence[Any]: ...

    @abstractmethod
    def __iter__(self) -> Iterator[Any]: ...


@dataclass
class Table:
    request: HttpRequest
    columns: Sequence[Column]
    rows: QuerySet[Any] | Paged | Iterable[Any]
    name: str = ""
    order: str = ""
    per_page: int = PER_PAGE
    empty: Empty = field(default_factory=Empty)
    filename: str = ""
    row_class: Callable[[Any], str] | None = None
    compact: int = 0

    def parameter(self, what: str) -> str:
        """The GET name of `q`, `sort`, `page`, `export` or of a column's filter, apart from other tables of the page."""
        return f"{self.name}-{what}" if self.name else what

    def asked(self, what: str) -> str:
        return self.request.GET.get(self.parameter(what), "").strip()

    @property
    def id(self) -> str:
        return f"table-{self.name or 'main'}"

    @property
    def q(self) -> str:
        return self.asked("q")

    @cached_property
    def is_query(self) -> bool:
        return isinstance(self.rows, QuerySet)

    @cached_property
    def searchable(self) -> bool:
        return any(column.search for column in self.columns) if self.is_query else any(not column.numeric for column in self.columns)

    @cached_property
    def filters(self) -> list[tuple[Column, str, str]]:
        """(column, GET name, value asked for) of the columns that offer choices."""
        return [(column, self.parameter(column.key), self.asked(column.key)) for column in self.columns if column.choices]

    @property
    def narrowed(self) -> bool:
        return bool(self.q or any(value for _column, _name, value in self.filters))

    @cached_property
    def sorting(self) -> tuple[Column | None, bool]:
        """The column sorted by, and whether downwards."""
        asked = self.asked("sort") or self.order
        by_key = {column.key: column for column in self.columns if self.can_sort(column)}
        return by_key.get(asked.lstrip("-")), asked.startswith("-")

    def can_sort(self, column: Column) -> bool:
        return bool(column.sort) if self.is_query else column.sort is not False

    @cached_property
    def found(self) -> QuerySet[Any] | Paged | list[Any]:
        """All rows that match, in order."""
        if isinstance(self.rows, Paged):
            by, down = self.sorting
            return self.rows.found(self.q, by.key if by else "", down=down)
        return self.found_in_query(self.rows) if isinstance(self.rows, QuerySet) else self.found_in_list(list(self.rows))

    def found_in_query(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for column, _name, value in self.filters:
            if value:
                rows = rows.filter(**{column.where or column.key: value})
        if self.q:
            words = Q()
            for column in self.columns:
                if column.search:
                    words |= Q(**{f"{column.search}__icontains": self.q})
            rows = rows.filter(words)
        sorted_by, down = self.sorting
        if sorted_by:
            by = F(sorted_by.sort if isinstance(sorted_by.sort, str) else sorted_by.key)
            rows = rows.order_by(by.desc(nulls_last=True) if down else by.asc(nulls_last=True), "pk")
        return rows

    def found_in_list(self, rows: list[Any]) -> list[Any]:
        for column, _name, value in self.filters:
            if value:
                rows = [row for row in rows if str(reach_into(row, column.where) if column.where else column.plain(row)) == value]
        if self.q:
            sought = self.q.casefold()
            columns = [column for column in self.columns if not column.numeric]
            rows = [row for row in rows if any(sought in column.words(row).casefold() for column in columns)]
        by, down = self.sorting
        if by:
            present = [row for row in rows if by.plain(row) not in (None, "")]
            absent = [row for row in rows if by.plain(row) in (None, "")]
            rows = sorted(present, key=lambda row: ordering(by.plain(row)), reverse=down) + absent
        return rows

    @cached_property
    def page(self) -> Page[Any]:
        rows: Any = self.found
        return Paginator(rows, self.per_page).get_page(self.asked("page") or 1)

    @property
    def pages(self) -> list[tuple[int | str, str]]:
        """(number or …, address) of the page links."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(number, self.address(page=str(number)) if isinstance(number, int) else "") for number in numbers]

    @property
    def previous(self) -> str:
        return self.address(page=str(self.page.number - 1)) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        return self.address(page=str(self.page.number + 1)) if self.page.has_next() else ""

    @property
    def heads(self) -> list[Head]:
        current, down = self.sorting
        heads = []
        for column in self.columns:
            way = ("descending" if down else "ascending") if column is current else ""
            # A first click on a figure shows the largest; on a text, the beginning of the alphabet.
            turned = not down if column is current else column.numeric
            url = self.address(sort=("-" if turned else "") + column.key, page="") if self.can_sort(column) else ""
            heads.append(Head(column, url, way))
        return heads

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """(value, words, chosen) of the phone's way to sort, where heads are not shown."""
        current, down = self.sorting
        choices = []
        for column in self.columns:
            if column.label and self.can_sort(column):
                choices += [(column.key, f"{column.label} ↑", column is current and not down)]
                choices += [(f"-{column.key}", f"{column.label} ↓", column is current and down)]
        return choices

    @property
    def lines(self) -> list[tuple[str, list[Cell]]]:
        """(class, cells) of each row of this page."""
        lines = []
        for place, row in enumerate(self.page):
            names = [self.row_class(row) if self.row_class else "", "phone-later" if self.kept_back(place) else ""]
            lines.append((" ".join(name for name in names if name), [self.cell(column, row) for column in self.columns]))
        return lines

    @staticmethod
    def cell(column: Column, row: Any) -> Cell:
        return Cell(column, column.shown(row), column.link(row) if column.link else None)

    def address(self, **changes: str) -> str:
        """This page with other parameters of this table; empty ones are dropped."""
        query = self.request.GET.copy()
        query.pop(self.parameter("export"), None)
        for what, value in changes.items():
            query.pop(self.parameter(what), None)
            if value:
                query[self.parameter(what)] = value
        return "?" + query.urlencode()

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form must carry along."""
        own = {self.parameter(what) for what in ("q", "sort", "page", "export")} | {name for _column, name, _value in self.filters}
        return [(key, value) for key, values in self.request.GET.lists() if key not in own for value in values]

    @property
    def cleared(self) -> str:
        return self.address(q="", page="", **{column.key: "" for column, _name, _value in self.filters})

    @property
    def shortened(self) -> bool:
        """Whether a phone shows the first rows only."""
        return bool(self.compact) and len(self.page) > self.compact and not self.asked("all")

    def kept_back(self, place: int) -> bool:
        return self.shortened and place >= self.compact

    @property
    def whole(self) -> str:
        return self.address(all="1") + f"#{self.id}"

    @property
    def csv(self) -> str:
        return self.address(export="csv", page="")

    @property
    def xlsx(self) -> str:
        return self.address(export="xlsx", page="")

    def export(self) -> HttpResponseBase | None:
        """The response with all matching rows, when an export was asked for."""
        kind = self.asked("export")
        if kind not in ("csv", "xlsx"):
            return None
        from governance.core import exports

        name = self.filename or self.name or self.request.path.strip("/").replace("/", "-") or "list"
        rows = ([column.plain(row) for column in self.columns] for row in self.found)
        respond = exports.csv_response if kind == "csv" else exports.xlsx_response
        return respond(name, [str(column.label) for column in self.columns], rows)
