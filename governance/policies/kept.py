"""The kinds of record of this room, with the periods for which they are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.organisation import retention
from governance.organisation.retention import Kind


def register_kinds() -> None:
    """None goes by itself: signatures are the proof that a rule was known, and a case may come before a court."""
    retention.register(
        Kind("policy_signature", _("Policies signed, with the exact texts"), 120, _("Proof that a rule was known; holds pseudonyms only")),
        Kind("sanction", _("Sanctions with replies, appeals and evidence"), 60, _("Claims arising from employment")),
        Kind("incentive", _("Incentives with their evidence"), 120, _("Payroll and tax records")),
    )
