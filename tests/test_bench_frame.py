"""The bench frame itself: what counts as met, and that memory of a child process is really measured."""

from __future__ import annotations

import resource

import pytest

from tests.bench import Row, Scale, python
from tests.bench.__main__ import HEAD, cells, table


def test_a_ratio_over_its_limit_is_too_much() -> None:
    assert Row("import", ours=3.9, bare=2.0, limit=2).ok
    assert not Row("import", ours=4.1, bare=2.0, limit=2).ok


def test_without_a_bare_side_the_limit_bounds_ours() -> None:
    assert Row("memory", ours=1400, limit=1500, unit="MB").ok
    assert not Row("memory", ours=1600, limit=1500, unit="MB").ok


def test_the_table_names_the_bench_and_its_verdict() -> None:
    printed = table([HEAD, cells("usage import", Row("10 million events", ours=4.1, bare=2.0, limit=2))])
    assert "usage import: 10 million events  4.10 s  2.00 s  2.05 ×  ≤ 2 ×  TOO MUCH" in printed


def test_quick_sizes_are_chosen_by_the_scale() -> None:
    assert (Scale()(1000, quick=10), Scale(quick=True)(1000, quick=10)) == (1000, 10)


def test_the_peak_memory_of_a_child_is_measured() -> None:
    # Linux counts the parent's memory until the child runs its own program, so the bound is above ours.
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 200 < python("block = bytearray(200 * 1024 * 1024)").peak_mb < max(400, ours + 50)


def test_a_child_that_fails_says_what_it_printed() -> None:
    with pytest.raises(RuntimeError, match="no such file of events"):
        python("raise SystemExit('no such file of events')")
