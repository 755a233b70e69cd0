"""Answers that came after the end: the trainer decides, with a reason, within the paper's window; the decision stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from training.testing.actions.marking import mark_by_rule
from training.testing.models import Answer, Attempt, LateDecision, Marking
from training.testing.selectors.given import counting_answers


def decide_until(attempt: Attempt) -> datetime | None:
    """The last instant at which late answers of this attempt can be counted; None while it is in progress."""
    if attempt.submitted_at is None:
        return None
    return attempt.submitted_at + timedelta(hours=attempt.version.late_hours)


def decide_late(attempt: Attempt, decisions: dict[int, bool], *, actor: Actor, at: datetime, reason: str) -> list[LateDecision]:
    """Count or leave out late answers (answer id → counts). What counts is marked at once."""
    require(actor, Verb.APPROVE, "late_answer")
    if actor.person_id == attempt.person_id and not actor.system:
        raise NotAllowed(_("Somebody else must decide on your answers."))
    until = decide_until(attempt)
    if until is None:
        raise Conflict(_("The attempt is still in progress."))
    if at > until:
        raise Refused(_("The time in which late answers of this paper can be counted is over. They stay on record."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why.")})
    with transaction.atomic(), audit.because(actor, reason):
        Attempt.objects.select_for_update().get(pk=attempt.pk)
        late = {answer.pk: answer for answer in waiting(attempt, decisions)}
        made = [LateDecision.objects.create(answer=late[pk], counted=counted, recorded_at=at) for pk, counted in decisions.items()]
        counted = {decision.answer_id for decision in made if decision.counted}
        # One that counts may still be older than what came in time: then its question keeps the mark it has.
        given = {item: answer for item, answer in counting_answers([attempt.pk]).items() if answer.pk in counted}
        mark_by_rule(attempt, at=at, source=Marking.Source.LATE, only=given)
    announce("results", actor=actor, at=at)
    return made


def waiting(attempt: Attempt, ids: Collection[int]) -> list[Answer]:
    """These late answers of the attempt; Conflict where one is not, or was decided before."""
    found = list(Answer.objects.filter(pk__in=ids, item__attempt=attempt, late=True, decision__isnull=True))
    if not ids or len(found) != len(ids):
        raise Conflict(_("One of these answers was already decided on, or is not late."))
    return found
