"""Questions of an attempt whose key is in doubt or was corrected, as the candidate may read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text as Message
from training.testing import marking, presenting
from training.testing.answers import Answer
from training.testing.carrying import CannotCarry, carried
from training.testing.models import Attempt, Question, QuestionState, Remark, RemarkChoice, RemarkEffect, RemarkState
from training.testing.presenting import Shown
from training.testing.types import Question as Content

CHECKED = _("This question is being looked into: its key may be wrong. If your mark changes, your result follows by itself.")
TOLD: dict[str, Message] = {
    RemarkChoice.DROP: _("This question was faulty and no longer counts."),
    RemarkChoice.FULL: _("This question was faulty. Everybody has its points."),
    RemarkChoice.NEW_KEY: _("The key of this question was wrong. What stands here is the corrected one."),
}


@dataclass(frozen=True)
class Doubt:
    """Why the key it was asked with is not shown, and the corrected wording where there is one. `kept`: the former marks stay."""

    told: Message
    corrected: Content | None = None
    kept: bool = False

    def shown(self, content: Content, seed: str, language: str, answer: Answer | None) -> tuple[Shown, tuple[str, ...]]:
        """The question with the corrected key or none, and what the corrected wording says to the answer."""
        shown = presenting.for_candidate(content, seed, language, answer)
        if self.corrected is None:
            return shown, ()
        said = self.corrected.language_for(language)
        key = {"right": presenting.right(self.corrected, said), "feedback": self.corrected.feedback.said(said)}
        try:
            moved = None if answer is None else carried(answer, content, self.corrected)
        except CannotCarry:
            return shown | key, ()
        return shown | key, tuple(text.said(said) for text in marking.mark(self.corrected, moved).feedback)


def doubts(attempt: Attempt, questions: Iterable[Question]) -> dict[int, Doubt]:
    """Question → doubt, for those quarantined and those whose results a decision has changed."""
    asked = {question.pk: question for question in questions}
    found = {pk: Doubt(CHECKED) for pk, question in asked.items() if question.state == QuestionState.QUARANTINED}
    last = {one.question_id: one for one in decisions(asked)}
    kept = set(
        RemarkEffect.objects.filter(
            remark__in=last.values(), person=attempt.person_id, paper=attempt.paper_id, moved=RemarkEffect.Moved.KEPT
        ).values_list("remark_id", flat=True)
    )
    for pk, remark in last.items():
        if remark.choice in TOLD:
            corrected = remark.new_version.content if remark.new_version else None
            found[pk] = Doubt(TOLD[remark.choice], corrected, remark.pk in kept)
    return found


def decisions(asked: Iterable[int]) -> list[Remark]:
    """Those carried out, each question's last one last."""
    return list(Remark.objects.filter(question__in=asked, state=RemarkState.DONE).select_related("new_version").order_by("number"))
