"""What a vendor's own person finds on the home page: contracts, next deadlines, notices and penalties it was told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.contracts.access import contracts_for
from governance.contracts.exposure import records
from governance.contracts.models import Contract, Milestone, NoticeLetter, Penalty
from governance.contracts.models.payments import NoticeState
from governance.contracts.selectors import DONE
from governance.contracts.states import ContractState, PenaltyAction
from governance.core.actor import Actor
from governance.core.permissions import Verb

MILESTONES_SHOWN = 8


@dataclass(frozen=True)
class Ahead:
    """A milestone not accepted yet, with its deadline after extensions."""

    milestone: Milestone
    deadline: date
    overdue: bool


@dataclass(frozen=True)
class VendorSheet:
    contracts: Sequence[Contract]
    ahead: Sequence[Ahead]
    notices: Sequence[NoticeLetter]
    penalties: Sequence[Penalty]


def sheet(actor: Actor, today: date) -> VendorSheet:
    """Only contracts in force of the vendors the reader signs in for; never a penalty that was only assessed."""
    mine = contracts_for(actor, Verb.VIEW, "milestone", today).filter(state=ContractState.IN_FORCE)
    contracts = list(mine.select_related("vendor").order_by("ends_on", "number"))
    held = [contract.pk for contract in contracts]
    told = Penalty.objects.filter(clause__contract__in=held, steps__action=PenaltyAction.NOTIFY).distinct()
    letters = NoticeLetter.objects.filter(contract__in=held, state=NoticeState.ISSUED, answer_by__gte=today)
    return VendorSheet(
        contracts,
        next_milestones(held, today),
        list(letters.select_related("contract").order_by("answer_by", "pk")),
        list(told.select_related("clause__contract", "milestone", "measured", "key_person").order_by("-accrues_from", "number")),
    )


def next_milestones(contracts: Sequence[int], today: date) -> list[Ahead]:
    """The milestones still to be accepted, the nearest deadline first."""
    found = []
    for record in records(Milestone.objects.filter(contract__in=contracts).exclude(state__in=DONE), today):
        deadline = record.milestone.due + timedelta(days=record.extension_days)
        found.append(Ahead(record.milestone, deadline, deadline < today))
    return sorted(found, key=lambda each: (each.deadline, each.milestone.number))[:MILESTONES_SHOWN]
