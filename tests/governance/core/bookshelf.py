"""An importer to test the kit with: it keeps its books in a dict, as a room would in its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from governance.core.actor import Actor
from governance.core.imports import Change, Plan, Problem
from governance.core.imports.importer import Column, Importer, Row
from governance.core.imports.readers import day, one_of, text, whole_number
from governance.core.models import ImportBatch

SHELF: dict[str, dict[str, Any]] = {}


class Books(Importer):
    kind = "tests.books"
    title = "Books"
    what = "roster"
    key = ("code",)
    columns = (
        Column("code", "Code", text(20, fold=True), required=True, aliases=("编号",)),
        Column("name", "Name", required=True, aliases=("书名", "title")),
        Column("pages", "Pages", whole_number(1, 10_000)),
        Column("kind", "Kind", one_of({"novel": "novel", "小说": "novel", "atlas": "atlas"})),
        Column("bought_on", "Bought on", day()),
    )

    def known(self, *, actor: Actor, at: datetime) -> dict[str, Any]:
        return {code: dict(book) for code, book in SHELF.items()}

    def plan(self, rows: Sequence[Row], known: dict[str, Any]) -> Plan:
        plan = Plan()
        unchanged = 0
        for row in rows:
            book = {key: value for key, value in row.values.items() if value is not None}
            before = known.get(book["code"])
            if book["name"] == "forbidden":
                plan.problems.append(Problem(row.number, "Name", "is not allowed on this shelf", "forbidden"))
            elif before is None:
                plan.creates.append(Change(row.number, book["name"], data=book))
            elif before | book != before:
                plan.updates.append(Change(row.number, book["name"], (("Name", before["name"], book["name"]),), data=before | book))
            else:
                unchanged += 1
        return Plan(plan.creates, plan.updates, unchanged, plan.problems)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        for change in [*plan.creates, *plan.updates]:
            if change.data["name"] == "explosive":
                raise ZeroDivisionError
            SHELF[change.data["code"]] = change.data


class PartialBooks(Books):
    kind = "tests.partial_books"
    partial = True
