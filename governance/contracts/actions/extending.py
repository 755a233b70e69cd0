"""Extensions of time, days that do not count, parts handed over. A later extension reopens what was assessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import require_on
from governance.contracts.actions.assessing import day_meant, reassess
from governance.contracts.models import Cause, Contract, ExcludedSpan, ExtensionOfTime, Milestone, PartHandover, Penalty
from governance.contracts.states import ContractState
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb


def grant_extension(
    milestone: Milestone, *, days: int, authority: str, granted_on: date, attachment: Any = None, actor: Actor, at: datetime, reason: str
) -> ExtensionOfTime:
    """Grant days, or take granted ones back (never to before the baseline), with reason and authority.

    Penalties already assessed are assessed again; a refund follows by itself.
    """
    require_on(actor, Verb.CHANGE, "extension", milestone.contract, milestone.contract.day_of(at))
    if not days or not reason.strip():
        raise InvalidInput(_("An extension has days and a reason."), fields={"days": _("Not zero."), "reason": _("Enter the reason.")})
    if granted_on > milestone.contract.day_of(at):
        raise InvalidInput(_("An extension counts from when it is granted."), fields={"granted_on": _("Not after today.")})
    with transaction.atomic(), audit.because(actor, reason):
        _locked(milestone)
        before = ExtensionOfTime.objects.filter(milestone=milestone).order_by().aggregate(sum=Sum("days"))["sum"] or 0
        if before + days < 0:
            too_many = _("Only days that were granted can be taken back: the due date is the baseline.")
            raise InvalidInput(too_many, fields={"days": _("At least %s.") % -before})
        made = ExtensionOfTime.objects.create(
            milestone=milestone, days=days, granted_on=granted_on, authority=authority, attachment=attachment, recorded_at=at
        )
        _reassess_all(milestone, actor=actor, at=at, reason=reason)
    return made


def exclude_days(
    milestone: Milestone, *, first_day: date, last_day: date, cause: Cause, actor: Actor, at: datetime, reason: str
) -> ExcludedSpan:
    """Days caused by the client or by force majeure: they never count against the vendor."""
    require_on(actor, Verb.CHANGE, "extension", milestone.contract, milestone.contract.day_of(at))
    if last_day < first_day:
        raise InvalidInput(_("The span ends before it begins."), fields={"last_day": _("Not before the first day.")})
    with transaction.atomic(), audit.because(actor, reason):
        _locked(milestone)
        made = ExcludedSpan.objects.create(milestone=milestone, first_day=first_day, last_day=last_day, cause=cause, recorded_at=at)
        _reassess_all(milestone, actor=actor, at=at, reason=reason)
    return made


def record_use(milestone: Milestone, *, since: date | None, actor: Actor, at: datetime, reason: str) -> None:
    """Since when it is in productive use, which accepts it where the contract says so; None takes that back."""
    today = milestone.contract.day_of(at)
    require_on(actor, Verb.CHANGE, "extension", milestone.contract, today)
    if milestone.contract.state == ContractState.DRAFT:
        raise Conflict(_("The contract is a draft: nothing of it is in use."))
    if since is not None and since > today:
        raise InvalidInput(_("Use cannot begin in the future."), fields={"since": _("Not after today.")})
    if not reason.strip():
        raise InvalidInput(_("Say what shows it."), fields={"reason": _("Enter the evidence.")})
    with transaction.atomic(), audit.because(actor, reason):
        _locked(milestone)
        audit.update(Milestone.objects.filter(pk=milestone.pk), used_since=since)
        milestone.refresh_from_db()
        _reassess_all(milestone, actor=actor, at=at, reason=reason)


def withdraw_exclusion(span: ExcludedSpan, *, actor: Actor, at: datetime, reason: str) -> ExcludedSpan:
    """Take an excluded span back by appending its withdrawal."""
    require_on(actor, Verb.CHANGE, "extension", span.milestone.contract, span.milestone.contract.day_of(at))
    with transaction.atomic(), audit.because(actor, reason):
        # The lock keeps two from withdrawing one span at the same moment.
        _locked(span.milestone)
        if ExcludedSpan.objects.filter(withdraws=span).exists():
            raise Conflict(_("This span is already withdrawn."))
        made = ExcludedSpan.objects.create(
            milestone=span.milestone, first_day=span.first_day, last_day=span.last_day, cause=span.cause, withdraws=span, recorded_at=at
        )
        _reassess_all(span.milestone, actor=actor, at=at, reason=reason)
    return made


def record_handover(milestone: Milestone, *, on: date, share: Decimal, actor: Actor, at: datetime, reason: str = "") -> PartHandover:
    """A part taken over on a day; all parts together are at most the whole."""
    require_on(actor, Verb.CHANGE, "extension", milestone.contract, milestone.contract.day_of(at))
    if on > milestone.contract.day_of(at):
        raise InvalidInput(_("A part cannot be taken over in the future."), fields={"on": _("Not after today.")})
    with transaction.atomic(), audit.because(actor, reason):
        _locked(milestone)
        before = PartHandover.objects.filter(milestone=milestone).order_by().aggregate(sum=Sum("share"))["sum"] or Decimal(0)
        if share <= 0 or before + share > 1:
            raise InvalidInput(_("The parts handed over would be more than the whole."), fields={"share": _("At most %s.") % (1 - before)})
        made = PartHandover.objects.create(milestone=milestone, on=on, share=share, recorded_at=at)
        _reassess_all(milestone, actor=actor, at=at, reason=reason)
    return made


def _locked(milestone: Milestone) -> None:
    """Two at once do not count the same days or parts twice, and a penalty assessed meanwhile is seen and follows."""
    Contract.objects.select_for_update().get(pk=milestone.contract_id)
    Milestone.objects.select_for_update().get(pk=milestone.pk)


def _reassess_all(milestone: Milestone, *, actor: Actor, at: datetime, reason: str) -> None:
    """For the day each was assessed for: an extension never raises a sum, and taking it back restores what was."""
    for penalty in Penalty.objects.filter(milestone=milestone).select_related("clause", "milestone__contract").order_by("pk"):
        reassess(penalty, day=day_meant(penalty), actor=actor, at=at, reason=reason)
