"""Putting a question to the committee, with the exact terms that it decides on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict
from governance.core.permissions import Verb, require
from governance.steering.actions import open_ballot
from governance.steering.matters import Matter
from governance.steering.models import Ballot
from rollout.staging import asking
from rollout.staging.asking import Terms
from rollout.staging.models import Proposal


def put_to_committee(
    matter: Matter, stem: str, terms: Terms, *, question: str, due_on: date, actor: Actor, at: datetime, reason: str = ""
) -> Ballot:
    """Open the ballot about these terms and keep them. One question about a subject is under way at a time."""
    require(actor, Verb.CHANGE, "ballot")
    key = asking.key_with(stem, terms)
    with transaction.atomic():
        ballot = open_ballot(matter=matter, subject_key=key, question=question, due_on=due_on, actor=actor, at=at, reason=reason)
        # The committee's row is locked by now, so the ballots cannot change under this.
        if any(one.state == asking.State.VOTING and one.ballot.pk != ballot.pk for one in asking.put(matter, stem)):
            raise Conflict(_("A ballot about this is open already."))
        if terms and not Proposal.objects.filter(subject_key=key).exists():
            with audit.because(actor, reason):
                Proposal.objects.create(subject_key=key, terms=dict(terms), recorded_at=at)
    return ballot
