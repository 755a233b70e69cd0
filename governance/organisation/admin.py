"""The support site: reading, not changing. Everything changes through actions, which ask for rights and keep the record."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

# The site's own sign-in page would know neither lock-out nor second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists and shows, changes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


SHOWN = {
    "Office": ("code", "name", "kind", "parent", "confirmed", "closed_on"),
    "Person": ("pseudonym", "experience", "joined_on", "left_on", "confirmed"),
    "Membership": ("person", "office", "job_role", "first_day", "last_day", "superseded_at"),
    "Account": ("username", "language", "is_active", "last_login"),
    "RoleAssignment": ("person", "role", "office", "first_day", "last_day", "status", "superseded_at"),
    "Delegation": ("holder", "deputy", "role", "first_day", "last_day", "superseded_at"),
    "UseRule": ("job_role", "crm_role", "office", "first_day", "last_day", "superseded_at"),
    "RetentionRule": ("kind", "months"),
    "LegalHold": ("kind", "person", "placed_at", "released_at"),
}

for name, columns in SHOWN.items():
    model = apps.get_model("organisation", name)
    excluded = ["password"] if name == "Account" else None
    admin.site.register(model, type(f"{name}Admin", (ReadOnlyAdmin,), {"list_display": columns, "exclude": excluded}))
