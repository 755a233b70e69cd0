"""The roles in the CRM: those somebody laid requirements down for, and those the rules of use name."""

from __future__ import annotations

from django.db.models import Min

from governance.organisation.models import UseRule
from training.clearance.models import RequirementVersion


def role_ids() -> dict[str, int]:
    """Role → the number under which figures name it: that of its first requirements."""
    return dict(RequirementVersion.objects.order_by().values_list("crm_role").annotate(first=Min("pk")).order_by("crm_role"))


def known_roles() -> list[str]:
    """Every role named anywhere, in order."""
    used = UseRule.objects.current().order_by().values_list("crm_role", flat=True).distinct()
    return sorted({*used, *role_ids()})
