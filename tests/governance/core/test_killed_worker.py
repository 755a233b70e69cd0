"""kill −9 in the middle of a job: nothing half done, the job runs again in another worker and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests import migrated

ROOT = Path(__file__).resolve().parents[3]
# Far more than it takes: a machine that is busy with other work is no failure. Laying out a fresh PostgreSQL took two minutes on one.
PATIENCE = 240
# Started apart from the suite's database: a real worker needs rows that are committed.
WORLD = """
import os, time, django
django.setup()
from pathlib import Path
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from governance.core import audit, jobs
from governance.core.actor import system_actor
from governance.core.models import Job, Reminder

@jobs.job("tests.slow_write")
def slow_write(progress):
    first = not Path(os.environ["MARK"]).exists()
    with transaction.atomic():
        for number in range(3):
            Reminder.objects.create(kind="t", account_id=1, on="2026-06-01", subject="s", key=f"k{number}", created_at=timezone.now())
            if first and number == 1:
                Path(os.environ["MARK"]).write_text(str(os.getpid()))
                time.sleep(600)
    return {"written": 3}
"""
START = """
call_command("migrate", verbosity=0)
job = jobs.start("tests.slow_write", actor=system_actor("tests"), at=timezone.now())
print(job.pk)
"""
WORK = """
call_command("ox_worker", "--interval", "0.1", "--lock-timeout", "2")
"""
# By its kind: a minute that turns meanwhile brings scheduled jobs of the worker's own.
LOOK = """
import json
deadline = time.monotonic() + float(os.environ["WAIT"])
while (job := Job.objects.get(kind="tests.slow_write")).state != "done" and time.monotonic() < deadline:
    time.sleep(0.1)
print(json.dumps({"state": job.state, "attempts": job.attempts, "written": Reminder.objects.count()}))
"""


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of a product of its own: a fresh SQLite file, or a fresh database of the suite's PostgreSQL."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "GATEHOUSE_DATA_DIR": str(tmp_path),
        "GATEHOUSE_TASKS": "django_ox.backend.OxBackend",
        "GATEHOUSE_LOCK_TIMEOUT": "2",
        "MARK": str(tmp_path / "mark"),
    }
    if connection.vendor != "postgresql":
        environment.pop("DATABASE_URL", None)
        migrated.give_to(tmp_path)
        yield environment
        return
    request.getfixturevalue("transactional_db")
    name = f"killed_{os.getpid()}"
    migrated.make_on_postgresql(name)
    environment["DATABASE_URL"] = address_of(name)
    try:
        yield environment
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def address_of(name: str) -> str:
    """The suite's database address with another database."""
    given = django_settings.DATABASES["default"]
    login = ":".join(quote(part) for part in (given["USER"], given["PASSWORD"]) if part)
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{login}@{quote(given['HOST'], safe='')}{port}/{name}"


def python(code: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WORLD + code], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def answer(code: str, environment: dict[str, str], wait: int = 0) -> str:
    process = python(code, environment | {"WAIT": str(wait)})
    said, _errors = process.communicate(timeout=PATIENCE * 2)
    assert process.returncode == 0
    return said.strip().splitlines()[-1]


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_a_killed_workers_job_leaves_nothing_half_done_and_runs_again(world: dict[str, str]) -> None:
    answer(START, world)
    first = python(WORK, world)
    mark = Path(world["MARK"])
    wait_until(lambda: mark.exists() and mark.read_text())
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert json.loads(answer(LOOK, world)) == {"state": "running", "attempts": 1, "written": 0}

    second = python(WORK, world)
    try:
        assert json.loads(answer(LOOK, world, PATIENCE)) == {"state": "done", "attempts": 2, "written": 3}
    finally:
        second.terminate()
        second.wait(timeout=PATIENCE)
