"""Proposing incentives and sanctions, and what happens to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import OfficeField, PersonField, ReasonField
from governance.policies.forms.policies import FILE
from governance.policies.models import Policy
from governance.policies.states import Touches


class CitingForm(forms.Form):
    """What an incentive or a sanction stands on."""

    policy = forms.ModelChoiceField(label=_("Policy"), queryset=Policy.objects.none(), to_field_name="code")
    clause = forms.CharField(label=_("Clause"), max_length=20, help_text=_("Its number in the version in force on that day, e.g. 3.2."))
    needed = Touches.PAY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # JSON lists are looked into here: SQLite knows no "contains".
        found = Policy.objects.prefetch_related("versions").order_by("code")
        keys = [policy.pk for policy in found if any(self.needed in version.touches for version in policy.versions.all())]
        self.fields["policy"].queryset = Policy.objects.filter(pk__in=keys)  # type: ignore[attr-defined]

    def clean_clause(self) -> str:
        return str(self.cleaned_data["clause"]).strip().rstrip(".、")


def amount(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=_("Amount"), min_value=0, max_digits=12, decimal_places=2, required=False, **options)


class IncentiveForm(CitingForm):
    person = PersonField(required=False)
    office = OfficeField(required=False, label=_("Or an office"))
    earned_on = DayField(label=_("Earned on"))
    measure = forms.CharField(label=_("What for, and what"), max_length=300)
    amount = amount(help_text=_("Empty for a prize or a day off."))
    currency = forms.CharField(label=_("Currency"), initial="CNY", max_length=3, min_length=3)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=FILE)
    reason = ReasonField()
    field_order = ("policy", "clause", "person", "office", "earned_on", "measure", "amount", "currency", "evidence", "reason")


class SanctionForm(CitingForm):
    needed = Touches.DISCIPLINE
    person = PersonField()
    occurred_on = DayField(label=_("Happened on"))
    facts = forms.CharField(label=_("What happened"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    measure = forms.CharField(label=_("Measure"), max_length=300, help_text=_("Reprimand, withheld bonus, transfer …"))
    amount = amount()
    currency = forms.CharField(label=_("Currency"), initial="CNY", max_length=3, min_length=3)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=FILE)
    field_order = ("policy", "clause", "person", "occurred_on", "facts", "measure", "amount", "currency", "evidence")


class GrantForm(forms.Form):
    on = DayField(label=_("Paid or handed over on"))
    reason = ReasonField(required=False, label=_("Note"))


class NoticeForm(forms.Form):
    told = forms.CharField(
        label=_("How, and in which words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The person reads this.")
    )
    reply_by = DayField(label=_("Reply until"))
    file = forms.FileField(label=_("Letter"), required=False, help_text=FILE)


class WordForm(forms.Form):
    """The person's own word."""

    told = forms.CharField(label=_("In your own words"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(label=_("File"), required=False, help_text=FILE)


class SignOffForm(forms.Form):
    appeal_by = DayField(label=_("Appeal until"))
    reason = ReasonField(help_text=_("The person reads this."))


class DecisionForm(forms.Form):
    reason = ReasonField(help_text=_("The person reads this."))


class EffectForm(forms.Form):
    on = DayField(label=_("In effect from"))
    reason = ReasonField(required=False, label=_("Note"))
