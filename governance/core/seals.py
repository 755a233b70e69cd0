"""Database triggers that refuse to change or delete history and event rows, on SQLite and PostgreSQL.

A migration lists its tables: `operations = [SealTables("organisation_historicaloffice", …)]`. `KeepRows(…)` refuses only to delete: for
tables whose rows many others name by key without a foreign key of the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

MESSAGE = "this record is append-only"


def seal(connection: BaseDatabaseWrapper, table: str, verbs: Sequence[str] = ("UPDATE", "DELETE")) -> None:
    """Install the triggers on one table; installing twice is the same as once."""
    unseal(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
            cursor.execute(
                f'CREATE TRIGGER "sealed" BEFORE {" OR ".join(verbs)} ON "{table}" FOR EACH ROW EXECUTE FUNCTION refuse_change()'
            )
            return
        for verb in verbs:
            cursor.execute(
                f'CREATE TRIGGER "sealed_{table}_{verb.lower()}" BEFORE {verb} ON "{table}" BEGIN SELECT RAISE(ABORT, \'{MESSAGE}\'); END'
            )


def unseal(connection: BaseDatabaseWrapper, table: str) -> None:
    """Remove the triggers: for a later migration that must rebuild the table, and for tests that empty tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP TRIGGER IF EXISTS "sealed" ON "{table}"')
            return
        for verb in ("update", "delete"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "sealed_{table}_{verb}"')


def sealable_tables() -> list[str]:
    """Every history and event table of the installed rooms: those that must carry the triggers."""
    from governance.core.records import EventRow

    models = apps.get_models(include_auto_created=True)
    return sorted(model._meta.db_table for model in models if issubclass(model, EventRow) or hasattr(model, "instance_type"))


def kept_tables() -> list[str]:
    """Tables whose rows are never deleted: their models say `rows_are_kept`."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "rows_are_kept", False))


class SealTables(Operation):
    """Migration operation: seal these tables."""

    reversible = True
    verbs: Sequence[str] = ("UPDATE", "DELETE")

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, list(self.tables), {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are not part of the model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self.tables:
            seal(schema_editor.connection, table, self.verbs)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self.tables:
            unseal(schema_editor.connection, table)

    def describe(self) -> str:
        return f"Refuse {' and '.join(self.verbs)} on {', '.join(self.tables)}"


class KeepRows(SealTables):
    """Migration operation: rows of these tables may change and are never deleted."""

    verbs = ("DELETE",)
