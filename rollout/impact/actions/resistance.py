"""Refusals: reported without a reporter, sorted by cause, answered, closed with their outcome."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor, system_actor
from governance.core.errors import InvalidInput
from governance.core.permissions import Verb, require
from governance.organisation.models import Membership, Office, Person
from governance.policies.actions.citing import cited
from governance.policies.models import Policy
from governance.policies.states import Touches
from rollout.impact.actions.checks import day_of, held, not_later, refuse, said
from rollout.impact.actions.tasks import check_owner
from rollout.impact.models import Resistance, ResistanceMove
from rollout.impact.rules import moves
from rollout.impact.states import Cause, ResistanceState, Response

REGISTER = system_actor("refusals")
KEPT = ("cause", "response", "plan", "version", "clause", "owner", "due", "outcome")


def nobody() -> AbstractContextManager[Any]:
    """The record is written by the register itself, in an operation of its own: nothing leads to who reported."""
    return audit.operation(REGISTER, id=uuid.uuid4().hex)


def report(
    *,
    office: Office,
    witness: str,
    words: str,
    on: date,
    job_role: str = "",
    person: Person | None = None,
    actor: Actor,
    at: datetime,
) -> Resistance:
    """Enter what was said or seen. The right is asked for, then who it was is forgotten. A person is named by the head alone."""
    require(actor, Verb.CHANGE, "resistance_report", office_id=None if works_in(actor, office, day_of(at)) else office.pk)
    not_later(on, at)
    words = said(words, "words", _("Write what was said or seen."))
    if person is not None:
        require(actor, Verb.CHANGE, "resistance", office_id=office.pk)
        check_belongs(person, office, on)
    with transaction.atomic(), nobody():
        made = Resistance.objects.create(office=office, witness=witness, words=words, on=on, job_role=job_role, person=person)
        ResistanceMove.objects.create(refusal=made, state=ResistanceState.REPORTED, on=day_of(at), recorded_at=at)
    return made


def works_in(actor: Actor, office: Office, today: date) -> bool:
    """Who works in an office may report there, whatever their role."""
    mine = Membership.objects.current().on(today).filter(person=actor.person_id, office=office)
    return actor.person_id is not None and mine.exists()


def check_belongs(person: Person, office: Office, on: date) -> None:
    if not person.memberships.current().on(on).filter(office=office).exists():
        message = _("This person did not belong to the office on that day.")
        raise InvalidInput(message, fields={"person": message})


def answer(
    refusal: Resistance,
    *,
    cause: str,
    response: str,
    plan: str,
    owner: Person,
    due: date,
    policy: Policy | None = None,
    clause: str = "",
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Resistance:
    """Sort it by its cause and say what is done, by whom, by when. A firm measure stands on a policy in force."""
    require(actor, Verb.CHANGE, "resistance", office_id=refusal.office_id)
    against = moves.against_response(Cause(cause), Response(response))
    if against:
        raise InvalidInput(against, fields={"response": against})
    check_owner(owner, refusal.office_id, at)
    if due < day_of(at):
        message = _("Today or later.")
        raise InvalidInput(message, fields={"due": message})
    version = None
    if response == Response.FIRM:
        if policy is None:
            message = _("A firm measure needs a clause on discipline of a policy in force.")
            raise InvalidInput(message, fields={"policy": message})
        version = cited(policy, clause, refusal.on, Touches.DISCIPLINE)
    fields = {
        "cause": cause,
        "response": response,
        "plan": said(plan, "plan", _("Say what is done.")),
        "owner": owner,
        "due": due,
        "version": version,
        "clause": clause if version else "",
        "outcome": "",
    }
    return turned(refusal, ResistanceState.ANSWERED, actor, at, reason, **fields)


def close(refusal: Resistance, *, outcome: str, actor: Actor, at: datetime, reason: str) -> Resistance:
    """What came of it."""
    require(actor, Verb.CHANGE, "resistance", office_id=refusal.office_id)
    reason = said(reason, "reason", _("Say what came of it."))
    return turned(refusal, ResistanceState.CLOSED, actor, at, reason, outcome=outcome)


def open_again(refusal: Resistance, *, actor: Actor, at: datetime, reason: str) -> Resistance:
    """It came back: to be sorted anew."""
    require(actor, Verb.CHANGE, "resistance", office_id=refusal.office_id)
    reason = said(reason, "reason", _("Say why: it is kept."))
    cleared = {"cause": "", "response": "", "plan": "", "version": None, "clause": "", "owner": None, "due": None, "outcome": ""}
    return turned(refusal, ResistanceState.REPORTED, actor, at, reason, **cleared)


def turned(refusal: Resistance, to: ResistanceState, actor: Actor, at: datetime, reason: str, **fields: Any) -> Resistance:
    """The move of the table, the row, and the sealed line of it."""
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(refusal, state=refusal.state)
        against = moves.against_refusal(ResistanceState(fresh.state), to)
        refuse([against] if against else [])
        for name, value in {**fields, "state": to}.items():
            setattr(fresh, name, value)
        fresh.save()
        kept = {name: getattr(fresh, name) for name in KEPT}
        ResistanceMove.objects.create(refusal=fresh, state=to, on=day_of(at), recorded_at=at, **kept)
    return fresh
