"""The set-up script: finds a Python that works, passes over one that only looks like it, and says what is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_walls import ROOT

SHIM = "#!/bin/sh\necho 'shim: command not found' >&2\nexit 127\n"


def run(*arguments: str, path: str = "/usr/bin:/bin", home: Path | str = "/nonexistent") -> subprocess.CompletedProcess[str]:
    env = {"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run([ROOT / "run", *arguments], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_help_names_every_command() -> None:
    script = (ROOT / "run").read_text()
    commands = re.findall(r"^    (\w+)\)", script[script.index("case $command in") :], re.MULTILINE)
    listed = run("help").stdout
    assert [command for command in commands if f"./run {command}" not in listed and command != "setup"] == []


def test_an_unknown_command_is_an_error_that_shows_the_help() -> None:
    result = run("dance")
    assert result.returncode == 1
    assert "there is no command “dance”" in result.stderr


def test_a_shim_that_fails_is_passed_over(tmp_path: Path) -> None:
    """A version manager's shim stands in PATH for every version it knows and fails for those not switched on."""
    for name in ("python3.14", "python3.13", "python3.12", "python3", "python"):
        executable(tmp_path / "shims" / name, SHIM)
    real = tmp_path / ".pyenv/versions/3.13.0/bin/python"
    executable(real, f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    found = run("python", path=f"{tmp_path}/shims:/usr/bin:/bin", home=tmp_path)
    if found.stdout.startswith("/usr/bin/"):
        pytest.skip("this machine's own Python is new enough")
    assert found.stdout.strip() == str(real)


def test_without_any_python_it_says_what_to_install(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "grep"):
        (tools / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    result = run("python", path=str(tools), home=tmp_path)
    assert result.returncode == 1
    assert "apt-get install python3 python3-venv" in result.stderr


def test_the_lock_names_every_direct_requirement_with_hashes_and_no_address() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=~ ]", requirement)[0].lower() for requirement in direct}
    lock = (ROOT / "requirements.lock").read_text()
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))
    assert names - pinned == set()
    assert "://" not in lock
    assert lock.count("--hash=sha256:") >= len(pinned)
