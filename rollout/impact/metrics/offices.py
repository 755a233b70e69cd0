"""Figures of office tasks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, Unit
from governance.core.permissions import Verb, scope
from rollout.impact.metrics.subjects import OFFICE, PROGRAMME, WAVE, Figure, offices_of, over
from rollout.impact.models import OfficeTask
from rollout.impact.selectors.tasks import TaskRecord
from rollout.impact.states import TaskState
from rollout.staging import selectors as staging


def overdue(known_at: datetime | None) -> Figure:
    record = TaskRecord(known_at)

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        found = [task for task in record.standing(day) if offices is None or task.office_id in offices]
        if not found:
            return Measurement(None, absent=_("No task is given yet."))
        number = Decimal(sum(task.overdue(day) for task in found))
        return Measurement(number, number, Decimal(len(found)), len(found), record.youngest())

    return figure


def done(known_at: datetime | None) -> Figure:
    record = TaskRecord(known_at)

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        found = [task for task in record.standing(day) if offices is None or task.office_id in offices]
        needed = [task for task in found if task.state != TaskState.DROPPED]
        if not needed:
            return Measurement(None, absent=_("No task is given yet."))
        ready, total = Decimal(sum(task.state == TaskState.DONE for task in needed)), Decimal(len(needed))
        return Measurement(100 * ready / total, ready, total, len(needed), record.youngest())

    return figure


def task_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """The tasks behind a figure, of the offices whose tasks the reader may read."""
    offices, reached = offices_of(subject, staging.office_waves(known_at)), scope(actor, Verb.VIEW, "office_task")
    found = [task for task in TaskRecord(known_at, offices).standing(day) if reached.reaches(task.office_id)]
    tasks = OfficeTask.objects.select_related("office").in_bulk([task.task_id for task in found])
    cells = [
        (str(tasks[one.task_id]), str(tasks[one.task_id].office), one.state.label, one.due, _("yes") if one.overdue(day) else _("no"))
        for one in sorted(found, key=lambda one: (not one.overdue(day), one.due, one.task_id))
    ]
    return Rows([_("Task"), _("Office"), _("State"), _("Due"), _("Overdue")], cells)


METRICS = (
    Metric(
        "impact.open_tasks_overdue",
        gettext_lazy("Office tasks overdue"),
        gettext_lazy("Tasks of the office that are open at the end of the day and were due before it."),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        over(overdue),
        task_rows,
        what="office_task",
        rows_what="office_task",
    ),
    Metric(
        "impact.tasks_done",
        gettext_lazy("Office tasks done"),
        gettext_lazy("Tasks done, in percent of those given to the office and not dropped as not needed."),
        Unit.PERCENT,
        Direction.HIGHER,
        0,
        frozenset({PROGRAMME, WAVE, OFFICE}),
        over(done),
        task_rows,
        what="office_task",
        rows_what="office_task",
    ),
)


def register() -> None:
    metrics.register(*METRICS)
