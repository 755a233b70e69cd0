"""Sanctions, step by step: nothing takes effect without notice, the person's word or its lapsed deadline, HR, and the way to appeal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from governance.organisation.models import Person
from governance.policies.actions.citing import cited, place_of, refuse_unbound
from governance.policies.actions.moving import day_of, held, move, not_later, refuse_if, said
from governance.policies.models import Policy, Sanction, SanctionEvent
from governance.policies.rules import sanctions as rules
from governance.policies.rules.sanctions import Case
from governance.policies.states import SANCTION_MOVES, SanctionState, SanctionStep, Touches

WHY = _("Please give a reason.")
S, SS = SanctionState, SanctionStep


def case_of(sanction: Sanction) -> Case:
    """The sanction as the pure rules see it."""
    return Case(
        state=SanctionState(sanction.state),
        proposed_by=sanction.proposed_by,
        signed_off_by=sanction.signed_off_by,
        reply_by=sanction.reply_by,
        appeal_by=sanction.appeal_by,
        steps=frozenset(SanctionStep(one) for one in sanction.events.values_list("step", flat=True)),
    )


@transaction.atomic
def propose_sanction(
    *,
    policy: Policy,
    clause: str,
    person: Person,
    occurred_on: date,
    facts: str,
    measure: str,
    amount: Decimal | None = None,
    currency: str = "CNY",
    evidence: Attachment | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Sanction:
    """Propose a measure under a clause that was in force on the day it happened. Nothing follows for the person yet."""
    not_later(occurred_on, day_of(at), "occurred_on")
    office = place_of(person, occurred_on)
    require(actor, Verb.CHANGE, "sanction", office_id=office.pk)
    if actor.person_id == person.pk:
        raise NotAllowed(_("Nobody proposes a sanction against themselves."))
    if amount is not None and amount <= 0:
        message = _("The amount must be above zero.")
        raise InvalidInput(message, fields={"amount": message})
    version = cited(policy, clause, occurred_on, Touches.DISCIPLINE)
    refuse_unbound(policy, person, occurred_on)
    with audit.because(actor, reason):
        made = Sanction.objects.create(
            version=version,
            clause=clause,
            office=office,
            person=person,
            occurred_on=occurred_on,
            facts=said(facts, "facts", _("Say what happened.")),
            measure=said(measure, "measure", _("Say what the measure is."))[:300],
            amount=amount,
            currency=currency,
            evidence=evidence,
            proposed_by=actor.username,
        )
        SanctionEvent.objects.create(sanction=made, step=SS.PROPOSE, on=day_of(at), recorded_at=at)
    return made


@transaction.atomic
def notify_person(
    sanction: Sanction, *, reply_by: date, told: str, attachment: Attachment | None = None, actor: Actor, at: datetime, reason: str = ""
) -> Sanction:
    """The person is told, how, and until when to reply."""
    require(actor, Verb.CHANGE, "sanction", office_id=sanction.office_id)
    told = said(told, "told", _("Say how the person was told."))
    return take(sanction, SS.NOTIFY, actor, at, reason, until=reply_by, told=told, attachment=attachment, reply_by=reply_by)


@transaction.atomic
def reply(sanction: Sanction, *, told: str, attachment: Attachment | None = None, actor: Actor, at: datetime, reason: str = "") -> Sanction:
    """The person's own word. A late one is taken as long as nobody has recorded the deadline as passed."""
    require_own(sanction, actor)
    told = said(told, "told", _("Please write your reply."))
    return take(sanction, SS.REPLY, actor, at, reason, told=told, attachment=attachment)


@transaction.atomic
def lapse(sanction: Sanction, *, actor: Actor, at: datetime, reason: str = "") -> Sanction:
    """The deadline for the reply has passed without one."""
    require(actor, Verb.CHANGE, "sanction", office_id=sanction.office_id)
    return take(sanction, SS.LAPSE, actor, at, reason)


@transaction.atomic
def sign_off(sanction: Sanction, *, appeal_by: date, actor: Actor, at: datetime, reason: str) -> Sanction:
    """HR, having read the reply. The person may appeal until the day named."""
    require(actor, Verb.APPROVE, "sanction", office_id=sanction.office_id)
    reason = said(reason, "reason", WHY)
    return take(sanction, SS.SIGN_OFF, actor, at, reason, until=appeal_by, appeal_by=appeal_by, signed_off_by=actor.username)


@transaction.atomic
def appeal(
    sanction: Sanction, *, told: str, attachment: Attachment | None = None, actor: Actor, at: datetime, reason: str = ""
) -> Sanction:
    """The person appeals, within the time given."""
    require_own(sanction, actor)
    told = said(told, "told", _("Please write why you appeal."))
    return take(sanction, SS.APPEAL, actor, at, reason, told=told, attachment=attachment)


@transaction.atomic
def decide_appeal(sanction: Sanction, *, uphold: bool, actor: Actor, at: datetime, reason: str) -> Sanction:
    """Upheld or lifted, by somebody who neither proposed it nor signed it off."""
    require(actor, Verb.APPROVE, "appeal", office_id=sanction.office_id)
    return take(sanction, SS.UPHOLD if uphold else SS.LIFT, actor, at, said(reason, "reason", WHY))


@transaction.atomic
def put_into_effect(sanction: Sanction, *, on: date, actor: Actor, at: datetime, reason: str = "") -> Sanction:
    """From this day on. Every missing step is named."""
    require(actor, Verb.APPROVE, "sanction", office_id=sanction.office_id)
    if on < day_of(at):
        message = _("Today or later.")
        raise InvalidInput(message, fields={"on": message})
    return take(sanction, SS.EFFECT, actor, at, reason, effective_on=on)


@transaction.atomic
def drop(sanction: Sanction, *, actor: Actor, at: datetime, reason: str) -> Sanction:
    """Not pursued: before it is in effect, by those who may propose."""
    require(actor, Verb.CHANGE, "sanction", office_id=sanction.office_id)
    return take(sanction, SS.DROP, actor, at, said(reason, "reason", WHY))


def require_own(sanction: Sanction, actor: Actor) -> None:
    require(actor, Verb.CHANGE, "own_sanction", person_id=sanction.person_id)
    if actor.person_id != sanction.person_id:
        raise NotAllowed(_("Only the person concerned can do this."))


def take(
    sanction: Sanction,
    step: SanctionStep,
    actor: Actor,
    at: datetime,
    reason: str,
    *,
    until: date | None = None,
    told: str = "",
    attachment: Attachment | None = None,
    **fields: Any,
) -> Sanction:
    """One step: the row held, the rule asked, the move made, the event written."""
    sanction = held(sanction)
    is_the_person = actor.person_id is not None and actor.person_id == sanction.person_id
    today = day_of(at)
    refuse_if(rules.against(step, case_of(sanction), day=today, username=actor.username, is_the_person=is_the_person, until=until))
    to = SANCTION_MOVES[step][1]
    with audit.because(actor, reason):
        move(sanction, sanction.state, state=to, **fields)
        SanctionEvent.objects.create(sanction=sanction, step=step, on=today, told=told, attachment=attachment, recorded_at=at)
    return sanction
