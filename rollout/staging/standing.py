"""Where a set of offices stands on a day, counted. Pure: the figures behind the metrics of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rollout.staging.history import Step, Timelines, last_step, live_since, reached_on, stage_on
from rollout.staging.stages import CARRIED, LIVE_STAGES, PROVEN, WALK, Stage


@dataclass(frozen=True)
class Standing:
    """The record of some offices up to one day. `pilots`: office id → day of withdrawal, if any."""

    timelines: Timelines
    offices: tuple[int, ...]
    day: date
    pilots: Mapping[int, date | None] = field(default_factory=dict)
    capacity: int | None = None

    def stage(self, office_id: int) -> Stage:
        return stage_on(self.timelines.get(office_id, ()), self.day)

    def by_stage(self) -> dict[Stage, int]:
        """Offices per stage, every stage named, in the order of the walk and on hold last."""
        counted = Counter(self.stage(office_id) for office_id in self.offices)
        return {stage: counted.get(stage, 0) for stage in (*WALK, Stage.HELD)}

    def live(self) -> list[int]:
        return [office_id for office_id in self.offices if self.stage(office_id) in LIVE_STAGES]

    def carried(self) -> list[int]:
        return [office_id for office_id in self.offices if self.stage(office_id) in CARRIED]

    def proven(self) -> list[int]:
        """Offices that passed from live to stabilised and were not rolled back."""
        return [office_id for office_id in self.offices if reached_on(self.timelines.get(office_id, ()), self.day) in PROVEN]

    def of_pilots(self) -> Standing:
        """The pilots not withdrawn by the day."""
        counting = tuple(office for office, withdrawn in self.pilots.items() if withdrawn is None or withdrawn > self.day)
        return replace(self, offices=counting)

    def step(self, office_id: int) -> Step | None:
        return last_step(self.timelines.get(office_id, ()), self.day)

    def live_since(self, office_id: int) -> date | None:
        return live_since(self.timelines.get(office_id, ()), self.day)

    def weeks_live(self, office_id: int) -> int | None:
        """Complete weeks since the office went live; None when it is not live."""
        since = self.live_since(office_id)
        return None if since is None else (self.day - since).days // 7

    def recorded_at(self, offices: Iterable[int] | None = None) -> datetime | None:
        """When the youngest change that counts here was recorded."""
        wanted = self.offices if offices is None else offices
        steps = [last_step(self.timelines.get(office_id, ()), self.day) for office_id in wanted]
        return max((step.change.recorded_at for step in steps if step), default=None)
