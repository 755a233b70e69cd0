"""Figures of what customers feel: severe impacts without mitigation, steps sent back, showings to the top."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, Unit
from governance.organisation.models import Office
from rollout.impact.metrics.subjects import OFFICE, PROGRAMME, WAVE, Figure, offices_of, over
from rollout.impact.models import Demonstration, RolloutStep, Touchpoint
from rollout.impact.selectors.felt import felts
from rollout.impact.selectors.record import end_of
from rollout.staging import selectors as staging


def concerned(office_id: int | None, offices: frozenset[int] | None) -> bool:
    """A step without an office concerns every office."""
    return offices is None or office_id is None or office_id in offices


def severe(known_at: datetime | None) -> Figure:
    held = felts(known_at)

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        found = [concern for concern in held.concerns(day) if concerned(concern.office_id, offices)]
        if not found:
            return Measurement(None, absent=_("No rollout step is assessed yet."))
        number = Decimal(sum(concern.blocks for concern in found))
        return Measurement(number, number, Decimal(len(found)), len(found), held.youngest())

    return figure


def sent_back(known_at: datetime | None) -> Figure:
    held = felts(known_at)

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        steps = [row for row in held.steps.at(end_of(day)).values() if concerned(row["office_id"], offices)]
        if not steps:
            return Measurement(None, absent=_("No rollout step is planned yet."))
        number = Decimal(sum(concerned(office, offices) for office in held.sent_back(day).values()))
        return Measurement(number, number, Decimal(len(steps)), len(steps), held.heard())

    return figure


def demonstrations(known_at: datetime | None) -> Figure:
    rows = Demonstration.objects.order_by("on", "recorded_at", "pk")
    rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
    held = list(rows.values_list("pk", "office_id", "on", "recorded_at", "corrects_id"))
    replaced = {corrects for *_rest, corrects in held if corrects}

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        found = [
            at for pk, office, on, at, _corrects in held if pk not in replaced and on <= day and (offices is None or office in offices)
        ]
        number = Decimal(len(found))
        return Measurement(number, number, Decimal(1), len(found), max(found, default=None))

    return figure


def severe_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The assessments behind the figure, those that block first."""
    offices = offices_of(subject, staging.office_waves(known_at))
    found = [concern for concern in felts(known_at).concerns(day) if concerned(concern.office_id, offices)]
    steps = RolloutStep.objects.in_bulk({concern.step_id for concern in found})
    points = Touchpoint.objects.in_bulk({concern.touchpoint_id for concern in found})
    names = Office.objects.in_bulk({concern.office_id for concern in found if concern.office_id})
    cells = [
        (
            str(steps[one.step_id]),
            str(points[one.touchpoint_id]),
            str(names[one.office_id]) if one.office_id else _("All offices"),
            one.severity.label,
            _("yes") if one.blocks else _("no"),
        )
        for one in sorted(found, key=lambda one: (not one.blocks, -one.severity, one.assessment_id))
    ]
    return Rows([_("Step"), _("Touchpoint"), _("Office"), _("Severity"), _("Severe without mitigation")], cells)


METRICS = (
    Metric(
        "impact.severe_without_mitigation",
        gettext_lazy("Severe customer impacts without mitigation"),
        gettext_lazy(
            "Assessments of open rollout steps on the highest severity whose mitigation is neither in place nor promised by somebody for "
            "a day that has not passed. Steps without an office count for every office."
        ),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        over(severe),
        severe_rows,
        what="rollout_step",
        rows_what="rollout_step",
    ),
    Metric(
        "impact.steps_sent_back",
        gettext_lazy("Rollout steps rejected or sent back"),
        gettext_lazy(
            "Steps against which a rejection by customers stands, and steps sent back that were not planned anew by the end of the day. "
            "A rejection stands until the step is sent back or the same customers welcome it."
        ),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        over(sent_back),
        what="rollout_step",
    ),
    Metric(
        "impact.demonstrations_held",
        gettext_lazy("Demonstrations to the top"),
        gettext_lazy("How often the CRM was shown to the sponsor or the committee by that day; for an office, how often that office was."),
        Unit.COUNT,
        Direction.HIGHER,
        0,
        frozenset({PROGRAMME, OFFICE}),
        over(demonstrations),
        what="demonstration",
    ),
)


def register() -> None:
    metrics.register(*METRICS)
