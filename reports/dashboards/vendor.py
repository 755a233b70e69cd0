"""What a vendor's own person finds on the home page: contracts, next deadlines, notices and penalties it was told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.contracts.access import contracts_for
from governance.contracts.charts import Bar
from governance.contracts.exposure import Record, records
from governance.contracts.models import Contract, Milestone, NoticeLetter, Penalty
from governance.contracts.models.payments import NoticeState
from governance.contracts.selectors import DONE, bar
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
    bars: Sequence[Bar] = ()


def sheet(actor: Actor, today: date, known_at: datetime | None = None) -> VendorSheet:
    """Contracts in force and ended ones of the vendors the reader signs in for; never a penalty that was only assessed."""
    mine = contracts_for(actor, Verb.VIEW, "milestone", today).exclude(state=ContractState.DRAFT)
    contracts = list(mine.select_related("vendor").order_by("ends_on", "number"))
    held = [contract.pk for contract in contracts]
    told = Penalty.objects.filter(clause__contract__in=held, steps__action=PenaltyAction.NOTIFY).distinct()
    letters = NoticeLetter.objects.filter(contract__in=held, state=NoticeState.ISSUED, answer_by__gte=today)
    milestones = records(Milestone.objects.filter(contract__in=held).order_by("due", "number"), today, known_at)
    return VendorSheet(
        contracts,
        next_milestones(milestones, today),
        list(letters.select_related("contract").order_by("answer_by", "pk")),
        list(told.select_related("clause__contract", "milestone", "measured", "key_person").order_by("-accrues_from", "number")),
        [bar(record, today) for record in milestones],
    )


def next_milestones(milestones: Sequence[Record], today: date) -> list[Ahead]:
    """The milestones still to be accepted, the nearest deadline first."""
    found = []
    for record in milestones:
        if record.milestone.state not in DONE and record.ended is None:
            deadline = record.milestone.due + timedelta(days=record.extension_days)
            found.append(Ahead(record.milestone, deadline, deadline < today))
    return sorted(found, key=lambda each: (each.deadline, each.milestone.number))[:MILESTONES_SHOWN]
