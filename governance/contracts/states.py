"""States of contracts, milestones and penalty assessments, each with its one table of allowed moves. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContractState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")


class MilestoneState(TextChoices):
    OPEN = "open", _("Not submitted")
    SUBMITTED = "submitted", _("Submitted")
    REJECTED = "rejected", _("Rejected")
    PUNCH_LIST = "punch_list", _("Accepted with punch list")
    ACCEPTED = "accepted", _("Accepted")


class PenaltyState(TextChoices):
    ASSESSED = "assessed", _("Assessed")
    NOTIFIED = "notified", _("Notified")
    DISPUTED = "disputed", _("Disputed")
    UPHELD = "upheld", _("Upheld")
    REDUCED = "reduced", _("Reduced")
    WAIVED = "waived", _("Waived")
    SET_OFF = "set_off", _("Set off")
    PAID = "paid", _("Paid")


class PenaltyAction(TextChoices):
    """What can happen to an assessment; each is one appended step."""

    ASSESS = "assess", _("Assessed")
    REASSESS = "reassess", _("Assessed again")
    NOTIFY = "notify", _("Notified")
    DISPUTE = "dispute", _("Disputed")
    UPHOLD = "uphold", _("Upheld")
    REDUCE = "reduce", _("Reduced")
    WAIVE = "waive", _("Waived")
    SET_OFF = "set_off", _("Set off")
    PAY = "pay", _("Paid")
    REFUND = "refund", _("Refund booked")
    UNREFUND = "unrefund", _("Refund taken back")


ENDED = frozenset({ContractState.COMPLETED, ContractState.EXPIRED, ContractState.TERMINATED})
# Steps that fix a sum.
FIXING = (PenaltyAction.ASSESS, PenaltyAction.REASSESS)
P = PenaltyState

MILESTONE_MOVES: dict[MilestoneState, frozenset[MilestoneState]] = {
    MilestoneState.OPEN: frozenset({MilestoneState.SUBMITTED, MilestoneState.ACCEPTED}),
    MilestoneState.REJECTED: frozenset({MilestoneState.SUBMITTED, MilestoneState.ACCEPTED}),
    MilestoneState.SUBMITTED: frozenset({MilestoneState.REJECTED, MilestoneState.PUNCH_LIST, MilestoneState.ACCEPTED}),
    MilestoneState.PUNCH_LIST: frozenset({MilestoneState.ACCEPTED}),
    MilestoneState.ACCEPTED: frozenset(),
}

# action → (states it may start from, state it ends in; None keeps the state)
PENALTY_MOVES: dict[PenaltyAction, tuple[frozenset[PenaltyState], PenaltyState | None]] = {
    PenaltyAction.REASSESS: (frozenset(P), P.ASSESSED),
    PenaltyAction.NOTIFY: (frozenset({P.ASSESSED}), P.NOTIFIED),
    PenaltyAction.DISPUTE: (frozenset({P.NOTIFIED}), P.DISPUTED),
    PenaltyAction.UPHOLD: (frozenset({P.DISPUTED}), P.UPHELD),
    PenaltyAction.REDUCE: (frozenset({P.DISPUTED}), P.REDUCED),
    PenaltyAction.WAIVE: (frozenset({P.ASSESSED, P.NOTIFIED, P.DISPUTED, P.UPHELD, P.REDUCED}), None),
    PenaltyAction.SET_OFF: (frozenset({P.NOTIFIED, P.UPHELD, P.REDUCED}), P.SET_OFF),
    PenaltyAction.PAY: (frozenset({P.NOTIFIED, P.UPHELD, P.REDUCED}), P.PAID),
    PenaltyAction.REFUND: (frozenset({P.SET_OFF, P.PAID}), None),
    PenaltyAction.UNREFUND: (frozenset(P), None),
}
