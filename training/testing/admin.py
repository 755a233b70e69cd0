"""The support site: to look, not to change. Wordings are left out, for they hold the keys, and so are answers and the texts of markers."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.organisation.admin import ReadOnlyAdmin
from training.testing.models import (
    Allowance,
    Attempt,
    AttemptEvent,
    Dispute,
    HandMark,
    LateDecision,
    Marking,
    MarkingRule,
    Observation,
    Paper,
    PaperStep,
    PaperVersion,
    Question,
    Remark,
    RemarkEffect,
    SignOff,
    Topic,
)
from training.testing.selectors.unseen import unseen

SHOWN = {
    Topic: ("name", "parent", "name_zh_hans", "name_zh_hant"),
    Question: ("code", "name", "topic", "kind", "difficulty", "state"),
    Paper: ("code", "title", "course", "kind"),
    PaperVersion: ("paper", "number", "state", "pass_mark", "time_limit", "active_from"),
    PaperStep: ("version", "state", "recorded_at", "username", "reason"),
    Allowance: ("person", "paper", "extra_percent", "extra_minutes", "extra_attempts", "recorded_at", "superseded_at"),
    Attempt: ("paper", "person", "number", "state", "started_at", "due_at", "submitted_at"),
    AttemptEvent: ("attempt", "kind", "recorded_at", "username"),
    LateDecision: ("answer_id", "counted", "recorded_at", "username", "reason"),
    Marking: ("item_id", "source", "fraction", "excluded", "recorded_at"),
    MarkingRule: ("paper", "two_markers", "tolerance", "dispute_days"),
    HandMark: ("item_id", "round", "recorded_at", "username"),
    Dispute: ("item_id", "recorded_at", "username"),
    Observation: ("item_id", "place", "seen", "recorded_at", "username"),
    SignOff: ("attempt", "recorded_at", "username"),
    Remark: ("question", "choice", "state", "decided_at", "decided_by"),
    RemarkEffect: ("remark", "person", "recorded_at"),
}
FILTERS = {Question: ("kind", "difficulty", "state"), Attempt: ("state",), PaperVersion: ("state",)}
LEFT_OUT = ("latest", "in_use", "answer", "comment", "seed", "wording")


class TestingAdmin(ReadOnlyAdmin):
    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return LEFT_OUT


class QuestionAdmin(TestingAdmin):
    def get_queryset(self, request: Any) -> QuerySet[Question]:
        """Names of questions tell something too: not to those who have still to sit them."""
        return unseen(request.actor, request.now).visible(super().get_queryset(request))


for model, columns in SHOWN.items():
    options = {"list_display": columns, "list_filter": FILTERS.get(model, ())}
    admin.site.register(model, type(f"{model.__name__}Admin", (QuestionAdmin if model is Question else TestingAdmin,), options))
