"""The support site: to look, not to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from training.courses.models import Audience, Course, Enrolment, Session, Travel


class Readable(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Course, Audience, Travel)
class CatalogueAdmin(Readable):
    pass


@admin.register(Session)
class SessionAdmin(Readable):
    list_display = ("course", "office", "starts_at", "state")
    list_filter = ("state",)


@admin.register(Enrolment)
class EnrolmentAdmin(Readable):
    list_display = ("session", "person", "state")
    list_filter = ("state",)
