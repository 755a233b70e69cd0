"""The support site reads; it changes nothing here. Single people's use, what was due of whom, the figures of small
offices and the hashed keys are not shown at all."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from rollout.adoption.models import (
    ComponentValue,
    CoreFeatures,
    DueFile,
    DueList,
    Exemplar,
    ExemplarStep,
    OfficeMatch,
    OwnScore,
    OwnScoreStep,
    Recomputed,
    UsageImport,
    UsageMapping,
    UsageSource,
    WeightDecision,
    WeightVersion,
)

# An own score is for its person first: the support site shows how it stands, never its value or what was said about it.
SHOWN = {
    UsageSource: ("code", "name", "identity", "stale_after_days"),
    UsageMapping: ("name", "source"),
    UsageImport: ("file_name", "source", "state", "first_day", "last_day", "username", "uploaded_at", "applied_at", "withdrawn_at"),
    OfficeMatch: ("source_office", "office", "first_day", "last_day", "recorded_at", "superseded_at", "username"),
    ComponentValue: ("office", "week", "component", "missing", "recorded_at", "superseded_at"),
    CoreFeatures: ("first_day", "names", "recorded_at", "superseded_at", "username"),
    Recomputed: ("first_week", "last_week", "offices", "changed", "recorded_at", "username"),
    WeightVersion: ("number", "kind", "first_day", "state", "proposed_by", "decided_by", "decided_at"),
    WeightDecision: ("version", "state", "recorded_at", "username", "reason"),
    DueList: ("name", "source", "key_column", "owner_column", "due_column", "done_column", "whole"),
    DueFile: ("due_list", "first_day", "last_day", "read_on", "recorded_at", "username"),
    OwnScore: ("person", "office", "first_day", "last_day", "state", "drawn_at", "contest_until"),
    OwnScoreStep: ("score", "state", "recorded_at", "username"),
    Exemplar: ("person", "office", "state", "nominated_by", "nominated_at"),
    ExemplarStep: ("exemplar", "state", "recorded_at", "username"),
}
HIDDEN = {
    ComponentValue: ("numerator", "denominator", "sample"),
    DueList: ("salt",),
    OwnScore: ("value", "figures"),
    OwnScoreStep: ("reason",),
    Exemplar: ("ways",),
    UsageImport: ("plan",),
}

for model, columns in SHOWN.items():
    options = {"list_display": columns, "exclude": HIDDEN.get(model, ())}
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), options))
