"""Where the migration batches stood, as their steps tell it; at any instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from rollout.impact.models import BatchMove
from rollout.impact.rules.batches import BatchState
from rollout.impact.selectors.record import end_of

GONE = (BatchState.REPEATED, BatchState.WITHDRAWN)


@dataclass
class Stood:
    """A batch at an instant: its state, the offices of its last plan, and the day its window begins."""

    batch_id: int
    state: BatchState
    office_ids: frozenset[int]
    window_day: date
    changed_at: datetime


class BatchRecord:
    """All steps up to an instant. One query."""

    def __init__(self, known_at: datetime | None = None) -> None:
        rows = BatchMove.objects.order_by("recorded_at", "pk")
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        self.moves = list(rows.values_list("batch_id", "to_state", "told", "recorded_at"))

    def standing(self, day: date) -> list[Stood]:
        """The batches at the end of a day whose window had begun by then; without those repeated or withdrawn."""
        found = stood(move for move in self.moves if move[3] <= end_of(day))
        return [one for one in found if one.state not in GONE and one.window_day <= day]


def stood(moves: Iterable[tuple[int, str, dict[str, Any], datetime]]) -> list[Stood]:
    found: dict[int, Stood] = {}
    for batch_id, to, told, recorded_at in moves:
        state = BatchState(to)
        if state == BatchState.PLANNED:
            window = parse_datetime(told["window_start"])
            assert window is not None
            found[batch_id] = Stood(batch_id, state, frozenset(told["office_ids"]), timezone.localdate(window), recorded_at)
        else:
            found[batch_id].state, found[batch_id].changed_at = state, recorded_at
    return list(found.values())
