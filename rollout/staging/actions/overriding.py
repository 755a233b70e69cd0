"""Letting an office go on although a criterion is not met: a reason, an end, and the verdict stays as it is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require
from governance.steering.matters import Matter
from rollout.staging import asking, deciders, selectors
from rollout.staging.actions.locks import lock_rollout, tell
from rollout.staging.gates.deciding import may_pass_over
from rollout.staging.gates.stored import finding_to_json
from rollout.staging.gating.facts import Asked, judge
from rollout.staging.models import GateCriterion, OfficeRollout, Override
from rollout.staging.states import VersionState

LONGEST_DAYS = 180


def override_criterion(
    rollout: OfficeRollout, criterion: GateCriterion, *, until: date, actor: Actor, at: datetime, reason: str
) -> Override:
    """Pass over one criterion until that day (included). It may be renewed before or after it ran out, with a new reason."""
    require(actor, Verb.APPROVE, "gate_override", office_id=rollout.office_id)
    today = selectors.local_day(at)
    check_end(until, today, reason)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = lock_rollout(rollout)
        line = GateCriterion.objects.select_related("version__gate").get(pk=criterion.pk)
        if line.version.state != VersionState.ACTIVE:
            raise Conflict(_("This version of the gate is no longer in force. Nothing was passed over."))
        stem, terms = deciders.override_key(fresh, line), asking.terms_of(until=until)
        authority, ballot = deciders.right(actor, Matter.OVERRIDE, today, stem=stem, terms=terms, office_id=fresh.office_id)
        if Override.objects.filter(rollout=fresh, criterion=line, until__gte=until).exists():
            raise Conflict(_("An override of this criterion runs that long already. Nothing was changed."))
        _facts, evaluation = judge([Asked(fresh, (line,))], at=at)[fresh.office_id]
        if not may_pass_over(evaluation, line.code):
            raise Refused(_("Only a criterion that is counted and not met can be passed over."))
        fields = {"authority": authority, "ballot": ballot, "evaluation": finding_to_json(evaluation.findings[0])}
        made = Override.objects.create(rollout=fresh, criterion=line, code=line.code, until=until, recorded_at=at, **fields)
        tell(actor, at)
    return made


def check_end(until: date, today: date, reason: str) -> None:
    fields = against_end(until, today)
    if not reason.strip():
        fields["reason"] = _("Say why.")
    if fields:
        raise InvalidInput(_("Nothing was passed over."), fields=fields)


def against_end(until: date, today: date) -> dict[str, str]:
    """What is wrong with the last day, at its field."""
    if until <= today:
        return {"until": _("It must run until a later day.")}
    if (until - today).days > LONGEST_DAYS:
        return {"until": _("An override runs at most %(days)d days.") % {"days": LONGEST_DAYS}}
    return {}
