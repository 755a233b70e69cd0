"""Which offices are on hold by a decision at their gate, so that only whom the charter names lifts it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from governance.core import written
from rollout.staging.gating.standing import binding
from rollout.staging.models import GateDecision, OfficeRollout, StageChange
from rollout.staging.stages import Stage
from rollout.staging.states import Decided


def decided_holds(rollouts: Collection[OfficeRollout]) -> dict[int, GateDecision]:
    """Office in the rollout → the hold that was decided for it and not lifted since. No query where none is on hold."""
    held = {row.pk: row for row in rollouts if row.stage == Stage.HELD}
    if not held:
        return {}
    bound = binding(list(held))
    found = {
        pk: decision
        for pk, row in held.items()
        if (decision := bound.get((pk, row.held_from))) is not None and decision.outcome == Decided.HOLD
    }
    lifted = StageChange.objects.filter(rollout__in=found, from_stage=Stage.HELD, void=False).values_list("rollout_id", "recorded_at")
    for pk, recorded_at in lifted:
        if pk in found and recorded_at > found[pk].recorded_at:
            del found[pk]
    return found


def words(decision: GateDecision) -> str:
    """Why the office cannot simply go on."""
    said = _("It was put on hold by a decision at its gate on %(day)s. Whoever decides at gates lifts it, or decides anew.")
    return said % {"day": written.day(decision.on)}
