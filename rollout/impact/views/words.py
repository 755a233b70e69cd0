"""Badges and rights that the pages of this room share."""

from __future__ import annotations

from django.utils.safestring import SafeString

from governance.core.pages import Request
from governance.core.permissions import Verb, allows
from governance.core.tables import status
from rollout.impact.models import Assessment
from rollout.impact.states import ResistanceState, Severity, StepState, SurveyState, TaskState

SEVERITIES = {
    Severity.NONE: "none",
    Severity.SLIGHT: "good",
    Severity.NOTICEABLE: "info",
    Severity.SERIOUS: "watch",
    Severity.SEVERE: "bad",
}
STEPS = {
    StepState.PLANNED: "none",
    StepState.RUNNING: "info",
    StepState.SENT_BACK: "bad",
    StepState.DONE: "good",
    StepState.DROPPED: "none",
}
TASKS = {TaskState.OPEN: "info", TaskState.DONE: "good", TaskState.DROPPED: "none"}
REFUSALS = {ResistanceState.REPORTED: "watch", ResistanceState.ANSWERED: "info", ResistanceState.CLOSED: "good"}
SURVEYS = {SurveyState.DRAFT: "none", SurveyState.OPEN: "info", SurveyState.CLOSED: "good"}


def may_change(request: Request, what: str, office_id: int | None = None) -> bool:
    return allows(request.actor, Verb.CHANGE, what, office_id=office_id)


def severity_badge(row: Assessment) -> SafeString:
    return status(SEVERITIES[Severity(row.severity)], row.get_severity_display())


def step_badge(state: str) -> SafeString:
    return status(STEPS[StepState(state)], StepState(state).label)
