"""The weekly assessment of progress: the vendor and the project office report, the project director has the final say."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import is_client, require_on
from governance.contracts.models import Milestone, ProgressAssessment
from governance.contracts.progress import monday
from governance.contracts.states import ContractState
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb


def report_progress(
    milestone: Milestone, *, week: date, percent: Decimal, actor: Actor, at: datetime, reason: str = ""
) -> ProgressAssessment:
    """The vendor's or the project office's word for a week; a later word of the same side corrects it, until the figure is final."""
    _check(milestone, Verb.CHANGE, week, percent, actor, at)
    with transaction.atomic(), audit.because(actor, reason):
        # The lock orders this word against a final figure given at the same moment.
        Milestone.objects.select_for_update().get(pk=milestone.pk)
        if milestone.progress.filter(week=monday(week), final=True).exists():
            raise _settled()
        return ProgressAssessment.objects.create(
            milestone=milestone, week=monday(week), percent=percent, by_vendor=not is_client(actor), recorded_at=at
        )


def settle_progress(milestone: Milestone, *, week: date, percent: Decimal, actor: Actor, at: datetime, reason: str) -> ProgressAssessment:
    """The project director's final figure for a week. Once: nobody overrules it afterwards."""
    _check(milestone, Verb.APPROVE, week, percent, actor, at)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            return ProgressAssessment.objects.create(milestone=milestone, week=monday(week), percent=percent, final=True, recorded_at=at)
    except IntegrityError as error:
        raise _settled() from error


def _check(milestone: Milestone, verb: Verb, week: date, percent: Decimal, actor: Actor, at: datetime) -> None:
    contract = milestone.contract
    require_on(actor, verb, "progress", contract, contract.day_of(at))
    if contract.state != ContractState.IN_FORCE:
        raise Refused(_("The contract is not in force."))
    if not 0 <= percent <= 100:
        raise InvalidInput(_("Progress goes from 0 to 100 %."), fields={"percent": _("0 to 100.")})
    if monday(week) > contract.day_of(at):
        raise InvalidInput(_("This week has not begun."), fields={"week": _("Not a week to come.")})


def _settled() -> Conflict:
    return Conflict(_("The final figure of this week is given; nobody overrules it."))
