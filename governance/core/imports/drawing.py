"""What the page of an import shows, as JSON kept with the batch: first rows, changes, problems."""

from __future__ import annotations

from itertools import islice
from typing import Any

from governance.core.imports.importer import ReadRows
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.tables import Table

FIRST_ROWS = 10
CHANGES = 100
PROBLEMS = 200
CELL = 80


def drawn(table: Table, found: ReadRows, plan: Plan) -> dict[str, Any]:
    """The preview of a file. Long lists are cut; the counts beside it are whole."""
    return {
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "header": list(table.header),
        "rows": [[number, [cell[:CELL] for cell in cells[: len(table.header)]]] for number, cells in islice(table.rows(), FIRST_ROWS)],
        "creates": [change_line(one) for one in plan.creates[:CHANGES]],
        "updates": [change_line(one) for one in plan.updates[:CHANGES]],
        "problems": [problem_line(one) for one in sorted(plan.problems, key=lambda one: one.row)[:PROBLEMS]],
        "notes": [str(note) for note in plan.notes],
        "question": found.question,
    }


def change_line(one: Any) -> dict[str, Any]:
    if not isinstance(one, Change):
        return {"row": None, "title": str(one), "fields": []}
    return {"row": one.row, "title": one.title, "fields": [[str(label), before, after] for label, before, after in one.fields]}


def problem_line(one: Problem) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "message": str(one.message), "value": one.value[:CELL]}


def without_contents(preview: dict[str, Any]) -> dict[str, Any]:
    """What stays once a file is applied or set aside: nothing that was in its cells, because that may be about people."""
    problems = [problem | {"value": ""} for problem in preview.get("problems", [])]
    return preview | {"rows": [], "creates": [], "updates": [], "problems": problems}
