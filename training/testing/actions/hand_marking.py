"""Marks by hand: blind, once per round; the rule of agreement says what stands. A candidate may ask once for another marker."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.jobs import announce
from governance.core.permissions import Verb, require
from training.testing.access import require_unshut
from training.testing.agreeing import share_of
from training.testing.models import Attempt, AttemptItem, Dispute, HandMark, Marking, MarkingRule, Paper, Round
from training.testing.selectors.hand_marks import Marked, essays, marked, may_mark

LONGEST_NOTE = 4000


def mark_by_hand(item: AttemptItem, *, round: Round, points: Decimal, comment: str = "", actor: Actor, at: datetime) -> HandMark:
    """Give an answer its points in this round. What then stands becomes the mark at once."""
    require(actor, Verb.APPROVE if round == Round.LEAD else Verb.CHANGE, "hand_marking")
    require_unshut(actor, [item.question_version.question], at)
    share = checked(item, points, comment)
    with transaction.atomic(), audit.because(actor, ""):
        Attempt.objects.select_for_update().get(pk=item.attempt_id)
        one = found(item)
        if one.round != round:
            raise Conflict(_("Somebody has marked this answer meanwhile."))
        if not may_mark(one, actor):
            raise NotAllowed(_("Another person must mark this answer: it is yours, or you have marked it already."))
        mark = HandMark.objects.create(item=item, round=round, share=share, comment=comment.strip(), recorded_at=at)
        outcome = found(item).outcome
        if outcome.share is not None:
            Marking.objects.create(
                item=item,
                answer=one.answer,
                source=Marking.Source.HAND,
                fraction=outcome.share,
                reason=outcome.agreement.value,
                recorded_at=at,
            )
    if outcome.share is not None:
        announce("results", actor=actor, at=at)
    return mark


def checked(item: AttemptItem, points: Decimal, comment: str) -> Decimal:
    """The points as a share; InvalidInput where the question cannot give them."""
    if len(comment) > LONGEST_NOTE:
        raise InvalidInput(_("The note is too long."), fields={"comment": _("At most %(most)s characters.") % {"most": LONGEST_NOTE}})
    try:
        return share_of([points], [item.points])
    except ValueError as error:
        message = _("Enter points from 0 to %(most)s.") % {"most": f"{item.points.normalize():f}"}
        raise InvalidInput(message, fields={"points": message}) from error


def found(item: AttemptItem) -> Marked:
    """The answer as it stands now; Conflict where there is nothing to mark."""
    now = marked(essays().filter(pk=item.pk))
    if not now:
        raise Conflict(_("There is nothing to mark by hand here."))
    return now[0]


def dispute(item: AttemptItem, *, actor: Actor, at: datetime, reason: str) -> Dispute:
    """The candidate asks for another marker: once, within the paper's days, with a reason. The mark given stands until then."""
    require(actor, Verb.CHANGE, "mark_dispute", person_id=item.attempt.person_id)
    if actor.person_id != item.attempt.person_id:
        raise NotAllowed(_("Only the candidate can ask for another marker."))
    if not reason.strip():
        raise InvalidInput(_("Say what the marker overlooked."), fields={"reason": _("Say what the marker overlooked.")})
    with transaction.atomic(), audit.because(actor, reason.strip()[:LONGEST_NOTE]):
        Attempt.objects.select_for_update().get(pk=item.attempt_id)
        until = found(item).disputable_until
        if until is None:
            raise Conflict(_("Another marker has been asked for already, or the mark is final."))
        if at > until:
            raise Refused(_("The days in which this mark could be disputed are over."))
        try:
            with transaction.atomic():
                return Dispute.objects.create(item=item, recorded_at=at)
        except IntegrityError as error:
            raise Conflict(_("Another marker has been asked for already, or the mark is final.")) from error


def set_marking_rule(
    paper: Paper, *, two_markers: bool, tolerance: int, dispute_days: int, actor: Actor, at: datetime, reason: str
) -> MarkingRule:
    """How answers of this paper are marked by hand from now on. Marks that stand are not touched."""
    require(actor, Verb.CHANGE, "marking_rule")
    if not reason.strip():
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why.")})
    if not 0 <= tolerance <= 50 or not 0 <= dispute_days <= 90:
        raise InvalidInput(_("Enter a tolerance from 0 to 50 and days from 0 to 90."))
    with transaction.atomic(), audit.because(actor, reason):
        wanted = {"two_markers": two_markers, "tolerance": tolerance, "dispute_days": dispute_days}
        return MarkingRule.objects.update_or_create(paper=paper, defaults=wanted)[0]
