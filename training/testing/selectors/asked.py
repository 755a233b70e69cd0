"""The questions of an attempt as its candidate may see them, with what was given so far."""

from __future__ import annotations

from dataclasses import dataclass

from training.testing import answers, presenting
from training.testing.fields import Fields, fields_of
from training.testing.models import Attempt, AttemptItem
from training.testing.presenting import Shown
from training.testing.selectors.given import counting_answers


@dataclass(frozen=True)
class Asked:
    """One question on the page. Nothing here tells the key."""

    item: AttemptItem
    shown: Shown
    fields: Fields
    warning: str = ""

    @property
    def order(self) -> int:
        return self.item.order

    @property
    def answered(self) -> bool:
        return bool(self.fields)


def asked(attempt: Attempt, language: str) -> list[Asked]:
    """All questions of an attempt, in order. Two queries."""
    given = counting_answers([attempt.pk])
    found = []
    for item in attempt.items.select_related("question_version").order_by("order"):
        content, kept = item.question_version.content, given.get(item.pk)
        answer = answers.from_json(kept.payload) if kept else None
        shown = presenting.for_candidate(content, str(item.seed), language, answer)
        found.append(Asked(item, shown, fields_of(shown), answers.warning(content, answer)))
    return found
