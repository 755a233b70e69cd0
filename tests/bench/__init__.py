"""What must be fast, measured beside the bare library doing the same: `./run bench [NAME…] [--quick]`.

A room adds a module `tests/bench/bench_<what>.py`:

    @bench("usage import")
    def ten_million_events(scale: Scale) -> Iterator[Row]:
        events = scale(10_000_000, quick=200_000)
        ...
        yield Row("10 million events", ours=ours.seconds, bare=bare.seconds, limit=2)
        yield Row("memory", ours=ours.peak_mb, limit=1500, unit="MB")

Ratios only count when both sides ran in the same run on the same machine, so a bench measures both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the table. With `bare`, `limit` bounds ours ÷ bare; without, it bounds ours itself."""

    name: str
    ours: float
    bare: float | None = None
    limit: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.bare if self.bare else None

    @property
    def ok(self) -> bool:
        judged = self.ours if self.bare is None else (self.ratio or 0)
        return self.limit is None or judged <= self.limit


@dataclass(frozen=True)
class Scale:
    """How large this run is: full by default, small with --quick, which tells whether a bench works, not how fast."""

    quick: bool = False

    def __call__(self, full: int, *, quick: int) -> int:
        return quick if self.quick else full


@dataclass(frozen=True)
class Child:
    """What a child process took. `peak_mb` is its largest resident memory; Linux never reports less than the parent's."""

    seconds: float
    peak_mb: float
    output: str


Bench = Callable[[Scale], Iterator[Row]]
benches: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a bench under a name that `./run bench NAME` finds by its beginning."""

    def register(function: Bench) -> Bench:
        if name in benches:
            raise ValueError(f"two benches are called {name}")
        benches[name] = function
        return function

    return register


def child(arguments: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> Child:
    """Run a command, measure its time and its peak memory; raises where it fails."""
    started = time.perf_counter()
    with TemporaryDirectory() as folder:
        log = Path(folder) / "output"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in arguments], cwd=ROOT, env={**os.environ, **(env or {})}, stdout=output, stderr=subprocess.STDOUT
            )
            _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, text = time.perf_counter() - started, log.read_text(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))} failed:\n{text[-4000:]}")
    peak = used.ru_maxrss / 1024 if sys.platform != "darwin" else used.ru_maxrss / 1024**2
    return Child(seconds, peak, text)


def python(code: str, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Child:
    """Run Python source in a process of its own: the bare side of a comparison."""
    return child([sys.executable, "-c", code, *arguments], env=env)


def manage(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Child:
    """Run a management command in a process of its own."""
    return child([sys.executable, ROOT / "manage.py", *arguments], env=env)


@contextmanager
def site() -> Iterator[dict[str, str]]:
    """A fresh, migrated product on SQLite in a temporary folder: the environment for `manage(…, env=…)`."""
    with TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        env = {
            "GATEHOUSE_DATA_DIR": folder,
            "GATEHOUSE_PLAIN_STATIC": "1",
            "GATEHOUSE_TASKS": "django.tasks.backends.immediate.ImmediateBackend",
            "DATABASE_URL": "",
        }
        manage("migrate", "--verbosity", "0", env=env)
        yield env
