"""Office tasks as they stood on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from rollout.impact.models import TaskMove
from rollout.impact.states import TaskState


@dataclass(frozen=True)
class Standing:
    """One task at the end of a day."""

    task_id: int
    office_id: int
    state: TaskState
    due: date

    def overdue(self, day: date) -> bool:
        return self.state == TaskState.OPEN and self.due < day


class TaskRecord:
    """Every step of every task. One query."""

    def __init__(self, known_at: datetime | None = None, office_ids: Collection[int] | None = None) -> None:
        rows = TaskMove.objects.order_by("on", "recorded_at", "pk")
        rows = rows if known_at is None else rows.filter(recorded_at__lte=known_at)
        rows = rows if office_ids is None else rows.filter(task__office__in=office_ids)
        self.rows = list(rows.values_list("task_id", "task__office_id", "state", "due", "on", "recorded_at"))

    def standing(self, day: date) -> list[Standing]:
        """Each task given by that day, as its last step of by then left it."""
        last = {task: Standing(task, office, TaskState(state), due) for task, office, state, due, on, _at in self.rows if on <= day}
        return list(last.values())

    def youngest(self) -> datetime | None:
        return max((row[-1] for row in self.rows), default=None)
