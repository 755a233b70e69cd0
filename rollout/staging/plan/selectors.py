"""Reads of the plan: every office's dates, baselines and slips, as known at any instant. A fixed number of queries each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rollout.staging import selectors
from rollout.staging.models import Baseline, OfficeRollout, Programme
from rollout.staging.plan import record
from rollout.staging.plan.reckoning.dates import DATED, OfficeDates, Slip, slip
from rollout.staging.stages import Stage

Dates = dict[Stage, date]


def plans(day: date, known_at: datetime | None = None, *, office_ids: Iterable[int] | None = None) -> dict[int, OfficeDates]:
    """Office id → its dates at the end of that day, for every office of the programme (or for these)."""
    return record.load(known_at, office_ids).plans(day)


def plan_of(rollout: OfficeRollout, day: date, known_at: datetime | None = None) -> OfficeDates:
    return plans(day, known_at, office_ids=[rollout.office_id])[rollout.office_id]


def baselines(known_at: datetime | None = None) -> list[Baseline]:
    """All baselines, youngest first."""
    rows = Baseline.objects.order_by("-recorded_at", "-pk")
    return list(rows.filter(recorded_at__lte=known_at) if known_at else rows)


def latest_baseline(known_at: datetime | None = None) -> Baseline | None:
    """The baseline that slip is measured against unless another is chosen."""
    return next(iter(baselines(known_at)), None)


@dataclass(frozen=True)
class Kept:
    """One office in a baseline."""

    wave: int
    planned: Mapping[Stage, date]
    actual: Mapping[Stage, date]

    def on(self, stage: Stage) -> date | None:
        """What had happened counts as it happened."""
        return self.actual.get(stage) or self.planned.get(stage)


def kept_dates(baseline: Baseline | None) -> dict[int, Kept]:
    """Office id → its dates in the baseline."""
    if baseline is None:
        return {}
    return {int(office): Kept(row["wave"], _days(row["planned"]), _days(row["actual"])) for office, row in sorted(baseline.dates.items())}


def _days(stored: Mapping[str, str]) -> Dates:
    return {Stage(stage): date.fromisoformat(on) for stage, on in stored.items()}


def to_keep(plan: Mapping[int, OfficeDates]) -> dict[str, dict[str, object]]:
    """What a baseline stores of these plans."""
    return {
        str(office): {
            "wave": dates.wave,
            "planned": {stage.value: on.isoformat() for stage, on in dates.planned.items()},
            "actual": {stage.value: on.isoformat() for stage, on in dates.actual.items()},
        }
        for office, dates in sorted(plan.items())
    }


def slips(
    baseline: Baseline | None, day: date, known_at: datetime | None = None, *, stages: Iterable[Stage] = DATED
) -> dict[tuple[int, Stage], Slip]:
    """(Office id, stage) → its slip against the baseline on that day."""
    kept, chosen = kept_dates(baseline), tuple(stages)
    return {
        (office, stage): slip(dates, stage, kept[office].on(stage) if office in kept else None, day)
        for office, dates in plans(day, known_at).items()
        for stage in chosen
    }


def capacity_of(programme: Programme, known_at: datetime | None = None) -> int:
    return selectors.capacity_at(known_at) or programme.capacity


def counting_pilots(plans: Mapping[int, OfficeDates], day: date, known_at: datetime | None = None) -> frozenset[int]:
    """The pilots not withdrawn by that day."""
    gone = selectors.withdrawals(known_at)
    return frozenset(office for office, plan in plans.items() if plan.wave == 0 and not (office in gone and gone[office] <= day))
