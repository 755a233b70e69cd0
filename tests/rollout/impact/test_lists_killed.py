"""A process killed in the middle leaves the old record. Real processes, a real SIGKILL, a database file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated

ROOT = Path(__file__).resolve().parents[3]
ENV = {"GATEHOUSE_TASKS": "django.tasks.backends.dummy.DummyBackend", "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
RUN = """
import os, signal, sys
from unittest import mock
import django; django.setup()
from django.core.management import call_command
from rollout.impact.actions import lists as actions
from rollout.impact.actions import migration

def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
def then_die(real):
    def run(*args, **kwargs):
        real(*args, **kwargs)
        die()
    return run

where, batch = sys.argv[1:]
kills = {
    "while reading": ("rollout.impact.comparing.lists.load", die),
    "after comparing": ("rollout.impact.actions.lists.write_rows", then_die(actions.write_rows)),
    "while storing": ("rollout.impact.actions.lists.store_differences", then_die(actions.store_differences)),
    "while deciding": ("rollout.impact.actions.lists.decide", then_die(migration.decide)),
}
target, effect = kills.get(where, ("os.getpid", os.getpid))
with mock.patch(target, effect):
    call_command("reconcile", "source.csv", "loaded.csv", key=["no"], total=["balance"], batch=int(batch), verbosity=0)
"""
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
MAKE = """
import django; django.setup()
from governance.core import audit
from tests.rollout.impact import lists
with audit.operation(lists.SYSTEM):
    print(lists.loaded(reported=3, count=3).pk)
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A database file in which one loaded batch waits for its lists."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "source.csv").write_text("no,balance\nSECRETA,1\nSECRETB,2\nSECRETC,3\n")
    (folder / "loaded.csv").write_text("no,balance\nSECRETA,1\nSECRETB,2\nSECRETD,3\n")
    migrated.give_to(folder / "data")
    assert python(folder, MIGRATE).returncode == 0
    migrated.take_from(folder / "data")
    made = python(folder, MAKE)
    assert made.returncode == 0, made.stderr
    return folder, made.stdout.strip()


def python(folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"GATEHOUSE_DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, **ENV, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def state(folder: Path) -> tuple[str, int, int]:
    queries = (
        "SELECT state FROM impact_migrationbatch",
        "SELECT count(*) FROM impact_batchmove",
        "SELECT count(*) FROM impact_listpair WHERE state = 'applied'",
    )
    with sqlite3.connect(folder / "data" / "gatehouse.sqlite3") as database:
        return tuple(database.execute(query).fetchone()[0] for query in queries)


def test_killed_at_any_point_the_batch_stays_undecided_and_the_next_run_decides(company):
    folder, batch = company
    before = state(folder)
    assert before == ("loaded", 4, 0)
    for where in ("while reading", "after comparing", "while storing", "while deciding"):
        assert python(folder, RUN, where, batch).returncode == -signal.SIGKILL, where
        assert state(folder) == before, where
    done = python(folder, RUN, "nowhere", batch)
    assert "Not reconciled" in done.stderr, done.stderr
    assert state(folder) == ("failed", 5, 1)
