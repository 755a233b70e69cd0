"""The programme and its offices; the gates between two stages, what was decided at them, and what follows from it; the plan."""

from rollout.staging.models.consequences import (
    AutomaticHold,
    Condition,
    ConditionMet,
    Override,
    OverrideEnded,
    ProgrammeStop,
    Rollback,
    RollbackFinish,
    RollbackStep,
    RollbackStepDone,
)
from rollout.staging.models.decisions import Attestation, GateDecision
from rollout.staging.models.gating import Gate, GateCriterion, GateVersion
from rollout.staging.models.planning import Baseline, PlannedDate
from rollout.staging.models.programme import OfficeRollout, PilotWithdrawal, Placement, Programme, StageChange, Wave
from rollout.staging.models.proposals import Proposal
from rollout.staging.models.status import StatusOverride, StatusOverrideEnd, StatusRule

__all__ = [
    "Attestation",
    "AutomaticHold",
    "Baseline",
    "Condition",
    "ConditionMet",
    "Gate",
    "GateCriterion",
    "GateDecision",
    "GateVersion",
    "OfficeRollout",
    "Override",
    "OverrideEnded",
    "PilotWithdrawal",
    "Placement",
    "PlannedDate",
    "Programme",
    "ProgrammeStop",
    "Proposal",
    "Rollback",
    "RollbackFinish",
    "RollbackStep",
    "RollbackStepDone",
    "StageChange",
    "StatusOverride",
    "StatusOverrideEnd",
    "StatusRule",
    "Wave",
]
