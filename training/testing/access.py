"""Whose attempts a reader may open, and which questions. Another's attempt, or none, is the same: not found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import NotAllowed, NotFound
from governance.core.permissions import Verb, scope
from training.testing.models import Attempt, PaperVersion, Question
from training.testing.selectors.unseen import Unseen, unseen


def own_attempt(actor: Actor, pk: int, *, bare: bool = False) -> Attempt:
    """The reader's own attempt; `bare` without its paper and version, for the many small requests of a test."""
    own = Attempt.objects.filter(pk=pk, person=actor.person_id or 0).order_by()
    found = (own if bare else own.select_related("paper__course", "version", "person")).first()
    if found is None:
        raise NotFound(_("There is no such attempt, or it is not yours."))
    return found


def attempt_for(actor: Actor, verb: Verb, what: str, pk: int) -> Attempt:
    """An attempt that this right reaches."""
    reached = Attempt.objects.within(scope(actor, verb, what)).filter(pk=pk)
    found = reached.select_related("paper__course", "version", "person__identity").first()
    if found is None:
        raise NotFound(_("There is no such attempt, or it is not yours to see."))
    return found


def require_unshut(actor: Actor, questions: Iterable[Question], at: datetime) -> None:
    """Nobody reads, changes or decides on questions that a test they have still to take may ask."""
    found = unseen(actor, at)
    if any(found.hides(question) for question in questions):
        raise shut(found)


def require_unshut_paper(actor: Actor, version: PaperVersion, at: datetime) -> Unseen:
    """The same of everything that a version of a paper draws from."""
    found = unseen(actor, at)
    if found.draws(version):
        raise shut(found)
    return found


class Closed(NotAllowed):
    """Shut for a time, whatever roles somebody has."""

    title = _("Closed to you for now")
    role_opens = False


def shut(found: Unseen) -> Closed:
    """Why it is shut, what opens it, and who can do it meanwhile."""
    papers = written.together(str(paper) for paper in found.papers)
    return Closed(
        _("A test that you still have to take may ask this, so it is closed to you until you have passed."),
        reasons=[
            _("Still to be taken: %(papers)s. See “My tests”.") % {"papers": papers},
            _("Until then another trainer or the project office can do this."),
        ],
    )
