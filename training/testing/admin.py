"""The support site: to look, not to change. Wordings are left out: they hold the keys."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from training.testing.models import Question, Topic


class Readable(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Topic)
class TopicAdmin(Readable):
    list_display = ("name", "parent", "name_zh_hans", "name_zh_hant")


@admin.register(Question)
class QuestionAdmin(Readable):
    list_display = ("code", "name", "topic", "kind", "difficulty", "state")
    list_filter = ("kind", "difficulty", "state")
    exclude = ("latest", "in_use")
