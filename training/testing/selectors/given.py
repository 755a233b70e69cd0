"""Which answer of each question counts: the last one given in time, or a late one that the trainer counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from training.testing.latest import counting
from training.testing.models import Answer


def counting_answers(attempt_ids: Collection[int]) -> dict[int, Answer]:
    """Item → the answer that counts, of those in time and those counted by decision."""
    return {item: found for item, answers in standing(attempt_ids).items() if (found := counting(answers))}


def standing(attempt_ids: Collection[int]) -> dict[int, list[Answer]]:
    """Item → its answers in time and those counted by decision, as they came."""
    rows = Answer.objects.filter(Q(late=False) | Q(decision__counted=True), item__attempt__in=attempt_ids)
    found: dict[int, list[Answer]] = defaultdict(list)
    for answer in rows.order_by("recorded_at", "pk"):
        found[answer.item_id].append(answer)
    return found


def outdone(late: Collection[Answer], attempt_id: int) -> set[int]:
    """Which of these late answers would not be the one that counts, even if a decision let them: another was given after them."""
    held = standing([attempt_id])
    return {answer.pk for answer in late if counting([*held.get(answer.item_id, ()), answer]) != answer}


def late_answers(attempt_ids: Collection[int]) -> list[Answer]:
    """Answers that came after the end, with the decision on each where there is one."""
    rows = Answer.objects.filter(late=True, item__attempt__in=attempt_ids).select_related("decision", "item__question_version__question")
    return list(rows.order_by("item__attempt_id", "item__order", "given_at", "pk"))
