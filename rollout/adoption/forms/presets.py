"""Taking over a preset: the name to keep it under, its source, and the zone its times are written in."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.calendars import calendars


class PresetForm(forms.Form):
    name = forms.CharField(label=_("Save this mapping as"), max_length=80)
    source_name = forms.CharField(
        label=_("Source"), max_length=120, help_text=_("The CRM these files come from. One that is known already is kept.")
    )
    zone = forms.ChoiceField(label=_("Time zone of the file"), help_text=_("Of times that carry no offset of their own."))
    calendar = forms.ChoiceField(label=_("Working days"), help_text=_("Where the office's own calendar is not known yet."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(zone, zone) for zone in sorted(available_timezones())]  # type: ignore[attr-defined]
        self.fields["zone"].initial = "UTC"
        self.fields["calendar"].choices = [(code, one.name) for code, one in sorted(calendars().items())]  # type: ignore[attr-defined]
        self.fields["calendar"].initial = "CN"
