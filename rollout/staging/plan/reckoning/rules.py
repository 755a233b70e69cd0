"""What speaks against a date, and what a plan should be warned of. Pure: facts in, every reason out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from governance.core import written
from rollout.staging.plan.reckoning.dates import DATED, OfficeDates, expected
from rollout.staging.stages import STARTED, Stage

# Years: beyond them a date is a slip of the finger.
FURTHEST = 10


@dataclass(frozen=True)
class Against:
    """One reason against the date of one stage."""

    stage: Stage
    code: str
    message: str


def against(office: OfficeDates, wanted: Mapping[Stage, date | None], today: date) -> tuple[Against, ...]:
    """Every reason against these dates: those against each by itself, else that the walk would be out of order."""
    return each_by_itself(office, wanted, today) or tuple(out_of_order(office, wanted))


def each_by_itself(office: OfficeDates, wanted: Mapping[Stage, date | None], today: date) -> tuple[Against, ...]:
    """The stage has begun, the day has gone by, or it is further away than anybody plans."""
    return (*begun(office, wanted), *gone_by(office, wanted, today), *too_far(wanted, today))


def begun(office: OfficeDates, wanted: Mapping[Stage, date | None]) -> Iterator[Against]:
    for stage in wanted:
        if office.passed(stage):
            yield Against(stage, "begun", _("“%(stage)s” has begun, so its date is no longer a plan.") % {"stage": stage.label})


def gone_by(office: OfficeDates, wanted: Mapping[Stage, date | None], today: date) -> Iterator[Against]:
    for stage, on in wanted.items():
        if on is not None and on < today and on != office.planned.get(stage):
            message = _("“%(stage)s” cannot be planned for %(day)s: that day has gone by.")
            yield Against(stage, "gone_by", message % {"stage": stage.label, "day": written.day(on)})


def too_far(wanted: Mapping[Stage, date | None], today: date) -> Iterator[Against]:
    for stage, on in wanted.items():
        if on is not None and on.year > today.year + FURTHEST:
            message = _("“%(stage)s” cannot be planned more than %(years)d years ahead.")
            yield Against(stage, "too_far", message % {"stage": stage.label, "years": FURTHEST})


def out_of_order(office: OfficeDates, wanted: Mapping[Stage, date | None]) -> Iterator[Against]:
    """Stages begin one after the other; two may begin on one day."""
    dates = {**office.planned, **wanted}
    before: tuple[Stage, date] | None = None
    for stage in DATED:
        on = office.actual.get(stage) or (None if office.passed(stage) else dates.get(stage))
        if on is None:
            continue
        if before and on < before[1]:
            message = _("“%(stage)s” on %(day)s would begin before “%(before)s” on %(earlier)s.")
            names = {"stage": stage.label, "day": written.day(on), "before": before[0].label, "earlier": written.day(before[1])}
            yield Against(stage if stage in wanted else before[0], "order", message % names)
        before = (stage, on)


def before_the_pilots(offices: Iterable[OfficeDates], pilots: frozenset[int], today: date) -> frozenset[int]:
    """Offices planned to start before every pilot (not withdrawn) is planned to be stabilised: the rule will hold them back.

    A pilot without a date says nothing, so it holds nobody back in the plan.
    """
    listed = list(offices)
    proven = [expected(office, Stage.STABILISED, today).on for office in listed if office.id in pilots]
    last = max((day for day in proven if day), default=None)
    if last is None:
        return frozenset()
    first = Stage.TRAINING
    waiting = [office for office in listed if office.id not in pilots and office.reached not in STARTED]
    return frozenset(office.id for office in waiting if (on := expected(office, first, today).on) and on < last)
