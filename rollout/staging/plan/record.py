"""The record of the plan, loaded once and asked for any day: a fixed number of queries, whatever the offices and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from governance.core.earlier import values_held
from rollout.staging import history, selectors
from rollout.staging.history import Timelines
from rollout.staging.models import OfficeRollout, PlannedDate, Wave
from rollout.staging.plan.reckoning.dates import OfficeDates, actual_dates
from rollout.staging.stages import Stage

Dates = dict[Stage, date]


@dataclass(frozen=True)
class SetDate:
    """A planned day as it was set, changed or (None) taken away."""

    at: datetime
    office: int
    stage: Stage
    on: date | None


@dataclass(frozen=True)
class Record:
    """Steps, waves and set dates as known at one instant. `own`: go-lives of offices of which no setting is on record."""

    steps: Timelines
    placed: Mapping[int, int]
    waves: Mapping[int, tuple[int, date | None]]
    set_dates: tuple[SetDate, ...]
    own: Mapping[int, date]

    def planned(self, until: datetime | None = None) -> dict[int, Dates]:
        """Office id → the days that stood at that instant (None: at the end of the record), without those of its wave."""
        last: dict[tuple[int, Stage], date | None] = {}
        for each in self.set_dates:
            if until is None or each.at <= until:
                last[each.office, each.stage] = each.on
        found: dict[int, Dates] = {}
        logged = {each.office for each in self.set_dates if each.stage == Stage.LIVE}
        for office, on in self.own.items():
            if office not in logged:
                found.setdefault(office, {})[Stage.LIVE] = on
        for (office, stage), day in last.items():
            if day is not None:
                found.setdefault(office, {})[stage] = day
        return found

    def plans(self, day: date, *, until: datetime | None = None) -> dict[int, OfficeDates]:
        """Office id → its dates at the end of that day; of the plan, what stood at that instant."""
        own = self.planned(until)
        found = {}
        for office, wave in self.placed.items():
            number, of_wave = self.waves[wave]
            days = own.get(office, {})
            follows = Stage.LIVE not in days and of_wave is not None
            walked = self.steps.get(office, ())
            found[office] = OfficeDates(
                office,
                number,
                history.reached_on(walked, day),
                days | ({Stage.LIVE: of_wave} if follows and of_wave else {}),
                actual_dates(walked, day),
                from_wave=follows,
            )
        return found

    def plans_on(self, day: date) -> dict[int, OfficeDates]:
        """As `plans`, with the plan as it stood at the end of that day."""
        return self.plans(day, until=end_of(day))


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def load(known_at: datetime | None = None, office_ids: Iterable[int] | None = None) -> Record:
    """Everything the record held at that instant about these offices, or about all of the programme."""
    chosen = None if office_ids is None else set(office_ids)
    rows = PlannedDate.objects.order_by("recorded_at", "pk")
    rollouts = OfficeRollout.objects.filter(planned_live_on__isnull=False)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if chosen is not None:
        rows, rollouts = rows.filter(rollout__office_id__in=chosen), rollouts.filter(office_id__in=chosen)
    fields = rows.values_list("recorded_at", "rollout__office_id", "stage", "on")
    placed = selectors.office_waves(known_at)
    own = rollouts.exclude(planned_dates__stage=Stage.LIVE).values_list("office_id", "planned_live_on")
    return Record(
        selectors.stage_timelines(known_at) if chosen is None else selectors.stage_timelines(known_at, office_ids=frozenset(chosen)),
        placed if chosen is None else {office: placed[office] for office in sorted(chosen) if office in placed},
        wave_days(known_at),
        tuple(SetDate(at, office, Stage(stage), on) for at, office, stage, on in fields),
        {office: on for office, on in own if on},
    )


def wave_days(known_at: datetime | None = None) -> dict[int, tuple[int, date | None]]:
    """Wave id → its number and planned go-live."""
    now = {pk: (number, on) for pk, number, on in Wave.objects.values_list("pk", "number", "planned_live_on")}
    if known_at is None:
        return now
    return now | values_held(Wave, ("number", "planned_live_on"), known_at)
