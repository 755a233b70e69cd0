"""What is typed on the pages about the effect of going live."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.organisation.models import Office
from rollout.kpis.effect import Comparison
from rollout.kpis.models import Kpi, KpiState

COMPARISONS = [
    (Comparison.NOT_YET_LIVE.value, _("Offices not live yet")),
    (Comparison.NEVER_LIVE.value, _("Offices that never went live")),
]


class SizesField(forms.CharField):
    """Offices per wave, as “1, 4, 6”; a list of whole numbers."""

    def to_python(self, value: Any) -> Any:
        parts = [part for part in re.split(r"[\s,;，、；]+", (value or "").strip()) if part]
        if not all(part.isdecimal() and 0 < int(part) < 10_000 for part in parts):
            raise ValidationError(_("Write the number of offices of each wave, like 1, 4, 6."))
        return [int(part) for part in parts]

    def validate(self, value: Any) -> None:
        if not value:
            raise ValidationError(_("Write the number of offices of each wave, like 1, 4, 6."))

    def run_validators(self, value: Any) -> None:
        """A list has no length in characters."""


class ComparisonForm(forms.Form):
    comparison = forms.ChoiceField(label=_("Compare with"), choices=COMPARISONS)


class PlannerForm(forms.Form):
    kpi = forms.ModelChoiceField(label=_("KPI"), queryset=Kpi.objects.filter(state=KpiState.ACTIVE), empty_label="—")
    sizes = SizesField(
        label=_("Offices per wave"), help_text=_("In the order of go-live, like 1, 4, 6. Offices in no wave stay as they are.")
    )
    apart = forms.IntegerField(label=_("Months between waves"), min_value=1, max_value=24, initial=1)
    comparison = forms.ChoiceField(label=_("Compare with"), choices=COMPARISONS)


class DrawForm(forms.Form):
    seed = forms.CharField(
        label=_("Seed"),
        max_length=200,
        help_text=_("Words or figures nobody can choose to suit: a lottery's numbers, a share index, agreed on before they are known."),
    )
    sizes = SizesField(label=_("Offices per wave"), help_text=_("In the order of go-live, like 1, 4, 6. Together as many as take part."))
    offices = forms.ModelMultipleChoiceField(
        label=_("Offices that take part"), queryset=Office.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].queryset = Office.objects.branches().order_by("code")  # type: ignore[attr-defined]
