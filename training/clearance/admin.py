"""The support site reads; it changes nothing here. Codes of certificates and names of accounts are not listed."""

from django.contrib import admin

from governance.organisation.admin import ReadOnlyAdmin
from training.clearance.models import (
    Certificate,
    CertificateStep,
    ClearanceChange,
    Finding,
    ProxyPermit,
    ProxyWithdrawal,
    Reconciliation,
    RequirementVersion,
    Standing,
    Waiver,
    WaiverWithdrawal,
)

SHOWN = {
    RequirementVersion: ("crm_role", "number", "first_day", "state", "proposed_by", "decided_by"),
    Standing: ("person", "office", "crm_role", "allowed", "since", "until", "recorded_at", "superseded_at"),
    ClearanceChange: ("person", "office", "crm_role", "allowed", "on", "recorded_at"),
    Waiver: ("person", "kind", "target_id", "first_day", "last_day", "username"),
    ProxyPermit: ("clerk", "person", "office", "first_day", "last_day", "username"),
    ProxyWithdrawal: ("permit", "recorded_at", "username", "reason"),
    WaiverWithdrawal: ("waiver", "recorded_at", "username", "reason"),
    Certificate: ("number", "person", "earned_on", "valid_until", "state"),
    CertificateStep: ("certificate", "state", "recorded_at", "username", "reason"),
    Reconciliation: ("on", "accounts", "active", "matched", "username"),
    Finding: ("reconciliation", "kind", "person", "crm_role"),
}


class ClearanceAdmin(ReadOnlyAdmin):
    exclude = ("code",)


for model, columns in SHOWN.items():
    admin.site.register(model, type(f"{model.__name__}Admin", (ClearanceAdmin,), {"list_display": columns}))
