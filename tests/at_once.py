"""Run functions at the same instant, each on its own database connection: to see that one wins and the other is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections
from django.db.utils import load_backend

from governance.core import audit
from governance.core.actor import system_actor


def at_once(folder: Path, *functions: Callable[[], Any], then: Callable[[], Any]) -> tuple[list[Any], Any]:
    """What each returned or raised, in order, and what `then` reads afterwards. Needs `transactional_db`."""
    file = copy_to_file(folder)
    ended: list[Any] = [None] * (len(functions) + 1)
    together = Barrier(len(functions))

    def run(place: int, function: Callable[[], Any], barrier: Barrier) -> None:
        settings = connections.settings["default"]
        connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(
            settings | ({"NAME": str(file)} if file else {}), "default"
        )
        try:
            barrier.wait(timeout=60)
            with audit.operation(system_actor("tests")):
                ended[place] = function()
        except Exception as raised:
            ended[place] = raised
        finally:
            connections["default"].close()

    wait_for([Thread(target=run, args=(place, function, together)) for place, function in enumerate(functions)])
    wait_for([Thread(target=run, args=(len(functions), then, Barrier(1)))])
    return ended[:-1], ended[-1]


def wait_for(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)


def copy_to_file(folder: Path) -> Path | None:
    """Threads share an in-memory SQLite database otherwise than processes share a file: copy it. PostgreSQL needs nothing."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    file = folder / "at_once.sqlite3"
    with sqlite3.connect(file) as target:
        connection.connection.backup(target)
        # As in production the file is in WAL mode before anybody opens it: two that switch it at once would be refused.
        target.execute("PRAGMA journal_mode=WAL")
    return file
