"""An attempt after its end: result, and what of its questions may be shown by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from training.testing import answers, marking, presenting
from training.testing.models import Attempt, AttemptItem, Marking, PaperKind, ReviewRule
from training.testing.presenting import Shown
from training.testing.selectors.closing import closed_for_everybody
from training.testing.selectors.doubted import Doubt, doubts
from training.testing.selectors.given import counting_answers, late_answers
from training.testing.selectors.standings import percents, standings
from training.testing.standing import Standing
from training.testing.types import Question


@dataclass(frozen=True)
class Reviewed:
    """One question with its key: only where the paper's rule shows it, and no key that is in doubt."""

    item: AttemptItem
    shown: Shown
    fraction: Decimal | None
    excluded: bool
    said: tuple[str, ...]
    doubt: Doubt | None = None

    @property
    def status(self) -> str:
        if self.fraction is None or self.excluded:
            return "none"
        return "good" if self.fraction == 1 else "bad" if self.fraction <= 0 else "watch"


@dataclass(frozen=True)
class Outcome:
    """The result of one attempt. `percent` None: a person still has to mark. `review` is empty where nothing may be shown.

    `sitting`: a written test of the candidate is in progress, this one or another.
    """

    attempt: Attempt
    percent: Decimal | None
    standing: Standing
    asked: int
    answered: int
    late: int
    review: tuple[Reviewed, ...]
    sitting: bool

    @property
    def passed(self) -> bool:
        return self.percent is not None and self.percent >= self.attempt.version.pass_mark


def outcome(attempt: Attempt, at: datetime, language: str) -> Outcome:
    """The result as it stands at that instant."""
    percent = percents([attempt.pk])[attempt.pk]
    held = standings(Attempt.objects.filter(person=attempt.person_id, paper=attempt.paper_id), at=at)[attempt.person_id, attempt.paper_id]
    # Papers share questions: the key of one must not be open beside another.
    going = Attempt.objects.open().filter(person=attempt.person_id, paper__kind=PaperKind.WRITTEN)
    sitting = going.filter(Q(due_at__isnull=True) | Q(due_at__gt=at)).exists()
    shown = reviewed(attempt, language) if not sitting and may_review(attempt, percent, held, at) else ()
    return Outcome(
        attempt=attempt,
        percent=percent,
        standing=held,
        asked=attempt.items.count(),
        answered=sum(bool(answer.payload) for answer in counting_answers([attempt.pk]).values()),
        late=sum(not hasattr(answer, "decision") for answer in late_answers([attempt.pk])),
        review=shown,
        sitting=sitting,
    )


def may_review(attempt: Attempt, percent: Decimal | None, held: Standing, at: datetime) -> bool:
    """Whether the paper lets the candidate see the key by now."""
    if attempt.is_open or held.open or percent is None:
        return False
    version = attempt.version
    match version.review:
        case ReviewRule.AFTER_SUBMIT:
            return True
        case ReviewRule.AFTER_PASS:
            return held.passed
        case ReviewRule.AFTER_CLOSE:
            return closed_for_everybody(version, at)
    return False


def reviewed(attempt: Attempt, language: str) -> tuple[Reviewed, ...]:
    """Every question with what was given, the right answer, the mark and what is said to it."""
    given = counting_answers([attempt.pk])
    marks = {mark.item_id: mark for mark in Marking.objects.filter(item__attempt=attempt).order_by("pk")}
    items = list(attempt.items.select_related("question_version__question").order_by("order"))
    doubted = doubts(attempt, [item.question_version.question for item in items])
    return tuple(
        _reviewed(
            item,
            answers.from_json(given[item.pk].payload if item.pk in given else None),
            marks.get(item.pk),
            doubted.get(item.question_version.question_id),
            language,
        )
        for item in items
    )


def _reviewed(item: AttemptItem, answer: answers.Answer | None, mark: Marking | None, doubt: Doubt | None, language: str) -> Reviewed:
    content, seed = item.question_version.content, str(item.seed)
    fraction, excluded = (mark.fraction, mark.excluded) if mark else (None, False)
    if doubt is not None:
        shown, said = doubt.shown(content, seed, language, answer)
        return Reviewed(item, shown, fraction, excluded, said, doubt)
    shown = presenting.with_key(content, seed, language, answer)
    return Reviewed(item, shown, fraction, excluded, spoken(content, answer, shown["language"]))


def spoken(content: Question, answer: answers.Answer | None, language: str) -> tuple[str, ...]:
    """What the question says to this answer."""
    return tuple(text.said(language) for text in marking.mark(content, answer).feedback)
