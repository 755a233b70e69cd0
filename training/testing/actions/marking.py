"""Marks by rule, at handing in and when a late answer is counted. What a person must mark waits without a mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from training.testing import answers, marking
from training.testing.actions.rows import append
from training.testing.models import Answer, Attempt, AttemptItem, Marking
from training.testing.selectors.given import counting_answers


def mark_by_rule(
    attempt: Attempt, *, at: datetime, source: Marking.Source = Marking.Source.AUTOMATIC, only: Mapping[int, Answer] | None = None
) -> list[Marking]:
    """Append a mark for each question a rule can mark (or for `only` these items); inside the caller's transaction."""
    given = counting_answers([attempt.pk]) if only is None else only
    items = AttemptItem.objects.filter(attempt=attempt).select_related("question_version").order_by("order")
    rows = (mark_of(item, given.get(item.pk), at=at, source=source) for item in (items if only is None else items.filter(pk__in=only)))
    return append(Marking, (row for row in rows if row is not None))


def mark_of(item: AttemptItem, answer: Answer | None, *, at: datetime, source: Marking.Source = Marking.Source.AUTOMATIC) -> Marking | None:
    """The mark a rule gives, not saved yet; None where a person must mark."""
    fraction = marking.mark(item.question_version.content, answers.from_json(answer.payload if answer else None)).fraction
    return None if fraction is None else Marking(item=item, answer=answer, source=source, fraction=fraction, recorded_at=at)
