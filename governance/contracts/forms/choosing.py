"""Vendor selection as it is typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.contracts.forms.entering import day, reason
from governance.contracts.models import Candidate, Criterion, Vendor


class SelectionForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    vendors = forms.ModelMultipleChoiceField(label=_("Vendors"), queryset=Vendor.objects.all(), widget=forms.CheckboxSelectMultiple)
    criteria = forms.CharField(
        label=_("Criteria and weights"), widget=forms.Textarea(attrs={"rows": 7}), help_text=_("One per line: criterion = weight")
    )

    def clean_criteria(self) -> list[tuple[str, Decimal]]:
        found = []
        for line in str(self.cleaned_data["criteria"]).replace("＝", "=").splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*(.+?)\s*=\s*(\d{1,3}(?:\.\d{1,2})?)\s*", line)
            if match is None:
                raise forms.ValidationError(_("“%(line)s” is not of the form criterion = weight."), params={"line": line.strip()[:60]})
            found.append((match[1][:120], Decimal(match[2])))
        return found


class PointsForm(forms.Form):
    """One evaluator's points for every candidate on every criterion: a grid of small fields."""

    def __init__(self, *args: Any, candidates: list[Candidate], criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            for candidate in candidates:
                label = f"{criterion.wording} · {candidate.vendor}"
                self.fields[f"p-{candidate.pk}-{criterion.pk}"] = forms.DecimalField(
                    label=label, required=False, min_value=0, max_value=10, max_digits=3, decimal_places=1
                )


class PromiseForm(forms.Form):
    text = forms.CharField(label=_("Promise"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ChooseForm(forms.Form):
    on = day(_("Decided on"))
    reason = reason()
