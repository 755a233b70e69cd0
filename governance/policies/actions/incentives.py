"""Incentives: proposed under a clause, approved within a limit, granted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Office, Person
from governance.policies.actions.citing import cited, place_of, refuse_unbound
from governance.policies.actions.moving import day_of, held, move, not_later, refuse_if, said
from governance.policies.models import Incentive, IncentiveEvent, Policy
from governance.policies.rules import incentives as rules
from governance.policies.rules.incentives import Authority
from governance.policies.states import IncentiveState, IncentiveStep, Touches


@transaction.atomic
def propose_incentive(
    *,
    policy: Policy,
    clause: str,
    earned_on: date,
    measure: str,
    person: Person | None = None,
    office: Office | None = None,
    amount: Decimal | None = None,
    currency: str = "CNY",
    evidence: Attachment | None = None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> Incentive:
    """Propose something for a person or an office, under a clause in force on the day it was earned."""
    place = place_of(person, earned_on) if person is not None else office
    if place is None:
        message = _("Name a person or an office.")
        raise InvalidInput(message, fields={"person": message})
    require(actor, Verb.CHANGE, "incentive", office_id=place.pk)
    not_later(earned_on, day_of(at), "earned_on")
    if amount is not None and amount <= 0:
        message = _("The amount must be above zero.")
        raise InvalidInput(message, fields={"amount": message})
    version = cited(policy, clause, earned_on, Touches.PAY)
    if person is not None:
        refuse_unbound(policy, person, earned_on)
    with audit.because(actor, said(reason, "reason", _("Please give a reason."))):
        made = Incentive.objects.create(
            version=version,
            clause=clause,
            office=place,
            person=person,
            earned_on=earned_on,
            measure=said(measure, "measure", _("Say what for, and what."))[:300],
            amount=amount,
            currency=currency,
            evidence=evidence,
            proposed_by=actor.username,
        )
        IncentiveEvent.objects.create(incentive=made, step=IncentiveStep.PROPOSE, on=day_of(at), recorded_at=at)
    return made


def authorities(actor: Actor) -> list[Authority]:
    """The rights to approve that this person holds for the whole company, with their limits."""
    found = [Authority(grant.limit) for grant in actor.grants if grant.role == Role.SPONSOR and grant.office_ids is None]
    found += [
        Authority(grant.limit, office=True) for grant in actor.grants if grant.role == Role.PROJECT_OFFICE and grant.office_ids is None
    ]
    return found + ([Authority(None)] if actor.system else [])


@transaction.atomic
def approve_incentive(incentive: Incentive, *, actor: Actor, at: datetime, reason: str = "") -> Incentive:
    """The sponsor's, or the project office's up to the limit in the policy. Of two at once, one wins."""
    require(actor, Verb.APPROVE, "incentive", office_id=incentive.office_id)
    incentive = turn(incentive, IncentiveStep.APPROVE)
    refuse_if(
        rules.against_approval(
            authorities(actor),
            incentive.amount,
            incentive.version.office_limit,
            for_oneself=incentive.person_id is not None and incentive.person_id == actor.person_id,
            own_proposal=not actor.system and actor.username == incentive.proposed_by,
        )
    )
    return step(incentive, IncentiveStep.APPROVE, IncentiveState.APPROVED, day_of(at), actor, at, reason)


@transaction.atomic
def grant_incentive(incentive: Incentive, *, on: date, actor: Actor, at: datetime, reason: str = "") -> Incentive:
    """Paid or handed over on a day."""
    require(actor, Verb.CHANGE, "incentive_grant", office_id=incentive.office_id)
    not_later(on, day_of(at))
    incentive = turn(incentive, IncentiveStep.GRANT)
    if on < incentive.earned_on:
        message = _("Not before the day it was earned.")
        raise InvalidInput(message, fields={"on": message})
    return step(incentive, IncentiveStep.GRANT, IncentiveState.GRANTED, on, actor, at, reason, granted_on=on)


@transaction.atomic
def cancel_incentive(incentive: Incentive, *, actor: Actor, at: datetime, reason: str) -> Incentive:
    """Not granted after all."""
    require(actor, Verb.CHANGE, "incentive", office_id=incentive.office_id)
    incentive = turn(incentive, IncentiveStep.CANCEL)
    reason = said(reason, "reason", _("Please give a reason."))
    return step(incentive, IncentiveStep.CANCEL, IncentiveState.CANCELLED, day_of(at), actor, at, reason)


def turn(incentive: Incentive, taken: IncentiveStep) -> Incentive:
    incentive = held(incentive)
    refuse_if(rules.against_move(taken, IncentiveState(incentive.state)))
    return incentive


def step(
    incentive: Incentive, taken: IncentiveStep, to: IncentiveState, on: date, actor: Actor, at: datetime, reason: str, **fields: date
) -> Incentive:
    with audit.because(actor, reason):
        move(incentive, incentive.state, state=to, **fields)
        IncentiveEvent.objects.create(incentive=incentive, step=taken, on=on, recorded_at=at)
    return incentive
