"""Five hundred people end their test in the same minute: every answer saved, every test handed in, on the server as it is run.

One process draws the papers and opens a session for each person, the product's own server serves as `./run serve` would have it on two
cores, another process sends: each person gives every answer and hands in at moments spread over one minute, without a second try.
Then the answers in the database are counted. `GATEHOUSE_BENCH_POSTGRES` names an empty database to measure the same on PostgreSQL.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import ROOT, Row, Scale, bench, manage, python, site

QUESTIONS = 10
WORKERS, THREADS = 2, 4
SET_UP = "import django; django.setup(); from tests.bench.sitting_people import {0}; {0}(__import__('sys').argv[1:])"


@bench("attempts")
def one_minute_before_the_end(scale: Scale) -> Iterator[Row]:
    people, seconds = scale(500, quick=25), scale(60, quick=6)
    yield from measured("SQLite", people, seconds, {})
    if url := os.environ.get("GATEHOUSE_BENCH_POSTGRES"):
        yield from measured("PostgreSQL", people, seconds, {"DATABASE_URL": url})


def measured(label: str, people: int, seconds: int, changes: dict[str, str]) -> Iterator[Row]:
    """The whole of it on one database."""
    with site() as folder:
        # Jobs go to the queue as in production; the immediate backend of other benches would run them inside the request.
        queue = {"GATEHOUSE_TASKS": "django_ox.backend.OxBackend", "DJANGO_SETTINGS_MODULE": "config.settings"}
        env = folder | changes | queue
        if changes:
            manage("migrate", "--verbosity", "0", env=env)
        plan, told = Path(folder["GATEHOUSE_DATA_DIR"]) / "plan.json", Path(folder["GATEHOUSE_DATA_DIR"]) / "told.json"
        python(SET_UP.format("sit_down"), str(people), str(QUESTIONS), str(plan), env=env)
        with served(env) as port:
            python("from tests.bench.sending_people import main; main()", str(plan), str(told), str(port), str(seconds), env=env)
        counted = json.loads(python(SET_UP.format("count"), str(people), str(QUESTIONS), env=env).output.splitlines()[-1])
        sent = json.loads(told.read_text())
    yield from rows(label, sent, counted, people)


def rows(label: str, told: dict[str, Any], counted: dict[str, int], people: int) -> Iterator[Row]:
    sent = people * QUESTIONS
    yield Row(f"{label}: answers lost of {sent:,}", ours=counted["lost"], limit=0, unit="")
    yield Row(f"{label}: tests not handed in and marked of {people:,}", ours=counted["open"], limit=0, unit="")
    yield Row(f"{label}: errors in {told['requests']:,} requests", ours=told["errors"], limit=0, unit="")
    yield Row(f"{label}: 95th percentile of saving an answer", ours=told["save_95"], limit=2, unit="s")
    yield Row(f"{label}: 95th percentile of handing in", ours=told["hand_in_95"], limit=4, unit="s")
    yield Row(f"{label}: slowest", ours=told["slowest"], limit=20, unit="s")


@contextmanager
def served(env: dict[str, str]) -> Iterator[int]:
    """The product's server on a free port, with the settings of docs/operations.md."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = Path(sys.executable).with_name("gunicorn")
    command = [gunicorn, "config.wsgi", "--worker-class", "gthread", "--workers", WORKERS, "--threads", THREADS]
    command += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5", "--log-level", "error"]
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, env={**os.environ, **env})
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(port: int) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthy", timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
