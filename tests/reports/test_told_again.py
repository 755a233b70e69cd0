"""The law of “as known on”: what was frozen at an instant is what is computed later as known on it, whatever happened since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as some

from governance.core.errors import GatehouseError
from tests.reports.happenings import HAPPENINGS, START, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    clock = {"at": START}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["at"])
    yield World(clock)


def differences(then: Any, later: Any, path: str = "") -> Iterator[str]:
    """Where two tellings differ, for whoever reads a failure."""
    if isinstance(then, dict) and isinstance(later, dict):
        for key in sorted(then.keys() | later.keys()):
            yield from differences(then.get(key, "nothing"), later.get(key, "nothing"), f"{path}/{key}")
    elif isinstance(then, list) and isinstance(later, list) and len(then) == len(later):
        for place, (one, other) in enumerate(zip(then, later, strict=True)):
            yield from differences(one, other, f"{path}/{place}")
    elif then != later:
        yield f"{path}: {then!r} then, {later!r} later"


def check(world: World, happenings: list[str], frozen_before: set[int]) -> set[str]:
    kept: dict[datetime, Any] = {}
    done: set[str] = set()
    for place, name in enumerate(happenings):
        if place in frozen_before:
            kept[world.at] = world.told(world.at, None)
        world.clock["at"] += timedelta(hours=7)
        with suppress(GatehouseError), transaction.atomic():
            getattr(world, name)()
            done.add(name)
        world.clock["at"] += timedelta(minutes=1)
    for instant, then in kept.items():
        found = list(differences(then, world.told(instant, instant)))
        assert not found, "\n".join(found[:40])
    return done


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(happenings=some.lists(some.sampled_from(HAPPENINGS), min_size=2, max_size=8), frozen=some.integers(0, 7))
@example(happenings=list(HAPPENINGS), frozen=0)
@example(happenings=[*HAPPENINGS, *reversed(HAPPENINGS)], frozen=len(HAPPENINGS))
def test_what_was_frozen_then_is_told_again(world: World, happenings: list[str], frozen: int) -> None:
    before = {name: list(kept) if isinstance(kept, list) else kept for name, kept in vars(world).items()}
    with transaction.atomic():
        done = check(world, happenings, {min(frozen, len(happenings) - 1)})
        transaction.set_rollback(True)
    # Each alone is possible; one after another some are refused, which is as good as nothing happening.
    assert len(happenings) < len(HAPPENINGS) or done == set(HAPPENINGS), set(HAPPENINGS) - done
    vars(world).clear()
    vars(world).update(before)
    world.clock["at"] = START
