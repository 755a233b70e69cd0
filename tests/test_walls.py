"""The walls of the house: who may import whom, how large things get, and what a pure module keeps out."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WINGS = ("governance", "training", "rollout", "reports")
PURE = {"rules.py", "scoring.py", "stages.py", "penalties.py", "money.py", "workdays.py", "permissions.py", "actor.py"}
PURE |= {"appraising.py", "contesting.py", "differing.py", "grouping.py", "gates.py", "owning.py", "states.py"}
PURE_PACKAGES = ("rollout/kpis/effect/", "rollout/impact/rules/", "rollout/staging/gates/")
PURE_PACKAGES += ("governance/steering/authority.py",)
PURE_PACKAGES += ("rollout/adoption/following.py", "rollout/adoption/proxies.py", "governance/core/languages.py")
PURE |= {"latest.py", "timing.py"}  # of training/testing
PURE_PACKAGES += ("rollout/staging/plan/reckoning/",)
PURE_PACKAGES += ("governance/contracts/endings.py", "governance/contracts/reopenings.py")
TOP_LEVEL = {*WINGS, "tests", "config", "docs", "manage.py", "pyproject.toml", "requirements.lock", "README.md", "CHANGELOG.md", "run"}


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of these folders with its syntax tree, migrations aside."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_rooms_import_downwards_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_no_module_imports_itself_in_a_circle_not_even_within_a_function() -> None:
    dotted = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree for name, tree in modules(*WINGS)}
    asks = {
        name: {each if each in dotted else each.rpartition(".")[0] for each in imported(tree)} & (dotted.keys() - {name})
        for name, tree in dotted.items()
    }
    try:
        TopologicalSorter(asks).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_the_top_level_holds_only_what_the_plan_of_the_house_names() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {top for top in tops if not top.startswith(".")} <= TOP_LEVEL


def test_files_stay_under_400_lines_and_functions_under_50() -> None:
    long_files = [name for name, _ in modules(*WINGS, "config", "tests") if _filled_lines(ROOT / name) > 400]
    long_functions = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in modules(*WINGS, "config")
        for node in functions(tree)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > 50
    ]
    assert long_files + long_functions == []


def _filled_lines(path: Path) -> int:
    return sum(1 for line in path.read_text().splitlines() if line.strip())


def test_every_function_says_what_it_returns() -> None:
    silent = [
        f"{name}:{node.lineno} {node.name}" for name, tree in modules(*WINGS, "config") for node in functions(tree) if not node.returns
    ]
    assert silent == []


def test_no_file_is_a_drawer_for_everything() -> None:
    names = [name for name, _ in modules(*WINGS) if Path(name).stem in {"utils", "helpers", "services", "managers", "misc", "common"}]
    assert names == []


def test_pure_modules_know_no_database_settings_or_clock() -> None:
    barred = ("django.conf", "django.db.connection", "django.db.transaction", "django.utils.timezone", "django.apps")
    guilty = [
        f"{name} imports {module}"
        for name, tree in modules(*WINGS)
        if Path(name).name in PURE or f"{Path(name).parent.name}.py" in PURE or name.startswith(PURE_PACKAGES)
        for module in imported(tree)
        if module.startswith(barred) or ".models" in module.removeprefix("django.db.models")
    ]
    assert guilty == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    """Actions, rules and selectors take the instant; views, commands, middleware and tasks may read it."""
    edges = ("views", "commands", "middleware", "admin", "tasks", "jobs", "templatetags", "demo", "backends", "adapters", "schedules")
    guilty = [
        f"{name}:{node.lineno}"
        for name, tree in modules(*WINGS)
        if not any(part.removesuffix(".py").startswith(edges) for part in Path(name).parts[2:])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"timezone.now", "datetime.now", "date.today", "timezone.localdate"}
        if not node.args
    ]
    assert guilty == []
