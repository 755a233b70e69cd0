"""What happens by itself: an overdue condition, or an override that ran out unmet, puts the office on hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.permissions import Verb, require
from rollout.staging import selectors
from rollout.staging.actions.locks import lock_programme, tell
from rollout.staging.actions.moves import carry_out
from rollout.staging.gates import Outcome
from rollout.staging.gates.stored import finding_to_json
from rollout.staging.gating.standing import binding, conditions, expired, measured_again, rested_on
from rollout.staging.models import AutomaticHold, Condition, OfficeRollout, Override, OverrideEnded, Programme, StageChange
from rollout.staging.stages import Stage, move_between
from rollout.staging.states import PERMITS, HoldCause


@dataclass
class Watched:
    """What one round did."""

    held: int = 0
    ended: int = 0


def watch(programme: Programme, *, actor: Actor, at: datetime) -> Watched:
    """One round over all offices; a second one on the same day changes nothing."""
    require(actor, Verb.CHANGE, "stage")
    done = Watched()
    with transaction.atomic():
        lock_programme(programme.pk)
        today = selectors.local_day(at)
        rollouts = {
            row.pk: row for row in OfficeRollout.objects.filter(wave__programme=programme).select_related("office", "wave__programme")
        }
        bound = [decision for decision in binding(list(rollouts)).values() if decision.outcome in PERMITS]
        for condition in conditions(bound).filter(due__lt=today, hold__isnull=True):
            done.held += hold_for_condition(rollouts[condition.decision.rollout_id], condition, today, actor, at)
        grounds = {row.pk for row in rested_on(bound)}
        over = Override.objects.filter(rollout__in=rollouts, until__lt=today, ended__isnull=True)
        rows = list(over.select_related("criterion__version__gate", "rollout__office", "rollout__wave__programme").order_by("until", "pk"))
        for row, finding in measured_again(expired(rows, today), at):
            met = finding.outcome == Outcome.PASS
            with audit.because(actor, ended_words(row, met)):
                ended = OverrideEnded.objects.create(override=row, met=met, evaluation=finding_to_json(finding), recorded_at=at)
            done.ended += 1
            if not met and row.pk in grounds:
                done.held += hold_for_override(rollouts[row.rollout_id], ended, today, actor, at)
        if done.held or done.ended:
            tell(actor, at)
    return done


def hold_for_condition(rollout: OfficeRollout, condition: Condition, today: date, actor: Actor, at: datetime) -> int:
    reason = condition.overdue_words
    change = hold(rollout, reason, today, actor, at)
    if change is None:
        return 0
    with audit.because(actor, reason):
        AutomaticHold.objects.create(rollout=rollout, cause=HoldCause.CONDITION, change=change, condition=condition, recorded_at=at)
    return 1


def hold_for_override(rollout: OfficeRollout, ended: OverrideEnded, today: date, actor: Actor, at: datetime) -> int:
    reason = ended_words(ended.override, met=False)
    change = hold(rollout, reason, today, actor, at)
    if change is None:
        return 0
    with audit.because(actor, reason):
        AutomaticHold.objects.create(rollout=rollout, cause=HoldCause.OVERRIDE, change=change, ended=ended, recorded_at=at)
    return 1


def ended_words(row: Override, met: bool) -> str:
    if not met:
        return row.unmet_words
    values = {"criterion": row.criterion, "day": written.day(row.until)}
    return _("The override of “%(criterion)s” ran out on %(day)s; the criterion is met by now.") % values


def hold(rollout: OfficeRollout, reason: str, today: date, actor: Actor, at: datetime) -> StageChange | None:
    """Put the office on hold, unless it is already, or can no longer be."""
    if move_between(Stage(rollout.stage), Stage.HELD) is None:
        return None
    with audit.because(actor, reason):
        return carry_out(rollout, Stage.HELD, on=today, actor=actor, at=at)
