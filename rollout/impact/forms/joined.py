"""What is typed about “no record, no order”."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.policies.models import Policy
from rollout.staging.forms import reason_field


class OrderStopForm(forms.Form):
    first_day = DayField(label=_("Enforced from"), help_text=_("From this day the office takes no order and no payment without a record."))
    policy = forms.ModelChoiceField(
        Policy.objects.order_by("code"), label=_("Policy it rests on"), required=False, help_text=_("It must be in force on that day.")
    )
    clause = forms.CharField(label=_("Clause"), max_length=80, required=False)
    reason = reason_field(required=True)
