"""The migrated, still empty database of the tests, kept for those that need one of their own: laying one out takes a minute or two.

A SQLite file outlives the run; on PostgreSQL it is a database beside those of the tests, to copy from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import django
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection

from governance.core import seals

DATABASE = "gatehouse.sqlite3"


def kept() -> Path | None:
    """The SQLite file for just these migrations, whether it is there yet or not; None where the folder is somebody else's."""
    folder = Path(tempfile.gettempdir()) / f"gatehouse-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{_fingerprint()}.sqlite3" if folder.stat().st_uid == os.getuid() else None


def load() -> sqlite3.Connection | None:
    """Fill the database of this process before Django looks at it. Hold what is returned until Django has connected."""
    if connection.vendor != "sqlite":
        return None
    path = kept()
    name: str = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    if path is None or not path.exists() or "mode=memory" not in name:
        return None
    memory = sqlite3.connect(name, uri=True)
    with sqlite3.connect(path) as source:
        source.backup(memory)
    return memory


def give_to(folder: Path) -> None:
    """Put a copy where a product in another process looks for its database: `migrate` then finds nothing left to do."""
    if (path := kept()) is not None and path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / DATABASE)


def take_from(folder: Path) -> None:
    """Keep what a product in another process has just migrated, before it holds anything: on PostgreSQL nobody else lays out SQLite."""
    if (path := kept()) is not None and not path.exists():
        with closing(sqlite3.connect(folder / DATABASE)) as source:
            _keep(source, path)


def save() -> None:
    """Keep the database that Django has just migrated."""
    if connection.vendor == "postgresql":
        _copy(str(connection.settings_dict["NAME"]), _on_postgresql())
    elif (path := kept()) is not None and not path.exists():
        connection.ensure_connection()
        _keep(connection.connection, path)


def make_on_postgresql(name: str) -> None:
    """A new database of this name beside those of the tests, migrated and empty."""
    _copy(_on_postgresql(), name)


def _copy(source: str, name: str) -> None:
    """Nobody may be connected to the source meanwhile. What is there already stays: another process was first."""
    connection.close()
    quoted = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            with suppress(IntegrityError, ProgrammingError):
                cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(source)}")


def _on_postgresql() -> str:
    return f"kept_{_fingerprint()}"


def _keep(source: sqlite3.Connection, path: Path) -> None:
    """Whole or not at all; of the older ones the last twenty stay."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.rename(path)
    for old in sorted(path.parent.glob("*.sqlite3"), key=lambda each: each.stat().st_mtime)[:-20]:
        old.unlink(missing_ok=True)


def _fingerprint() -> str:
    """Over the migrations of all apps, what seals their tables, and the versions that read them."""
    digest = hashlib.sha256(f"{django.VERSION} {sys.version} {sqlite3.sqlite_version}".encode())
    files = [file for app in apps.get_app_configs() for file in sorted((Path(app.path) / "migrations").glob("*.py"))]
    for file in [Path(seals.__file__), *files]:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:32]
