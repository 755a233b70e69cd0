"""Meeting a condition of a conditional go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from rollout.staging.actions.locks import lock_programme, tell
from rollout.staging.models import Condition, ConditionMet


def meet_condition(condition: Condition, *, actor: Actor, at: datetime, reason: str, evidence: Attachment | None = None) -> ConditionMet:
    """Its owner or the project office says how it was met. An office held for it may then resume."""
    require(actor, Verb.CHANGE, "gate_condition", person_id=condition.owner_id)
    if not reason.strip():
        message = _("Say how it was met.")
        raise InvalidInput(message, fields={"reason": message})
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(condition.decision.rollout.wave.programme_id)
        if ConditionMet.objects.filter(condition=condition).exists():
            raise Conflict(_("This condition is met already. Nothing was changed."))
        met = ConditionMet.objects.create(condition=condition, evidence=evidence, recorded_at=at)
        tell(actor, at)
    return met
