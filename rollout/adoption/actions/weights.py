"""Weights: the project office proposes, the sponsor approves or refuses, and old weeks keep theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require, require_other
from rollout.adoption import further
from rollout.adoption.models import WeightDecision, WeightKind, WeightState, WeightVersion
from rollout.adoption.owning import OWN_PARTS
from rollout.adoption.weighing import faults, too_late


def propose_weights(
    *, weights: Mapping[str, Decimal], first_day: date, actor: Actor, at: datetime, reason: str, kind: WeightKind = WeightKind.OFFICE
) -> WeightVersion:
    """A new version that waits for the sponsor. Only one of a kind may wait at a time."""
    require(actor, Verb.CHANGE, "score_weights")
    wrong = faults(weights, first_day, timezone.localdate(at), OWN_PARTS if kind == WeightKind.PERSON else further.parts())
    if not reason.strip():
        wrong["reason"] = _("Please say why.")
    if wrong:
        raise InvalidInput(_("These weights cannot be proposed."), fields=wrong)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            version = WeightVersion.objects.create(
                number=1 + (WeightVersion.objects.aggregate(last=Max("number"))["last"] or 1),
                kind=kind,
                first_day=first_day,
                weights={code: str(weight) for code, weight in weights.items()},
                proposed_by=actor.username,
                proposed_at=at,
            )
            WeightDecision(version=version, state=WeightState.PROPOSED, recorded_at=at).save()
    except IntegrityError as error:
        raise Conflict(_("Another proposal is still waiting for the sponsor. It must be decided on or withdrawn first.")) from error
    return version


def approve_weights(version: WeightVersion, *, actor: Actor, at: datetime, reason: str) -> WeightVersion:
    """They hold from their first day on. Nobody approves what they proposed."""
    require(actor, Verb.APPROVE, "score_weights")
    require_other(actor, version.proposed_by)
    if why := too_late(version.first_day, timezone.localdate(at)):
        raise Refused(_("These weights can no longer be approved."), reasons=[why])
    return decide(version, WeightState.APPROVED, actor=actor, at=at, reason=reason)


def refuse_weights(version: WeightVersion, *, actor: Actor, at: datetime, reason: str) -> WeightVersion:
    require(actor, Verb.APPROVE, "score_weights")
    return decide(version, WeightState.REFUSED, actor=actor, at=at, reason=reason)


def withdraw_weights(version: WeightVersion, *, actor: Actor, at: datetime, reason: str) -> WeightVersion:
    """The project office takes its own proposal back."""
    require(actor, Verb.CHANGE, "score_weights")
    return decide(version, WeightState.WITHDRAWN, actor=actor, at=at, reason=reason)


def decide(version: WeightVersion, state: WeightState, *, actor: Actor, at: datetime, reason: str) -> WeightVersion:
    """One decision wins; whoever comes second is told."""
    if not reason.strip():
        raise InvalidInput(_("Please say why."), fields={"reason": _("Please say why.")})
    with transaction.atomic(), audit.because(actor, reason):
        open_one = WeightVersion.objects.filter(pk=version.pk, state=WeightState.PROPOSED)
        if not audit.update(open_one, state=state, decided_by=actor.username, decided_at=at):
            raise Conflict(_("This proposal is already decided."))
        WeightDecision(version=version, state=state, recorded_at=at).save()
    version.refresh_from_db()
    return version
