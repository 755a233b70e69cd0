"""Runs the benches and prints one table; exits 1 when a limit is not met."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from tests import bench
from tests.bench import Row, Scale, benches

HEAD = ("bench", "ours", "bare", "ratio", "limit", "")


def cells(name: str, row: Row) -> tuple[str, ...]:
    """One row as text. A limit on a ratio is written with ×."""
    bare = "" if row.bare is None else f"{row.bare:,.2f} {row.unit}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
    limit = "" if row.limit is None else (f"≤ {row.limit:g} ×" if row.bare is not None else f"≤ {row.limit:g} {row.unit}")
    return (f"{name}: {row.name}", f"{row.ours:,.2f} {row.unit}", bare, ratio, limit, "ok" if row.ok else "TOO MUCH")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns lined up, the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = []
    for first, *others in rows:
        right = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *right]).rstrip())
    return "\n".join(lines)


def run(names: Sequence[str], scale: Scale) -> bool:
    """Run the benches whose name begins with one of `names` (all without). True when every limit is met."""
    chosen = {name: function for name, function in benches.items() if not names or any(name.startswith(part) for part in names)}
    if not chosen:
        sys.exit(f"no bench is called {' or '.join(names)}; there are: {', '.join(benches)}")
    printed, met = [HEAD], True
    for name, function in chosen.items():
        print(f"▸ {name} …", file=sys.stderr, flush=True)
        for row in function(scale):
            printed.append(cells(name, row))
            met = met and row.ok
    print(table(printed))
    if scale.quick:
        print("--quick: sizes too small to judge the ratios by.")
    return met


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="benches whose name begins so (all without)")
    parser.add_argument("--quick", action="store_true", help="small sizes: does each bench work?")
    options = parser.parse_args()
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name.startswith("bench_"):
            importlib.import_module(f"tests.bench.{module.name}")
    met = run(options.names, Scale(options.quick))
    sys.exit(0 if met or options.quick else 1)


if __name__ == "__main__":
    main()
