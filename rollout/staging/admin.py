"""The support site reads; it changes nothing here. Whoever moves an office does it by the action, which asks the rules."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from rollout.staging.models import (
    Attestation,
    AutomaticHold,
    Baseline,
    Condition,
    GateCriterion,
    GateDecision,
    GateVersion,
    OfficeRollout,
    Override,
    PilotWithdrawal,
    Placement,
    PlannedDate,
    Programme,
    ProgrammeStop,
    Proposal,
    Rollback,
    StageChange,
    Wave,
)

SHOWN = {
    Programme: ("code", "name", "starts_on", "capacity", "entered_on"),
    Wave: ("number", "name", "planned_live_on"),
    OfficeRollout: ("office", "wave", "stage", "held_from", "planned_live_on"),
    Placement: ("rollout", "wave", "recorded_at", "username"),
    StageChange: ("rollout", "from_stage", "to_stage", "on", "past", "void", "recorded_at", "username"),
    PlannedDate: ("rollout", "stage", "on", "recorded_at", "username", "reason"),
    Baseline: ("name", "recorded_at", "username", "reason"),
    GateVersion: ("gate", "number", "state", "activated_at", "activated_by", "retired_at"),
    GateCriterion: ("version", "code", "asks", "metric", "compare", "threshold", "blocking", "dry_run"),
    Attestation: ("gate", "code", "rollout", "wave", "role", "holds", "recorded_at", "username"),
    GateDecision: ("rollout", "version", "outcome", "verdict", "on", "recorded_at", "username"),
    Condition: ("decision", "text", "owner", "due"),
    Override: ("rollout", "code", "until", "recorded_at", "username", "reason"),
    AutomaticHold: ("rollout", "cause", "recorded_at", "reason"),
    Rollback: ("rollout", "recorded_at", "username", "reason"),
    ProgrammeStop: ("programme", "on", "recorded_at", "username", "reason"),
    Proposal: ("subject_key", "terms", "recorded_at", "username"),
    PilotWithdrawal: ("rollout", "on", "recorded_at", "username", "reason"),
}

for model, columns in SHOWN.items():
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), {"list_display": columns}))
