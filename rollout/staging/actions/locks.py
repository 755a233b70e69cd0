"""The one lock of the programme: the rules look at all offices, so whoever changes one holds the programme."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from governance.core.actor import Actor
from governance.core.errors import Conflict
from governance.core.jobs import announce
from rollout.staging.models import OfficeRollout, Programme

TOPIC = "stages"


def tell(actor: Actor, at: datetime) -> None:
    """Last in an action: the rooms above compute anew what rests on stages."""
    announce(TOPIC, actor=actor, at=at)


def lock_programme(programme_id: int) -> Programme:
    """Inside a transaction: the programme, locked until the end of it. On SQLite writing transactions queue anyway."""
    return Programme.objects.select_for_update().get(pk=programme_id)


def lock_rollout(rollout: OfficeRollout) -> OfficeRollout:
    """The office as it is now, under the programme's lock. Conflict when it is no longer where the caller saw it."""
    lock_programme(rollout.wave.programme_id)
    fresh = OfficeRollout.objects.select_related("wave__programme", "office").get(pk=rollout.pk)
    if (fresh.stage, fresh.held_from) != (rollout.stage, rollout.held_from):
        message = _("%(office)s has been moved meanwhile: it is now at “%(stage)s”. Nothing was changed.")
        raise Conflict(message % {"office": fresh.office, "stage": fresh.get_stage_display()})
    return fresh
