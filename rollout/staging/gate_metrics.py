"""The figures of gates: ready to be decided, conditions overdue, overrides that run, how much of the next gate is met.

Each for a day as known at an instant; a fixed number of queries, whatever the offices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit
from rollout.staging import selectors
from rollout.staging.gates import Verdict
from rollout.staging.gating.readiness import Readiness, of_programme, readiness
from rollout.staging.gating.standing import binding, conditions
from rollout.staging.metrics import offices_of
from rollout.staging.models import GateDecision, OfficeRollout, Override
from rollout.staging.states import PERMITS

PROGRAMME, WAVE, OFFICE = SubjectKind.PROGRAMME, SubjectKind.WAVE, SubjectKind.OFFICE
Found = Mapping[tuple[Subject, date], Measurement]


def instant(day: date, known_at: datetime | None) -> datetime:
    """The end of that day, or the instant known, whichever is earlier."""
    end = timezone.make_aware(datetime.combine(day, time.max))
    return min(end, known_at) if known_at is not None else end


def nearness(rollouts: Sequence[OfficeRollout], day: date, known_at: datetime | None) -> dict[int, Readiness]:
    return readiness(rollouts, at=instant(day, known_at), known_at=known_at)


def shares(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """Percent of the counted criteria of the next gate that are met; of several offices the mean."""
    return near(subjects, days, known_at, share_of)


def ready(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """Offices whose next gate is passed and at which no go binds."""
    goes: dict[datetime, set[tuple[int, str]]] = {}

    def count(found: Sequence[Readiness], at: datetime) -> Measurement:
        gated = [each for each in found if each.evaluation is not None]
        if at not in goes:
            goes[at] = {(decision.rollout_id, decision.version.gate.start) for decision in bound(at) if decision.outcome in PERMITS}
        passed = [each for each in gated if each.evaluation and each.evaluation.verdict == Verdict.PASS]
        waiting = [each for each in passed if (each.rollout.pk, each.reached.value) not in goes[at]]
        if not gated:
            return Measurement(None, absent=_("No gate is in force before an office."))
        number = Decimal(len(waiting))
        detail = {"offices": [each.rollout.office_id for each in waiting]}
        return Measurement(number, number, Decimal(len(gated)), len(gated), at, detail=detail)

    return near(subjects, days, known_at, count)


def bound(at: datetime) -> list[GateDecision]:
    """The decisions that bound at that instant."""
    return list(binding(list(OfficeRollout.objects.values_list("pk", flat=True)), at).values())


def share_of(found: Sequence[Readiness], at: datetime) -> Measurement:
    held = [each.share for each in found if each.share is not None]
    if not held:
        return Measurement(None, absent=_("No gate is in force before an office."))
    return Measurement(sum(held, Decimal(0)) / len(held), sum(held, Decimal(0)), Decimal(len(held)), len(held), at)


def near(
    subjects: Sequence[Subject],
    days: Sequence[date],
    known_at: datetime | None,
    figure: Callable[[Sequence[Readiness], datetime], Measurement],
) -> Found:
    """A figure of the offices' readiness, measured once per day for all of them."""
    rollouts, waves = of_programme(known_at), selectors.office_waves(known_at)
    wanted = {subject: offices_of(subject, waves) for subject in subjects}
    asked = {office for offices in wanted.values() for office in offices}
    rollouts = [row for row in rollouts if row.office_id in asked]
    found = {}
    for day in days:
        by_office = nearness(rollouts, day, known_at)
        for subject, offices in wanted.items():
            held = [by_office[office] for office in offices if office in by_office]
            found[subject, day] = figure(held, instant(day, known_at))
    return found


def counting(rows_of: Callable[[date, datetime], Sequence[tuple[int, datetime]]]) -> metrics.Measure:
    """A count of things that hang on offices."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        waves = selectors.office_waves(known_at)
        found = {}
        for day in days:
            rows = rows_of(day, instant(day, known_at))
            for subject in subjects:
                offices = set(offices_of(subject, waves))
                mine = [recorded_at for office, recorded_at in rows if office in offices]
                number = Decimal(len(mine))
                found[subject, day] = Measurement(number, number, None, len(mine), max(mine, default=instant(day, known_at)))
        return found

    return measure


def overdue(day: date, at: datetime) -> list[tuple[int, datetime]]:
    """Conditions due before that day and not met by that instant, of goes that bound then."""
    rows = conditions([decision for decision in bound(at) if decision.outcome in PERMITS], at).filter(due__lt=day)
    return list(rows.values_list("decision__rollout__office", "recorded_at"))


def running(day: date, at: datetime) -> list[tuple[int, datetime]]:
    """Overrides given by that instant that run on that day."""
    rows = Override.objects.filter(until__gte=day, recorded_at__lte=at)
    return list(rows.values_list("rollout__office", "recorded_at"))


def office_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The offices behind a figure: the next gate, how much is met, what is lacking."""
    offices = set(offices_of(subject, selectors.office_waves(known_at)))
    rollouts = [row for row in of_programme(known_at) if row.office_id in offices]
    cells = [
        (row.rollout.office.code, str(row.rollout.office), row.reached.label, row.share, "; ".join(row.lacking))
        for row in nearness(rollouts, day, known_at).values()
    ]
    return Rows([_("Code"), _("Office"), _("Stage"), _("Next gate met"), _("Still lacking")], cells)


METRICS = (
    Metric(
        "staging.next_gate_met",
        gettext_lazy("Share of the next gate met"),
        gettext_lazy("Criteria of the next gate that count and are met, in percent of those that count; of several offices the mean."),
        Unit.PERCENT,
        Direction.HIGHER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        shares,
        office_rows,
        what="gate_evidence",
        rows_what="gate_evidence",
    ),
    Metric(
        "staging.gates_ready",
        gettext_lazy("Gates ready to be decided"),
        gettext_lazy("Offices whose next gate is passed and at which no go has been decided yet."),
        Unit.OFFICES,
        Direction.NEUTRAL,
        0,
        frozenset({PROGRAMME, WAVE}),
        ready,
        office_rows,
        what="gate_evidence",
        rows_what="gate_evidence",
    ),
    Metric(
        "staging.conditions_overdue",
        gettext_lazy("Conditions overdue"),
        gettext_lazy("Conditions of goes that bind whose day has passed and that nobody has met."),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        counting(overdue),
        what="gate_evidence",
        rows_what="gate_evidence",
    ),
    Metric(
        "staging.overrides_running",
        gettext_lazy("Overrides that run"),
        gettext_lazy("Criteria that are passed over on that day by an override that has not run out."),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        counting(running),
        what="gate_evidence",
        rows_what="gate_evidence",
    ),
)


def register() -> None:
    """Called once when the room is ready."""
    metrics.register(*METRICS)
