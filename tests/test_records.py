"""What a person or a court must be able to rely on: tracked tables, sealed tables, no write that skips the record."""

from __future__ import annotations

import ast
import sqlite3
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from governance.core import seals
from governance.core.records import EventRow, Recorded
from tests import migrated
from tests.test_walls import WINGS, modules

# Tables without history, each with why. Everything else is tracked, append-only, or carries system time.
WITHOUT_HISTORY = {
    "core.Attachment": "stored once under the hash of its bytes, with who and when; never edited",
    "core.ImportBatch": "the trail of one file: each state sets its own time and name once",
    "core.Job": "progress of background work; what it changes is tracked under the job's id",
    "core.Reminder": "a message on its way, not a fact",
    "courses.FeedbackAnswer": "anonymous: nothing may lead from an answer to a person; never edited",
    "courses.FeedbackAsked": "a tick that somebody has answered; when, would lead to the answer",
    "impact.Asked": "a tick that somebody has answered; when, would lead to the answer",
    "impact.Resistance": "read in its own office alone, and the history is read above it; ResistanceMove records each step, sealed",
    "impact.Tally": "counters of anonymous answers: who raised one, and when, would be the answer's owner",
    "adoption.SourceUser": "a name as a file writes it, never edited; who it is has system time",
    "adoption.SourceOffice": "a label as a file writes it, never edited; which office it is has system time",
    "clearance.AccountName": "a user name as the CRM's list writes it; erasing its person empties it",
    "organisation.Identity": "erasing it must leave nothing behind",
    "organisation.OneTimeCode": "a credential; issued and used times are in the row",
    "organisation.UsageNotice": "written once, with who and when",
}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in WINGS and not hasattr(model, "instance_type")]


def test_every_table_is_tracked_or_says_why_not() -> None:
    silent = [
        model._meta.label
        for model in own_models()
        if not hasattr(model, "history") and not issubclass(model, EventRow | Recorded) and model._meta.label not in WITHOUT_HISTORY
    ]
    assert silent == []


def test_history_keeps_the_reason_and_the_name_as_text() -> None:
    for model in own_models():
        if hasattr(model, "history"):
            fields = {field.name: field for field in model.history.model._meta.get_fields()}
            assert isinstance(fields["history_change_reason"], models.TextField), model
            assert isinstance(fields["history_username"], models.CharField), model


def test_migrations_seal_every_history_and_event_table() -> None:
    sealed = {
        table
        for migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, seals.SealTables)
        for table in operation.tables
    }
    assert set(seals.sealable_tables()) - sealed == set()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere no migration rebuilds a table")
def test_a_freshly_migrated_database_has_the_triggers(tmp_path: Path) -> None:
    """On SQLite a later migration that rebuilds a table drops its triggers, so the finished database is looked at."""
    migrated.give_to(tmp_path)
    with sqlite3.connect(tmp_path / "gatehouse.sqlite3") as database:
        counts = dict(database.execute("SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name"))
    assert {table for table in seals.sealable_tables() if counts.get(table) != 2} == set()
    assert {table for table in seals.kept_tables() if not counts.get(table)} == set()


def _models_by_name() -> dict[str, type[models.Model]]:
    return {model.__name__: model for model in own_models()}


def test_no_bulk_write_skips_the_history() -> None:
    """`Tracked.objects….update/bulk_create/bulk_update/delete` write no history; the audit kit's functions do."""
    tracked = {name for name, model in _models_by_name().items() if hasattr(model, "history")}
    guilty = [
        f"{name}:{node.lineno} {ast.unparse(node.func)[:90]}"
        for name, tree in modules(*WINGS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_create", "bulk_update", "update_or_create", "delete"}
        and ast.unparse(node.func).split(".objects")[0] in tracked
    ]
    assert [line for line in guilty if "update_or_create" not in line] == []
