"""Which answer of each question counts: the last one given in time, or a late one that the trainer counted."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from training.testing.models import Answer


def counting_answers(attempt_ids: Collection[int]) -> dict[int, Answer]:
    """Item → the answer that counts. Given last wins, by the server's reckoning; then the sender's own sequence; then arrival."""
    rows = Answer.objects.filter(Q(late=False) | Q(decision__counted=True), item__attempt__in=attempt_ids)
    return {answer.item_id: answer for answer in rows.order_by("given_at", "sequence", "pk")}


def late_answers(attempt_ids: Collection[int]) -> list[Answer]:
    """Answers that came after the end, with the decision on each where there is one."""
    rows = Answer.objects.filter(late=True, item__attempt__in=attempt_ids).select_related("decision", "item__question_version")
    return list(rows.order_by("item__attempt_id", "item__order", "given_at", "pk"))
