"""The forecast of the last go-live: 2,000 futures of a small and of a large programme that has barely begun."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

from rollout.staging.plan.reckoning.durations import TIMED, Stay
from rollout.staging.plan.reckoning.forecast import RUNS, Facts, OpenOffice, simulate
from rollout.staging.stages import Stage
from tests.bench import Row, Scale, bench


@bench("forecast")
def forecast(scale: Scale) -> Iterator[Row]:
    random = Random(1)
    for offices, capacity, limit in ((33, 9, 0.3), (330, 90, 3.0)):
        stays = tuple(Stay(stage, random.randint(5, 60), True) for stage in TIMED for _ in range(offices // 2))
        facts = Facts(tuple(OpenOffice(number, Stage.CANDIDATE) for number in range(offices)), stays, capacity)
        started = time.perf_counter()
        simulate(facts, runs=scale(RUNS, quick=200))
        yield Row(f"{offices} offices still to go live", ours=time.perf_counter() - started, limit=limit)
