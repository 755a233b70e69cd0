"""The import kit: parse → plan → preview → apply, the same for every room.

A file becomes a `Table` of text, an importer makes a `Plan` of it without writing, the reader sees the plan, and
only then is it applied: whole or not at all, and the same file twice changes nothing. A room declares an `Importer`
in its `imports.py` and registers it; the pages and the command are here. docs/decisions/import-kit.md says why.
"""

from governance.core.imports.dates import DateFormat, detect_dates
from governance.core.imports.problems import Change, Plan, Problem, rejects
from governance.core.imports.tables import Preview, Table, open_table, preview, to_utf8_csv

__all__ = [
    "Change",
    "DateFormat",
    "Plan",
    "Preview",
    "Problem",
    "Table",
    "detect_dates",
    "open_table",
    "preview",
    "rejects",
    "to_utf8_csv",
]
