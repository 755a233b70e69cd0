"""A person of the named role says whether a criterion holds, with evidence."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from rollout.staging import selectors
from rollout.staging.gates import Asks
from rollout.staging.models import Attestation, GateCriterion, OfficeRollout
from rollout.staging.states import Scope, VersionState


def attest(
    rollout: OfficeRollout,
    criterion: GateCriterion,
    *,
    holds: bool,
    actor: Actor,
    at: datetime,
    reason: str,
    evidence: Attachment | None = None,
    until: date | None = None,
) -> Attestation:
    """What the person says, as the named role. A yes needs evidence; `until` is the last day on which it counts."""
    require(actor, Verb.CHANGE, "gate_attestation", office_id=rollout.office_id if criterion.scope == Scope.OFFICE else None)
    if not speaks_as(actor, criterion, rollout):
        raise NotAllowed(_("Only %(role)s can say this.") % {"role": criterion.get_role_display()})
    check_words(criterion, holds, evidence, until, reason, selectors.local_day(at))
    with transaction.atomic(), audit.because(actor, reason):
        fresh = GateCriterion.objects.select_related("version").select_for_update(of=("self",)).get(pk=criterion.pk)
        if fresh.version.state != VersionState.ACTIVE:
            raise Conflict(_("This version of the gate is no longer in force. Open the office's gate again."))
        return Attestation.objects.create(
            gate_id=fresh.version.gate_id,
            criterion=fresh,
            rollout=rollout if fresh.scope == Scope.OFFICE else None,
            wave=rollout.wave if fresh.scope == Scope.WAVE else None,
            code=fresh.code,
            asked=fresh.label,
            role=fresh.role,
            holds=holds,
            until=end_of(until) if until else None,
            evidence=evidence,
            recorded_at=at,
        )


def speaks_as(actor: Actor, criterion: GateCriterion, rollout: OfficeRollout) -> bool:
    """Whether the actor holds the named role: for this office, or for the whole company where the line is about more."""
    if criterion.asks != Asks.ATTESTATION:
        return False
    held = [grant.office_ids for grant in actor.grants if grant.role == criterion.role]
    return any(offices is None or (criterion.scope == Scope.OFFICE and rollout.office_id in offices) for offices in held)


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def check_words(criterion: GateCriterion, holds: bool, evidence: Attachment | None, until: date | None, reason: str, today: date) -> None:
    fields: dict[str, str] = {}
    if holds and evidence is None:
        fields["evidence"] = _("Attach what shows it.")
    if not reason.strip():
        fields["reason"] = _("Say in a sentence what you found.")
    if until is not None and until < today:
        fields["until"] = _("This day has passed.")
    if fields:
        raise InvalidInput(_("Nothing was recorded."), fields=fields)
