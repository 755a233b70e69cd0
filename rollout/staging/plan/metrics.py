"""The figures of the plan, by name: slip against the baseline in force, offices behind it, and the forecast of the last go-live."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit
from governance.organisation.models import Office
from rollout.staging.models import Baseline
from rollout.staging.plan import forecasting, record, selectors
from rollout.staging.plan.reckoning.dates import OfficeDates, Slip, slip
from rollout.staging.plan.reckoning.forecast import ENOUGH
from rollout.staging.stages import Stage

PROGRAMME, WAVE, OFFICE = SubjectKind.PROGRAMME, SubjectKind.WAVE, SubjectKind.OFFICE
# A week is within what a plan of a hundred days can mean.
TOLERATED = 7
Found = dict[tuple[Subject, date], Measurement]


@dataclass(frozen=True)
class Late:
    """The go-lives of some offices against the baseline in force on a day."""

    baseline: Baseline | None
    slips: tuple[Slip, ...]

    @property
    def told(self) -> list[Slip]:
        return [each for each in self.slips if each.days is not None]


def go_live_slips(plans: Mapping[int, OfficeDates], baseline: Baseline | None, day: date) -> dict[int, Slip]:
    kept = selectors.kept_dates(baseline)
    return {office: slip(plan, Stage.LIVE, kept[office].on(Stage.LIVE) if office in kept else None, day) for office, plan in plans.items()}


def over(figure: Callable[[Late], Measurement]) -> metrics.Measure:
    """Measure many subjects and days from one record: the plan and the baseline as they stood at the end of each day."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        held, baselines = record.load(known_at), selectors.baselines(known_at)
        found: Found = {}
        for day in days:
            baseline = next((each for each in baselines if each.recorded_at <= record.end_of(day)), None)
            slips = go_live_slips(held.plans_on(day), baseline, day)
            for subject in subjects:
                offices = [office for office in sorted(slips) if reaches(subject, office, held)]
                found[subject, day] = figure(Late(baseline, tuple(slips[office] for office in offices)))
        return found

    return measure


def reaches(subject: Subject, office: int, held: record.Record) -> bool:
    if subject.kind == OFFICE:
        return office == subject.id
    return subject.kind == PROGRAMME or held.placed[office] == subject.id


def absent(late: Late) -> str:
    if late.baseline is None:
        return _("No baseline has been kept yet.")
    return _("No go-live has a date in the plan and in the baseline “%(baseline)s”.") % {"baseline": late.baseline.name}


def slip_days(late: Late) -> Measurement:
    """Mean slip of the go-lives, in days; of one office its own."""
    if late.baseline is None or not late.told:
        return Measurement(None, absent=absent(late))
    total, count = sum(each.days or 0 for each in late.told), len(late.told)
    detail = {"baseline": late.baseline.name, "worst": max(each.days or 0 for each in late.told)}
    return Measurement(Decimal(total) / count, Decimal(total), Decimal(count), count, late.baseline.recorded_at, detail=detail)


def offices_slipped(late: Late) -> Measurement:
    """Offices whose go-live is more than a week behind the baseline."""
    if late.baseline is None or not late.told:
        return Measurement(None, absent=absent(late))
    behind = [each.office_id for each in late.told if (each.days or 0) > TOLERATED]
    detail = {"baseline": late.baseline.name, "offices": behind}
    return Measurement(
        Decimal(len(behind)), Decimal(len(behind)), Decimal(len(late.told)), len(late.told), late.baseline.recorded_at, detail=detail
    )


def last_live(percent: int) -> metrics.Measure:
    """Days until so many percent of the simulated futures have their last go-live."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        held = record.load(known_at)
        said = {day: told(forecasting.outcome(day, known_at, held=held), percent) for day in days}
        return {(subject, day): said[day] for subject in subjects for day in days}

    return measure


def told(outcome: forecasting.Outcome, percent: int) -> Measurement:
    if outcome.finished_on is not None:
        return Measurement(Decimal(0), detail={"date": outcome.finished_on})
    if outcome.forecast is None:
        return Measurement(None, absent=" ".join(outcome.reasons))
    days = Decimal(outcome.forecast.at(percent))
    detail = {"date": outcome.on(percent), "planned": outcome.planned, "offices": outcome.forecast.offices}
    return Measurement(days, days, None, outcome.forecast.rests_on, detail=detail)


def slip_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The offices behind a slip: what was kept, what is expected, and the difference."""
    held = record.load(known_at)
    baseline = next((each for each in selectors.baselines(known_at) if each.recorded_at <= record.end_of(day)), None)
    slips = go_live_slips(held.plans_on(day), baseline, day)
    offices = Office.objects.in_bulk([office for office in slips if reaches(subject, office, held)])
    cells = [
        (office.code, str(office), slips[office.pk].baseline, slips[office.pk].expected.on, slips[office.pk].days)
        for office in sorted(offices.values(), key=lambda office: office.code)
    ]
    return Rows([_("Code"), _("Office"), _("Baseline"), _("Expected or actual"), _("Days late")], cells)


def forecast_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The offices still to go live, and where they stand."""
    plans = record.load(known_at).plans_on(day)
    todo = {office: plan for office, plan in plans.items() if not plan.passed(Stage.LIVE)}
    offices = Office.objects.in_bulk(todo)
    cells = [
        (office.code, str(office), todo[office.pk].reached.label, written.day(todo[office.pk].planned.get(Stage.LIVE)))
        for office in sorted(offices.values(), key=lambda office: office.code)
    ]
    return Rows([_("Code"), _("Office"), _("Stage"), _("Planned go-live")], cells)


METRICS = (
    Metric(
        "staging.slip_days",
        gettext_lazy("Slip of the go-live"),
        gettext_lazy(
            "Days by which the go-live is later than in the last baseline kept by then; of several offices the mean. What has happened "
            "counts as it happened, and a planned day that went by counts as the day asked about."
        ),
        Unit.DAYS,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        over(slip_days),
        slip_rows,
        what="plan",
        rows_what="plan",
    ),
    Metric(
        "staging.offices_slipped",
        gettext_lazy("Offices behind the baseline"),
        gettext_lazy("Offices whose go-live is more than seven days later than in the last baseline kept by then."),
        Unit.OFFICES,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE}),
        over(offices_slipped),
        slip_rows,
        what="plan",
        rows_what="plan",
    ),
    *(
        Metric(
            f"staging.forecast_last_live_p{percent}",
            gettext_lazy("Last go-live, even odds") if percent == 50 else gettext_lazy("Last go-live, four in five"),
            gettext_lazy("Days until half of 2,000 simulated futures have their last go-live; see the forecast page for what it rests on.")
            if percent == 50
            else gettext_lazy(
                "Days until four in five of 2,000 simulated futures have their last go-live; see the forecast page for what it rests on."
            ),
            Unit.DAYS,
            Direction.LOWER,
            ENOUGH,
            frozenset({PROGRAMME}),
            last_live(percent),
            forecast_rows,
            what="plan",
            rows_what="plan",
        )
        for percent in (50, 80)
    ),
)


def register() -> None:
    """Called once when the room is ready."""
    metrics.register(*METRICS)
