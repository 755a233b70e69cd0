"""Forms of this room."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MakeReportForm(forms.Form):
    """Which day, which languages, and optionally as the record stood on an earlier day."""

    day = forms.DateField(
        label=_("Day of the report"),
        help_text=_("Stages are those of this day; adoption is that of the last full week before it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple)
    known_on = forms.DateField(
        label=_("As known on"),
        help_text=_("Leave empty for what is known now. With a day, the report shows what the record held at the end of that day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        return self.not_to_come(self.cleaned_data["day"])

    def clean_known_on(self) -> date | None:
        day = self.cleaned_data["known_on"]
        return self.not_to_come(day) if day else None

    def not_to_come(self, day: date) -> date:
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def known_at(self) -> datetime | None:
        """The last instant of the day, in the product's zone; today means now."""
        day = self.cleaned_data["known_on"]
        if day is None or day >= self.today:
            return None
        return timezone.make_aware(datetime.combine(day, time.max), timezone.get_default_timezone())
