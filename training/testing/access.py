"""Whose attempts a reader may open. Another's attempt, or none, is the same: not found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import NotFound
from governance.core.permissions import Verb, scope
from training.testing.models import Attempt


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
