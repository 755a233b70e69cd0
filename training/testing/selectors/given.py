"""Which answer of each question counts: the last one given in time, or a late one that the trainer counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from training.testing.latest import counting
from training.testing.models import Answer


def counting_answers(attempt_ids: Collection[int]) -> dict[int, Answer]:
    """Item → the answer that counts, of those in time and those counted by decision."""
    rows = Answer.objects.filter(Q(late=False) | Q(decision__counted=True), item__attempt__in=attempt_ids)
    of_item: dict[int, list[Answer]] = defaultdict(list)
    for answer in rows.order_by("recorded_at", "pk"):
        of_item[answer.item_id].append(answer)
    return {item: found for item, answers in of_item.items() if (found := counting(answers))}


def late_answers(attempt_ids: Collection[int]) -> list[Answer]:
    """Answers that came after the end, with the decision on each where there is one."""
    rows = Answer.objects.filter(late=True, item__attempt__in=attempt_ids).select_related("decision", "item__question_version")
    return list(rows.order_by("item__attempt_id", "item__order", "given_at", "pk"))
