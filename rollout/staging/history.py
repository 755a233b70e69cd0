"""The stage history of offices: what the record says, on any day, as known at any instant. Pure.

A change is never overwritten: a later row corrects it, or takes it back. Days are dates on which a stage was entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rollout.staging.stages import LIVE_STAGES, PROVEN, STARTED, WALK, Stage


@dataclass(frozen=True)
class Change:
    """One recorded change. `past`: entered as history, not moved here. `void`: only takes back the row it corrects."""

    id: int
    office_id: int
    to: Stage
    on: date
    recorded_at: datetime
    corrects: int | None = None
    past: bool = False
    void: bool = False


@dataclass(frozen=True)
class Step:
    """One change that stands, with the stage before it. `held_in` is set while the office is on hold."""

    change: Change
    start: Stage
    held_in: Stage | None = None

    @property
    def on(self) -> date:
        return self.change.on

    @property
    def to(self) -> Stage:
        return self.change.to


Timelines = dict[int, tuple[Step, ...]]


def standing(changes: Iterable[Change], known_at: datetime | None = None) -> list[Change]:
    """The changes that stood at that instant (None: now), each office's in the order they happened.

    On one day, history entered later comes before the moves made here and in the order of the walk; moves keep the order
    in which they were first recorded, however often their dates were corrected.
    """
    known = [change for change in changes if known_at is None or change.recorded_at <= known_at]
    by_id = {change.id: change for change in known}
    superseded = {change.corrects for change in known}

    def first_recorded(change: Change) -> int:
        while change.corrects is not None and change.corrects in by_id:
            change = by_id[change.corrects]
        return change.id

    kept = [change for change in known if change.id not in superseded and not change.void]
    return sorted(kept, key=lambda change: (change.on, not change.past, place_in_walk(change), first_recorded(change)))


def place_in_walk(change: Change) -> int:
    return WALK.index(change.to) if change.past and change.to in WALK else 0


def timelines(changes: Iterable[Change], known_at: datetime | None = None) -> Timelines:
    """Each office's steps in order. Offices without a change are absent: they are candidates."""
    found: dict[int, list[Step]] = {}
    for change in standing(changes, known_at):
        steps = found.setdefault(change.office_id, [])
        start = steps[-1].to if steps else Stage.CANDIDATE
        steps.append(Step(change, start, start if change.to == Stage.HELD else None))
    return {office_id: tuple(steps) for office_id, steps in found.items()}


def last_step(steps: Sequence[Step], day: date | None = None) -> Step | None:
    """The last step up to and including that day (None: of all)."""
    until = [step for step in steps if day is None or step.on <= day]
    return until[-1] if until else None


def stage_on(steps: Sequence[Step], day: date | None = None) -> Stage:
    """The stage an office was in at the end of that day."""
    step = last_step(steps, day)
    return step.to if step else Stage.CANDIDATE


def reached_on(steps: Sequence[Step], day: date | None = None) -> Stage:
    """As `stage_on`, but on hold counts as the stage it was held in."""
    step = last_step(steps, day)
    return (step.held_in or step.to) if step else Stage.CANDIDATE


def live_since(steps: Sequence[Step], day: date | None = None) -> date | None:
    """The day on which the office went live and has been so since; None when it is not live, or was rolled back."""
    since = None
    for step in steps:
        if day is not None and step.on > day:
            break
        if (step.held_in or step.to) not in LIVE_STAGES:
            since = None
        elif since is None:
            since = step.on
    return since


@dataclass(frozen=True)
class Breach:
    """A step of the record that the pilot rule would not have permitted. `waiting_for`: pilots not stabilised that day."""

    office_id: int
    step: Step
    waiting_for: tuple[int, ...]


def breaches(timelines: Timelines, pilots: dict[int, date | None]) -> list[Breach]:
    """Starts of other offices before every pilot was stabilised. `pilots`: office id → day of withdrawal, if any."""
    found = []
    for office_id, steps in timelines.items():
        reached = Stage.CANDIDATE
        for step in steps:
            now = step.held_in or step.to
            starts = now in STARTED and reached not in STARTED
            reached = now
            withdrawn_on = pilots.get(office_id)
            exempt = office_id in pilots and (withdrawn_on is None or step.on < withdrawn_on)
            if not starts or exempt:
                continue
            waiting = unproven(timelines, pilots, step.on)
            if waiting or not pilots:
                found.append(Breach(office_id, step, waiting))
    return sorted(found, key=lambda breach: (breach.step.on, breach.office_id))


def unproven(timelines: Timelines, pilots: dict[int, date | None], day: date) -> tuple[int, ...]:
    """Pilots not withdrawn by that day and not stabilised by it."""
    standing_pilots = [office_id for office_id, withdrawn in pilots.items() if withdrawn is None or withdrawn > day]
    return tuple(office_id for office_id in standing_pilots if reached_on(timelines.get(office_id, ()), day) not in PROVEN)
