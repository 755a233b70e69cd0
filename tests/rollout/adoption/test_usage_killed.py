"""A process killed in the middle of an import leaves the numbers as they were. Real processes, a real SIGKILL, a database file."""

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
from rollout.adoption import bulk
from rollout.adoption.actions import imports as actions

def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
def then_die(real):
    def run(*args, **kwargs):
        real(*args, **kwargs)
        die()
    return run

kills = {
    "while reading": ("rollout.adoption.imports.load", die),
    "after writing identities": ("rollout.adoption.actions.imports.write_identities", then_die(actions.write_identities)),
    "inside the transaction": ("rollout.adoption.actions.imports.insert_days", then_die(bulk.insert_days)),
    "at its end": ("rollout.adoption.actions.imports.follow_up", then_die(actions.follow_up)),
}
where, file, mapping = sys.argv[1:]
target, effect = kills.get(where, ("os.getpid", os.getpid))
with mock.patch(target, effect):
    call_command("import_usage", file, mapping=mapping, verbosity=0)
"""
MAPPING = """{"format": "usage-mapping/1", "name": "Log", "source": "CRM", "columns": {"user": "user", "time": "at",
 "identity": ["id"], "zone": "UTC", "office": "office", "system_users": ["robot"]}}"""
COUNTS = (
    "SELECT count(*) FROM adoption_usageday",
    "SELECT sum(actions) FROM adoption_usageday",
    "SELECT count(*) FROM adoption_sourceuser",
    "SELECT count(*) FROM adoption_usermatch",
    "SELECT count(*) FROM adoption_usageimport WHERE state = 'applied'",
)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A database file in which one small file is counted."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "mapping.json").write_text(MAPPING)
    migrated.give_to(folder / "data")
    rows = [f"{number},2026-03-{2 + number % 20:02}T09:00:00Z,u{number % 50},Lyon" for number in range(3000)]
    (folder / "first.csv").write_text("\n".join(("id,at,user,office", *rows[:1000])))
    (folder / "second.csv").write_text("\n".join(("id,at,user,office", *rows[500:], "x,2026-03-02T09:00:00Z,robot,Nice")))
    migrate = "import django; django.setup()\nfrom django.core.management import call_command\ncall_command('migrate', verbosity=0)"
    assert python(folder, migrate).returncode == 0
    migrated.take_from(folder / "data")
    first = python(folder, RUN, "nowhere", "first.csv", "mapping.json")
    assert first.returncode == 0, first.stderr
    return folder


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


def numbers(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "data" / "gatehouse.sqlite3") as database:
        return [database.execute(query).fetchone()[0] for query in COUNTS]


def test_killed_at_any_point_the_numbers_stay_and_the_next_run_counts_all(company):
    before = numbers(company)
    assert before == [100, 1000, 50, 0, 1]
    for where in ("while reading", "after writing identities", "inside the transaction", "at its end"):
        assert python(company, RUN, where, "second.csv", "mapping.json").returncode == -signal.SIGKILL, where
        assert numbers(company) == before, where
    done = python(company, RUN, "nowhere", "second.csv", "mapping.json")
    assert done.returncode == 0, done.stderr
    assert numbers(company) == [201, 3001, 51, 1, 2]
    left = [path.name for path in (company / "data" / "usage" / "work").iterdir()]
    assert left == [], "what the killed runs left behind was cleared away"


DUE = """
import os, signal, sys
from unittest import mock
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from governance.core import audit
from governance.core.actor import system_actor
from rollout.adoption.actions import due
from rollout.adoption.models import DueList, UsageSource

def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
where, file = sys.argv[1:]
actor = system_actor("tests")
with audit.operation(actor):
    columns = {"key_column": "deal", "owner_column": "owner", "due_column": "due", "done_column": "done"}
    held = DueList.objects.first() or due.describe_due_list(
        name="Tasks", source=UsageSource.objects.get(), **columns, actor=actor, at=timezone.now()
    )
with mock.patch(where if where != "nowhere" else "os.getcwd", die if where != "nowhere" else os.getcwd):
    call_command("import_table", held.kind, file, apply=True, verbosity=0)
"""
DUES = (
    "SELECT count(*) FROM adoption_due",
    "SELECT count(*) FROM adoption_due WHERE superseded_at IS NOT NULL",
    "SELECT count(*) FROM adoption_duefile",
    "SELECT count(*) FROM adoption_sourceuser",
    "SELECT count(*) FROM core_importbatch WHERE state = 'applied'",
)


def dues(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "data" / "gatehouse.sqlite3") as database:
        return [database.execute(query).fetchone()[0] for query in DUES]


def test_a_list_of_what_was_due_killed_while_it_is_written_leaves_the_old_one(company):
    header = "deal,owner,due,done"
    (company / "due.csv").write_text("\n".join((header, *(f"D{n},u{n % 9},2026-03-0{1 + n % 7}," for n in range(40)))))
    (company / "due2.csv").write_text("\n".join((header, *(f"D{n},v{n % 9},2026-03-0{1 + n % 7},2026-03-05" for n in range(60)))))
    assert python(company, DUE, "nowhere", "due.csv").returncode == 0
    before = dues(company)
    for where in ("rollout.adoption.actions.due.owner_keys", "rollout.adoption.actions.due.follow_up"):
        assert python(company, DUE, where, "due2.csv").returncode == -signal.SIGKILL
        assert dues(company) == before
    assert python(company, DUE, "nowhere", "due2.csv").returncode == 0
    assert dues(company)[0] == 100
