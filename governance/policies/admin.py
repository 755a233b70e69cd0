"""The support site reads; sanctions are not there at all, since few may see them."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from governance.policies.models import Incentive, Policy, PolicyText, PolicyVersion, Signature, VersionEvent

SHOWN = {
    Policy: ("code", "kind", "title_en"),
    PolicyVersion: ("policy", "number", "state", "change", "effective_on", "sign_by"),
    PolicyText: ("version", "language", "sha256", "recorded_at"),
    VersionEvent: ("version", "step", "on", "party", "recorded_at", "username"),
    Signature: ("version", "person", "signed_on", "way", "sha256"),
    Incentive: ("version", "clause", "office", "state", "earned_on"),
}

for model, columns in SHOWN.items():
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), {"list_display": columns}))
