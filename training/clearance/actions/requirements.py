"""Laying down what a role requires: proposed by the project office, approved by somebody else, then fixed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require, require_other
from training.clearance.actions.asking import reason_given, work_out_anew
from training.clearance.models import RequirementItem, RequirementState, RequirementVersion
from training.clearance.rules import Need

LONGEST = 60


def propose_requirements(
    *, crm_role: str, first_day: date, needs: Collection[Need], actor: Actor, at: datetime, reason: str
) -> RequirementVersion:
    """A new version for a role. One may be open at a time; it lets nobody in or out until it is approved."""
    require(actor, Verb.CHANGE, "clearance_rules")
    reason_given(reason)
    role = " ".join(crm_role.split())
    if not role or len(role) > LONGEST:
        message = _("Name the role as the rule “Who must use the CRM” names it.")
        raise InvalidInput(message, fields={"crm_role": message})
    if not needs:
        message = _("Choose at least one course, test or policy: a role that requires nothing would let everybody in.")
        raise InvalidInput(message, fields={"needs": message})
    try:
        with transaction.atomic(), audit.because(actor, reason):
            last = RequirementVersion.objects.filter(crm_role=role).aggregate(last=Max("number"))["last"] or 0
            made = RequirementVersion.objects.create(
                crm_role=role, number=last + 1, first_day=first_day, proposed_at=at, proposed_by=actor.username, reason=reason
            )
            for need in sorted(set(needs)):
                RequirementItem.objects.create(version=made, kind=need.kind, target_id=need.id, recorded_at=at)
    except IntegrityError:
        raise Conflict(_("A proposal for this role is open already. Decide on it first.")) from None
    return made


def approve_requirements(version: RequirementVersion, *, actor: Actor, at: datetime, reason: str = "") -> RequirementVersion:
    """In force from its first day on; who is let in follows at once."""
    return decide(version, RequirementState.APPROVED, actor=actor, at=at, reason=reason)


def decline_requirements(version: RequirementVersion, *, actor: Actor, at: datetime, reason: str) -> RequirementVersion:
    """Not wanted; the proposal stays on record with the reason."""
    reason_given(reason)
    return decide(version, RequirementState.DECLINED, actor=actor, at=at, reason=reason)


def decide(version: RequirementVersion, to: RequirementState, *, actor: Actor, at: datetime, reason: str) -> RequirementVersion:
    require(actor, Verb.APPROVE, "clearance_rules")
    require_other(actor, version.proposed_by)
    with transaction.atomic(), audit.because(actor, reason):
        open_ = RequirementVersion.objects.filter(pk=version.pk, state=RequirementState.PROPOSED)
        if not audit.update(open_, state=to, decided_at=at, decided_by=actor.username, decision=reason):
            raise Conflict(_("Somebody has decided on this already."))
    if to == RequirementState.APPROVED:
        work_out_anew(actor, at)
    version.refresh_from_db()
    return version
