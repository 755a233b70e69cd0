"""An attempt after its end: result, and what of its questions may be shown by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from training.testing import answers, marking, presenting
from training.testing.models import Attempt, AttemptItem, Marking, ReviewRule
from training.testing.presenting import Shown
from training.testing.selectors.given import counting_answers, late_answers
from training.testing.selectors.standings import percents, standings
from training.testing.standing import Standing


@dataclass(frozen=True)
class Reviewed:
    """One question with its key: only where the paper's rule shows it."""

    item: AttemptItem
    shown: Shown
    fraction: Decimal | None
    excluded: bool
    said: tuple[str, ...]

    @property
    def status(self) -> str:
        if self.fraction is None or self.excluded:
            return "none"
        return "good" if self.fraction == 1 else "bad" if self.fraction <= 0 else "watch"


@dataclass(frozen=True)
class Outcome:
    """The result of one attempt. `percent` None: a person still has to mark. `review` is empty where nothing may be shown."""

    attempt: Attempt
    percent: Decimal | None
    standing: Standing
    asked: int
    answered: int
    late: int
    review: tuple[Reviewed, ...]

    @property
    def passed(self) -> bool:
        return self.percent is not None and self.percent >= self.attempt.version.pass_mark


def outcome(attempt: Attempt, at: datetime, language: str) -> Outcome:
    """The result as it stands at that instant."""
    percent = percents([attempt.pk])[attempt.pk]
    held = standings(Attempt.objects.filter(person=attempt.person_id, paper=attempt.paper_id), at=at)[attempt.person_id, attempt.paper_id]
    shown = reviewed(attempt, language) if may_review(attempt, percent, held, at) else ()
    return Outcome(
        attempt=attempt,
        percent=percent,
        standing=held,
        asked=attempt.items.count(),
        answered=sum(bool(answer.payload) for answer in counting_answers([attempt.pk]).values()),
        late=sum(not hasattr(answer, "decision") for answer in late_answers([attempt.pk])),
        review=shown,
    )


def may_review(attempt: Attempt, percent: Decimal | None, held: Standing, at: datetime) -> bool:
    """Whether the candidate may see the key by now; never while another attempt of theirs is in progress."""
    if attempt.is_open or held.open or percent is None:
        return False
    version = attempt.version
    match version.review:
        case ReviewRule.AFTER_SUBMIT:
            return True
        case ReviewRule.AFTER_PASS:
            return held.passed
        case ReviewRule.AFTER_CLOSE:
            return version.closes_at is not None and at >= version.closes_at
    return False


def reviewed(attempt: Attempt, language: str) -> tuple[Reviewed, ...]:
    """Every question with what was given, the right answer, the mark and what is said to it."""
    given = counting_answers([attempt.pk])
    marks = {mark.item_id: mark for mark in Marking.objects.filter(item__attempt=attempt).order_by("pk")}
    return tuple(
        _reviewed(item, given[item.pk].payload if item.pk in given else None, marks.get(item.pk), language)
        for item in attempt.items.select_related("question_version").order_by("order")
    )


def _reviewed(item: AttemptItem, payload: dict[str, object] | None, mark: Marking | None, language: str) -> Reviewed:
    content, answer = item.question_version.content, answers.from_json(payload)
    shown = presenting.with_key(content, str(item.seed), language, answer)
    said = tuple(text.said(shown["language"]) for text in marking.mark(content, answer).feedback)
    return Reviewed(item, shown, mark.fraction if mark else None, mark.excluded if mark else False, said)
