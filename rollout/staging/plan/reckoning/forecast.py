"""When the last office goes live: many possible futures, drawn from the lengths seen so far and the team's capacity. Pure.

Days from today. The same facts and seed give the same answer, in whatever order the offices come.
Method and its limits: docs/algorithms/forecast.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from rollout.staging.plan.reckoning.durations import TIMED, Law, Stay, law
from rollout.staging.stages import CARRIED, LIVE_STAGES, PROVEN, WALK, Stage

RUNS, SEED = 2000, 1
# With fewer finished offices the answer would be a guess about guesses.
ENOUGH = 5
Days = NDArray[np.int64]


@dataclass(frozen=True)
class OpenOffice:
    """An office by the stage it reached and its days in it. `not_before`: days until the planned start of its training."""

    id: int
    stage: Stage
    days: int = 0
    pilot: bool = False
    not_before: int = 0


@dataclass(frozen=True)
class Facts:
    """All offices of the programme, what they tell of the length of stages, and how many the team can carry at once.

    `pilot` on an office: the others wait until it is stabilised.
    """

    offices: tuple[OpenOffice, ...]
    stays: tuple[Stay, ...]
    capacity: int


@dataclass(frozen=True)
class Short:
    """A stage of which too few stays are finished."""

    stage: Stage
    finished: int


@dataclass(frozen=True)
class Forecast:
    """Days from today to the last go-live in each run, ascending. `overlong`: offices longer in a stage than any that left it."""

    days: tuple[int, ...]
    rests_on: int
    unfinished: int
    overlong: int
    offices: int

    def at(self, percent: int) -> int:
        """So many percent of the runs were done by that day."""
        return self.days[max(ceil(percent / 100 * len(self.days)), 1) - 1]


def short_of(facts: Facts) -> tuple[Short, ...]:
    """Why no forecast can be made: the stages that matter and were finished too seldom."""
    counts = {stage: sum(1 for stay in facts.stays if stay.stage == stage and stay.finished) for stage in TIMED}
    return tuple(Short(stage, counts[stage]) for stage in needed(facts) if counts[stage] < ENOUGH)


def needed(facts: Facts) -> list[Stage]:
    """The stages that an office still has to go through. A pilot's way to “stabilised” counts only while others wait for it."""
    waiting = [office for office in facts.offices if not office.pilot and WALK.index(office.stage) < WALK.index(Stage.TRAINING)]
    pilots = [office for office in facts.offices if office.pilot and office.stage not in PROVEN]
    behind = min((WALK.index(office.stage) for office in facts.offices), default=len(WALK))
    return [stage for stage in TIMED if (WALK.index(stage) >= behind if stage != Stage.LIVE else bool(waiting and pilots))]


def simulate(facts: Facts, *, runs: int = RUNS, seed: int = SEED) -> Forecast:
    """The last go-live in each run. Ask `short_of` first; nothing left to go live gives zero days."""
    offices = sorted(facts.offices, key=lambda office: office.id)
    laws = {stage: law(stay for stay in facts.stays if stay.stage == stage) for stage in TIMED}
    uniform = np.random.default_rng(seed).random((len(offices), len(TIMED), runs))
    lengths = {office.id: left(office, laws, uniform[place]) for place, office in enumerate(offices)}
    last = go_lives(offices, lengths, facts.capacity, runs)
    return Forecast(
        days=tuple(int(day) for day in np.sort(last)),
        rests_on=sum(1 for stay in facts.stays if stay.stage == Stage.TRIAL and stay.finished),
        unfinished=sum(1 for stay in facts.stays if not stay.finished and stay.stage != Stage.LIVE),
        overlong=sum(1 for office in offices if beyond_all(office, laws)),
        offices=sum(1 for office in offices if office.stage not in LIVE_STAGES),
    )


def beyond_all(office: OpenOffice, laws: dict[Stage, Law]) -> bool:
    return office.stage in TIMED and office.stage not in LIVE_STAGES and not (laws[office.stage].days > office.days).any()


def left(office: OpenOffice, laws: dict[Stage, Law], uniform: NDArray[np.float64]) -> dict[Stage, Days]:
    """Days the office still needs in each stage, per run: 0 behind it, the rest of where it is, the whole of what is ahead."""
    found = {}
    for place, stage in enumerate(TIMED):
        if WALK.index(stage) < WALK.index(office.stage):
            found[stage] = np.zeros(uniform.shape[1], dtype=np.int64)
        elif stage == office.stage:
            found[stage] = laws[stage].draw(uniform[place], beyond=office.days) - office.days
        else:
            found[stage] = laws[stage].draw(uniform[place])
    return found


def go_lives(offices: Sequence[OpenOffice], lengths: dict[int, dict[Stage, Days]], capacity: int, runs: int) -> Days:
    """The day of the last go-live per run: who is carried finishes, then pilots, then whoever is ready first."""
    work = {office.id: lengths[office.id][Stage.TRAINING] + lengths[office.id][Stage.TRIAL] for office in offices}
    carried = [office for office in offices if office.stage in CARRIED]
    waiting = [office for office in offices if WALK.index(office.stage) < WALK.index(Stage.TRAINING)]
    live = {office.id: work[office.id] for office in carried}
    team = Team([live[office.id] for office in carried], capacity, runs)
    for group in ([office for office in waiting if office.pilot], [office for office in waiting if not office.pilot]):
        if group:
            allowed = 0 if group[0].pilot else pilots_stabilised(offices, live, lengths)
            ready = np.array([np.maximum(lengths[office.id][Stage.PREPARING], office.not_before) for office in group])
            ended = team.take(ready, np.array([work[office.id] for office in group]), allowed)
            live |= {office.id: ended[place] for place, office in enumerate(group)}
    return np.array(list(live.values())).max(axis=0) if live else np.zeros(runs, dtype=np.int64)


def pilots_stabilised(offices: Sequence[OpenOffice], live: dict[int, Days], lengths: dict[int, dict[Stage, Days]]) -> Days | int:
    """The day on which the last pilot is stabilised; the others start no earlier."""
    pilots = [office for office in offices if office.pilot and office.stage not in PROVEN]
    return np.array([live.get(each.id, 0) + lengths[each.id][Stage.LIVE] for each in pilots]).max(axis=0) if pilots else 0


class Team:
    """The places of the team, per run the day on which each is free again (J. Kiefer and J. Wolfowitz, 1955: the queue G/G/c)."""

    def __init__(self, carried: Sequence[Days], capacity: int, runs: int) -> None:
        ends = np.sort(np.array([*carried, *([np.zeros(runs, dtype=np.int64)] * max(capacity - len(carried), 0))]), axis=0)
        # Of more offices than it can carry, the first to end free no place.
        self.free: Days = ends[-capacity:].T.copy()

    def take(self, ready: Days, work: Days, allowed: Days | int) -> Days:
        """When each office (row) ends, per run (column). They are taken in the order in which they are ready."""
        runs = np.arange(ready.shape[1])
        order = np.argsort(ready, axis=0, kind="stable")
        ended = np.empty_like(work)
        for row in order:
            place = self.free.argmin(axis=1)
            start = np.maximum(np.maximum(ready[row, runs], allowed), self.free[runs, place])
            ended[row, runs] = self.free[runs, place] = start + work[row, runs]
        return ended
