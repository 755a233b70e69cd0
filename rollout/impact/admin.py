"""The support site reads; it changes nothing here. Refusals, who was asked and the counters of answers are not shown at all."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from rollout.impact.models import (
    Assessment,
    BatchMove,
    CoverageCheck,
    Demonstration,
    DroppedItem,
    ListPair,
    MigrationBatch,
    OfficeTask,
    OrderStop,
    Reaction,
    RolloutStep,
    StepMove,
    Survey,
    SurveyMove,
    TaskMove,
    TaskTemplate,
    Touchpoint,
)

SHOWN = {
    Touchpoint: ("code", "name", "who", "channel", "process", "retired_on"),
    RolloutStep: ("name", "office", "stage", "planned_on", "state"),
    Assessment: ("step", "touchpoint", "severity", "owner", "due", "done_on"),
    Reaction: ("step", "office", "on", "kind", "customers", "recorded_at", "username"),
    StepMove: ("step", "from_state", "to_state", "on", "recorded_at", "username", "reason"),
    DroppedItem: ("what", "decided_on", "decided_by", "taken_up_on"),
    TaskTemplate: ("stage", "name", "due_after_days", "retired_on"),
    OfficeTask: ("office", "name", "owner", "due", "state", "done_on"),
    TaskMove: ("task", "state", "due", "on", "recorded_at", "username"),
    Survey: ("title", "kind", "opens_on", "closes_on", "state"),
    SurveyMove: ("survey", "state", "on", "recorded_at", "username"),
    Demonstration: ("on", "office", "recorded_at", "username"),
    MigrationBatch: ("what", "source", "state", "attempt", "window_start", "planned_count", "loaded_count"),
    BatchMove: ("batch", "from_state", "to_state", "recorded_at", "username", "reason"),
    ListPair: ("purpose", "batch", "first_name", "second_name", "state", "sent_at", "username"),
    CoverageCheck: ("office", "first_day", "last_day", "customers", "found", "recorded_at", "superseded_at"),
    OrderStop: ("office", "first_day", "policy", "recorded_at", "superseded_at", "username"),
}

for model, columns in SHOWN.items():
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), {"list_display": columns}))
