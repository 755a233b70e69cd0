"""The forecast of the last go-live for the programme as the record holds it: facts gathered, refusals in words, days as dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.staging import selectors as standing
from rollout.staging.plan import record, selectors
from rollout.staging.plan.reckoning.dates import OfficeDates
from rollout.staging.plan.reckoning.durations import stays
from rollout.staging.plan.reckoning.forecast import ENOUGH, RUNS, SEED, Facts, Forecast, OpenOffice, short_of, simulate
from rollout.staging.stages import LIVE_STAGES, Stage


@dataclass(frozen=True)
class Outcome:
    """What can be said on a day: the forecast, or every reason why there is none. `planned`: the last planned go-live."""

    day: date
    capacity: int
    forecast: Forecast | None = None
    reasons: tuple[str, ...] = ()
    finished_on: date | None = None
    planned: date | None = None
    undated: int = 0

    def on(self, percent: int) -> date | None:
        """The day by which so many percent of the runs were done."""
        return self.day + timedelta(days=self.forecast.at(percent)) if self.forecast else None

    @property
    def p50(self) -> date | None:
        return self.on(50)

    @property
    def p80(self) -> date | None:
        return self.on(80)


@lru_cache(maxsize=128)
def simulated(facts: Facts, runs: int = RUNS, seed: int = SEED) -> Forecast:
    """The same facts give the same forecast, so both percentiles and every page share one simulation."""
    return simulate(facts, runs=runs, seed=seed)


def facts_of(plans: dict[int, OfficeDates], pilots: frozenset[int], capacity: int, day: date) -> Facts:
    """What the simulation asks about, in one order, so that equal facts are found again."""
    offices = sorted(plans.values(), key=lambda office: office.id)
    seen = [stay for office in offices for stay in stays(office, day)]
    return Facts(
        tuple(open_office(office, office.id in pilots, day) for office in offices),
        tuple(sorted(seen, key=lambda stay: (stay.stage, stay.days, stay.finished))),
        capacity,
    )


def open_office(office: OfficeDates, pilot: bool, day: date) -> OpenOffice:
    since, start = office.actual.get(office.reached), office.planned.get(Stage.TRAINING)
    return OpenOffice(
        office.id,
        office.reached,
        days=(day - since).days if since else 0,
        pilot=pilot,
        not_before=max((start - day).days, 0) if start and not office.passed(Stage.TRAINING) else 0,
    )


def outcome(day: date, known_at: datetime | None = None, *, held: record.Record | None = None) -> Outcome:
    """The forecast on that day from what was known then. `held`: a record already loaded."""
    plans = (held or record.load(known_at)).plans_on(day)
    capacity = standing.capacity_at(known_at) or 1
    return judged(plans, selectors.counting_pilots(plans, day, known_at), capacity, day)


def judged(plans: dict[int, OfficeDates], pilots: frozenset[int], capacity: int, day: date) -> Outcome:
    """The forecast of these plans, or why there is none."""
    todo = [office for office in plans.values() if office.reached not in LIVE_STAGES]
    dates = [office.planned[Stage.LIVE] for office in todo if Stage.LIVE in office.planned]
    said = Outcome(day, capacity, planned=max(dates, default=None), undated=len(todo) - len(dates))
    if not plans:
        return Outcome(day, capacity, reasons=(_("No office is placed in a wave yet."),))
    if not todo:
        lives = [office.actual[Stage.LIVE] for office in plans.values() if Stage.LIVE in office.actual]
        return Outcome(day, capacity, finished_on=max(lives, default=None))
    facts = facts_of(plans, pilots, capacity, day)
    short = short_of(facts)
    if short:
        return Outcome(day, capacity, reasons=tuple(too_few(each.stage, each.finished) for each in short), planned=said.planned)
    return Outcome(day, capacity, simulated(facts), planned=said.planned, undated=said.undated)


def too_few(stage: Stage, finished: int) -> str:
    """Why there is no forecast yet: one stage that too few offices have finished."""
    message = ngettext(
        "%(count)d office has finished “%(stage)s” with both dates on record; the forecast needs at least %(enough)d.",
        "%(count)d offices have finished “%(stage)s” with both dates on record; the forecast needs at least %(enough)d.",
        finished,
    )
    return message % {"count": finished, "stage": stage.label, "enough": ENOUGH}
