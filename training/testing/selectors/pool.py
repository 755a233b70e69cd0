"""Which questions a paper may draw, now or as it was at an earlier instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from training.testing.drawing import Drawn, Pooled, Slot, draw
from training.testing.models import Attempt, PaperVersion, Question, QuestionState


def blueprint(version: PaperVersion) -> tuple[Slot, ...]:
    """The rows of a version as the pure drawing takes them."""
    rows = version.rows.order_by("order", "pk").values_list("pk", "topic_id", "difficulty", "count", "points")
    return tuple(Slot(*row) for row in rows)


def of_kinds(kinds: Iterable[tuple[int, int]]) -> Q:
    """Questions of these topics and difficulties; none where none is named."""
    wanted = Q(pk__in=())
    for topic, difficulty in kinds:
        wanted |= Q(topic_id=topic, difficulty=difficulty)
    return wanted


def pool(slots: tuple[Slot, ...], known_at: datetime | None = None) -> list[Pooled]:
    """Questions in use of the topics and difficulties asked for, in the wording then in use."""
    wanted = of_kinds((slot.topic, slot.difficulty) for slot in slots)
    if known_at is None:
        found = Question.objects.filter(wanted, state=QuestionState.ACTIVE, in_use__isnull=False).order_by("pk")
        return [Pooled(*row) for row in found.values_list("pk", "in_use_id", "topic_id", "difficulty")]
    asked = {(slot.topic, slot.difficulty) for slot in slots}
    past: dict[int, tuple[str, int | None, int, int]] = {}
    history = Question.history.filter(history_date__lte=known_at).order_by("history_date", "history_id")
    for pk, *rest in history.values_list("id", "state", "in_use_id", "topic_id", "difficulty"):
        past[pk] = (rest[0], rest[1], rest[2], rest[3])
    return [
        Pooled(pk, in_use, topic, difficulty)
        for pk, (state, in_use, topic, difficulty) in sorted(past.items())
        if state == QuestionState.ACTIVE and in_use is not None and (topic, difficulty) in asked
    ]


def redrawn(attempt: Attempt) -> tuple[Drawn, ...]:
    """The attempt's paper drawn once more from its seed and the bank as it was then: to prove that it was not picked by hand."""
    slots = blueprint(attempt.version)
    drawn_at = attempt.history.order_by("history_date").values_list("history_date", flat=True)[0]
    return draw(slots, pool(slots, drawn_at), attempt.seed)
