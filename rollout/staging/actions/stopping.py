"""Stopping the programme: its end before its time, with what was learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from governance.steering.matters import Matter
from rollout.staging import deciders, selectors
from rollout.staging.actions.locks import lock_programme, tell
from rollout.staging.models import GateDecision, Programme, ProgrammeStop


@dataclass(frozen=True)
class Lessons:
    went_well: str
    went_wrong: str
    do_differently: str


def check_lessons(lessons: Lessons | None) -> dict[str, str]:
    """The fields that are missing. A programme does not end without its lessons."""
    held = lessons or Lessons("", "", "")
    message = _("A programme is not stopped without its lessons.")
    return {name: message for name in ("went_well", "went_wrong", "do_differently") if not getattr(held, name).strip()}


def stop_programme(programme: Programme, lessons: Lessons, *, actor: Actor, at: datetime, reason: str) -> ProgrammeStop:
    """End the programme. No office moves forward or resumes afterwards; holding and going back stay possible."""
    require(actor, Verb.APPROVE, "programme_stop")
    fields = check_lessons(lessons)
    if not reason.strip():
        fields["reason"] = _("Say why.")
    if fields:
        raise InvalidInput(_("The programme was not stopped."), fields=fields)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = lock_programme(programme.pk)
        today = selectors.local_day(at)
        authority, ballot = deciders.right(actor, Matter.STOP, today, stem=deciders.stop_key(fresh), terms={})
        stop = write_stop(fresh, lessons, authority, ballot, at)
        tell(actor, at)
    return stop


def write_stop(
    programme: Programme, lessons: Lessons, authority: str, ballot: int | None, at: datetime, *, decision: GateDecision | None = None
) -> ProgrammeStop:
    """Under the programme's lock."""
    if ProgrammeStop.objects.filter(programme=programme).exists():
        raise Conflict(_("The programme is stopped already. Nothing was changed."))
    words = {"went_well": lessons.went_well, "went_wrong": lessons.went_wrong, "do_differently": lessons.do_differently}
    by = {"authority": authority, "ballot": ballot, "decision": decision}
    return ProgrammeStop.objects.create(programme=programme, on=selectors.local_day(at), recorded_at=at, **words, **by)
