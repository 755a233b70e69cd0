"""Planned, expected and actual dates of an office, and how far they slip. Pure. Days are calendar days; a positive slip is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rollout.staging.history import Step
from rollout.staging.stages import WALK, Stage

# The stages that begin on a day: an office is a candidate from the first.
DATED = WALK[1:]


class Basis(StrEnum):
    """What an expected date rests on."""

    ACTUAL = "actual"
    PLANNED = "planned"
    OVERDUE = "overdue"
    PASSED = "passed"  # gone through without a date on record
    NONE = "none"


@dataclass(frozen=True)
class OfficeDates:
    """One office: the stage it reached, the days planned and the days on which stages really began."""

    id: int
    wave: int = 0
    reached: Stage = Stage.CANDIDATE
    planned: Mapping[Stage, date] = field(default_factory=dict)
    actual: Mapping[Stage, date] = field(default_factory=dict)
    from_wave: bool = False
    """The planned go-live is the wave's, not the office's own."""

    def passed(self, stage: Stage) -> bool:
        """Whether the office is at this stage or beyond it."""
        return WALK.index(stage) <= WALK.index(self.reached)

    @property
    def open(self) -> list[Stage]:
        """The stages still to come."""
        return [stage for stage in DATED if not self.passed(stage)]

    @property
    def next(self) -> Stage | None:
        return self.open[0] if self.open else None


@dataclass(frozen=True)
class Expected:
    on: date | None
    basis: Basis


@dataclass(frozen=True)
class Slip:
    """One stage of one office against a baseline. `days`: expected less baseline; `missed_by`: actual less last planned."""

    office_id: int
    stage: Stage
    baseline: date | None
    planned: date | None
    expected: Expected
    days: int | None
    missed_by: int | None


def actual_dates(steps: Sequence[Step], day: date | None = None) -> dict[Stage, date]:
    """Stage → day since which the office has been at it or beyond. A roll-back loses the stages above the one it fell to."""
    found: dict[Stage, date] = {}
    for step in steps:
        if day is not None and step.on > day:
            break
        reached = step.held_in or step.to
        found = {stage: on for stage, on in found.items() if WALK.index(stage) <= WALK.index(reached)}
        if step.to == reached:
            found.setdefault(reached, step.on)
    return {stage: on for stage, on in found.items() if stage in DATED}


def expected(office: OfficeDates, stage: Stage, today: date) -> Expected:
    """When the stage began or is to begin. A planned day that went by counts as today: it can be no earlier any more."""
    if stage in office.actual:
        return Expected(office.actual[stage], Basis.ACTUAL)
    if office.passed(stage):
        return Expected(None, Basis.PASSED)
    planned = office.planned.get(stage)
    if planned is None:
        return Expected(None, Basis.NONE)
    return Expected(today, Basis.OVERDUE) if planned < today else Expected(planned, Basis.PLANNED)


def slip(office: OfficeDates, stage: Stage, baseline: date | None, today: date) -> Slip:
    """How late the stage is, against the baseline and, once it began, against the plan that then stood."""
    then, planned = expected(office, stage, today), office.planned.get(stage)
    days = (then.on - baseline).days if then.on and baseline else None
    missed = (then.on - planned).days if then.on and planned and then.basis == Basis.ACTUAL else None
    return Slip(office.id, stage, baseline, planned, then, days, missed)


def shifted(office: OfficeDates, stage: Stage, on: date, today: date) -> dict[Stage, date]:
    """The open dates when this stage moves to that day and the others keep their distance. Overdue ones come up to today."""
    old = office.planned.get(stage)
    if old is None:
        return {stage: on}
    by = (on - old).days
    moved = {each: office.planned[each] + timedelta(days=by) for each in office.open if each in office.planned}
    return {each: max(day, today) if by > 0 else day for each, day in moved.items()} | {stage: on}
