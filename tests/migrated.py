"""The migrated, still empty database of the tests, kept between runs: a hundred migrations take half a minute on SQLite."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import django
from django.apps import apps
from django.db import connection

from governance.core import seals


def kept() -> Path | None:
    """The file that holds it for just these migrations; None on another database, where nothing is kept."""
    if connection.vendor != "sqlite":
        return None
    folder = Path(tempfile.gettempdir()) / f"gatehouse-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{_fingerprint()}.sqlite3" if folder.stat().st_uid == os.getuid() else None


def load() -> sqlite3.Connection | None:
    """Fill the database of this process before Django looks at it. Hold what is returned until Django has connected."""
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
        shutil.copyfile(path, folder / "gatehouse.sqlite3")


def save() -> None:
    """Keep the database that Django has just migrated; the older ones go."""
    path = kept()
    if path is None or path.exists():
        return
    connection.ensure_connection()
    unfinished = path.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as target:
        connection.connection.backup(target)
    target.close()
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
