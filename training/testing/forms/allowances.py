"""The form of an allowance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import MomentField
from governance.organisation.forms.fields import PersonField, ReasonField
from training.testing.models import Paper
from training.testing.timing import Extra


class AllowanceForm(forms.Form):
    person = PersonField()
    paper = forms.ModelChoiceField(
        label=_("Only for the paper"), queryset=Paper.objects.order_by("code"), required=False, empty_label=_("All papers")
    )
    extra_percent = forms.IntegerField(label=_("Extra time (%)"), min_value=0, max_value=300, required=False)
    extra_minutes = forms.IntegerField(label=_("Extra time (minutes)"), min_value=0, max_value=600, required=False)
    extra_attempts = forms.IntegerField(label=_("Extra attempts"), min_value=0, max_value=20, required=False)
    opens_at = MomentField(label=_("Opens earlier, at"), required=False)
    closes_at = MomentField(label=_("Closes later, at"), required=False)
    knowing = forms.BooleanField(
        label=_("May sit despite knowing questions"),
        help_text=_("For who wrote, brought in or approved questions that the paper may ask, and could not sit it otherwise."),
        required=False,
    )
    reason = ReasonField(help_text=_("Do not name an illness or disability: “extra time as agreed with HR” is enough."))

    def extra(self) -> Extra:
        typed: dict[str, Any] = self.cleaned_data
        return Extra(
            percent=typed["extra_percent"] or 0,
            minutes=typed["extra_minutes"] or 0,
            attempts=typed["extra_attempts"] or 0,
            opens_at=typed["opens_at"],
            closes_at=typed["closes_at"],
            knowing=typed["knowing"],
        )
