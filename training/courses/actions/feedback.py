"""Feedback is asked at the closing and given once. Nothing written here leads from an answer to a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused, Text
from governance.core.permissions import Verb, require
from training.courses.models import FeedbackAnswer, FeedbackAsked, Session, SessionChange
from training.courses.rules.reaction import open_on
from training.courses.rules.states import SessionState

QUESTIONS = ("useful", "clear", "practice")
LONGEST_COMMENT = 2000


def ask(session: Session, person_ids: Collection[int]) -> None:
    """A tick box for each of them, in one go and in no telling order; asked once, however often a session is closed."""
    asked = set(FeedbackAsked.objects.filter(session=session).values_list("person_id", flat=True))
    FeedbackAsked.objects.bulk_create([FeedbackAsked(session=session, person_id=pk) for pk in sorted(set(person_ids) - asked)])


def answer(session: Session, *, marks: Mapping[str, int], comment: str = "", actor: Actor, at: datetime, reason: str = "") -> None:
    """One answer of one who was there. The tick is set, and the answer stands alone."""
    require(actor, Verb.VIEW, "own_training", person_id=actor.person_id)
    check(marks, comment)
    asked = FeedbackAsked.objects.filter(session=session, person=actor.person_id)
    if not asked.exists():
        raise Refused(_("Feedback is asked of those who attended."))
    closed = closed_on(session)
    if closed is None or not open_on(closed, at.astimezone(session.zone).date()):
        raise Refused(_("Feedback for this session is closed."))
    with transaction.atomic():
        if not asked.filter(answered=False).update(answered=True):
            raise Conflict(_("You have already given feedback for this session."))
        FeedbackAnswer.objects.create(session=session, comment=comment.strip(), **{name: marks[name] for name in QUESTIONS})


def closed_on(session: Session) -> date | None:
    """The day on which it was first closed, at its own place."""
    first = SessionChange.objects.filter(session=session, to_state=SessionState.CLOSED).order_by("recorded_at", "pk").first()
    return first.recorded_at.astimezone(session.zone).date() if first else None


def check(marks: Mapping[str, int], comment: str) -> None:
    wrong: dict[str, Text] = {name: _("From 1 to 5, please.") for name in QUESTIONS if marks.get(name) not in range(1, 6)}
    if len(comment) > LONGEST_COMMENT:
        wrong["comment"] = _("At most %(most)s characters, please.") % {"most": LONGEST_COMMENT}
    if wrong:
        raise InvalidInput(_("Please check your answer."), fields=wrong)
