"""What is typed on the pages of the score: weights, core features, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from rollout.adoption.scoring import Component, Part, Weights
from rollout.staging.forms import reason_field


class WeightsForm(forms.Form):
    """One field per component; the action says whether the set can be used."""

    first_day = DayField(label=_("From week"), help_text=_("The Monday of the first week, this week or later."))
    reason = reason_field(required=True)

    def __init__(self, *args: Any, weights: Weights, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        shares = {}
        for part in parts:
            held = weights.get(part, Fraction(0))
            shares[part.value] = forms.DecimalField(
                label=str(part.label),
                required=isinstance(part, Component),
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=Decimal(held.numerator) / held.denominator,
            )
        self.fields = shares | self.fields

    @property
    def weights(self) -> dict[str, Decimal]:
        """Components with a weight; one left at 0 is not part of the score."""
        given = {part.value: self.cleaned_data[part.value] or Decimal(0) for part in self.parts}
        return {code: weight for code, weight in given.items() if weight}


class FeaturesForm(forms.Form):
    """Features seen in the usage, and others by name."""

    seen = forms.MultipleChoiceField(label=_("Features seen in the usage"), required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.CharField(
        label=_("Others"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, spelt as the usage file does."),
    )
    first_day = DayField(label=_("From week"), help_text=_("A Monday. A day in the past changes the breadth of those weeks."))
    reason = reason_field(required=True)

    def __init__(self, *args: Any, seen: Sequence[str], listed: Sequence[str], first_day: date, **kwargs: Any) -> None:
        initial = {
            "seen": [name for name in listed if name in seen],
            "others": "\n".join(name for name in listed if name not in seen),
            "first_day": first_day,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["seen"].choices = [(name, name) for name in seen]  # type: ignore[attr-defined]
        if not seen:
            del self.fields["seen"]

    @property
    def names(self) -> list[str]:
        return [*self.cleaned_data.get("seen", []), *self.cleaned_data["others"].splitlines()]


class WeightDecisionForm(forms.Form):
    reason = reason_field(required=True)
