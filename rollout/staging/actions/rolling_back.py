"""Going back is work: a checklist that opens with the move and must be completed before the office moves on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from rollout.staging.models import GateDecision, Rollback, RollbackFinish, RollbackStep, RollbackStepDone, StageChange
from rollout.staging.states import DATA_STEPS, ReverseStep


def open_rollback(change: StageChange, decision: GateDecision | None = None) -> Rollback:
    """With the move itself, inside its operation."""
    rollback = Rollback.objects.create(rollout=change.rollout, change=change, decision=decision, recorded_at=change.recorded_at)
    asked = [step for step in ReverseStep if step != ReverseStep.OTHER]
    for place, step in enumerate(asked, start=1):
        RollbackStep.objects.create(rollback=rollback, place=place, step=step, recorded_at=change.recorded_at)
    return rollback


def locked(rollback: Rollback) -> Rollback:
    """The roll-back, held until the end of the transaction. Conflict once it is finished."""
    fresh = Rollback.objects.select_for_update().select_related("rollout__office").get(pk=rollback.pk)
    if RollbackFinish.objects.filter(rollback=fresh).exists():
        raise Conflict(_("This roll-back is finished. Nothing was changed."))
    return fresh


def add_step(rollback: Rollback, *, text: str, actor: Actor, at: datetime, reason: str = "") -> RollbackStep:
    """A step of this office's own."""
    require(actor, Verb.CHANGE, "rollback", office_id=rollback.rollout.office_id)
    if not text.strip():
        message = _("Say what is to be done.")
        raise InvalidInput(message, fields={"text": message})
    with transaction.atomic(), audit.because(actor, reason):
        fresh = locked(rollback)
        place = (fresh.steps.aggregate(last=Max("place"))["last"] or 0) + 1
        return RollbackStep.objects.create(rollback=fresh, place=place, step=ReverseStep.OTHER, text=text.strip(), recorded_at=at)


def complete_step(
    step: RollbackStep,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    in_crm: int | None = None,
    in_office: int | None = None,
    evidence: Attachment | None = None,
) -> RollbackStepDone:
    """The step is done; the reason says how. Reconciling needs both counts, and a difference is explained in the reason."""
    require(actor, Verb.CHANGE, "rollback", office_id=step.rollback.rollout.office_id)
    check_done(step, reason, in_crm, in_office)
    with transaction.atomic(), audit.because(actor, reason):
        locked(step.rollback)
        if RollbackStepDone.objects.filter(step=step).exists():
            raise Conflict(_("This step is done already. Nothing was changed."))
        return RollbackStepDone.objects.create(step=step, in_crm=in_crm, in_office=in_office, evidence=evidence, recorded_at=at)


def check_done(step: RollbackStep, reason: str, in_crm: int | None, in_office: int | None) -> None:
    fields: dict[str, str] = {}
    if not reason.strip():
        fields["reason"] = _("Say how it was done.")
    if step.step in DATA_STEPS:
        fields |= {
            name: _("Count the records on this side.") for name, count in (("in_crm", in_crm), ("in_office", in_office)) if count is None
        }
        if in_crm is not None and in_office is not None and in_crm != in_office and len(reason.strip()) < 10:
            fields["reason"] = _("The two sides differ by %(count)d. Explain the difference.") % {"count": abs(in_crm - in_office)}
    if fields:
        raise InvalidInput(_("The step was not recorded."), fields=fields)


def finish_rollback(rollback: Rollback, *, actor: Actor, at: datetime, reason: str = "") -> RollbackFinish:
    """All steps are done: the office may move on again."""
    require(actor, Verb.CHANGE, "rollback", office_id=rollback.rollout.office_id)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = locked(rollback)
        undone = [str(step) for step in fresh.steps.filter(done__isnull=True)]
        if undone:
            raise Refused(_("The roll-back cannot be finished: steps are open."), reasons=undone)
        return RollbackFinish.objects.create(rollback=fresh, recorded_at=at)
