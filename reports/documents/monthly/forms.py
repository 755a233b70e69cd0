"""The form of the monthly report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.documents.models import LAST_DAY
from reports.documents.monthly.actions import Wanted


class MonthlyForm(forms.Form):
    """On which day, to whom. `seen` carries the version that was read."""

    day_of_month = forms.IntegerField(
        label=_("Day of the month"),
        help_text=_("From 1 to 28, which every month has. The report is made in the early morning."),
        min_value=1,
        max_value=LAST_DAY,
    )
    running = forms.BooleanField(label=_("Make and mail it every month"), required=False)
    recipients = forms.MultipleChoiceField(
        label=_("Who gets it"),
        help_text=_("Everyone who may read executive reports and has an e-mail address. Each gets it in their own language."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(data["day_of_month"], data["running"], tuple(sorted(int(pk) for pk in data["recipients"])))
