"""What is typed on the pages of the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.dates import DayField
from rollout.staging.forms import reason_field
from rollout.staging.models import Programme, Wave
from rollout.staging.plan.reckoning.dates import DATED, OfficeDates
from rollout.staging.stages import Stage

STAGES = [(stage.value, stage.label) for stage in DATED]


class BoardMoveForm(forms.Form):
    """Where an office goes on the board. `seen` is the plan that the reader saw."""

    wave = forms.ModelChoiceField(label=_("Wave"), queryset=Wave.objects.none(), empty_label=None)
    stage = forms.ChoiceField(choices=STAGES, widget=forms.HiddenInput)
    on = DayField(label=_("Date"), required=False)
    reason = reason_field(required=True)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=600)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave"].queryset = programme.waves.all()  # type: ignore[attr-defined]


class DatesForm(forms.Form):
    """The days of the stages still to come."""

    reason = reason_field(required=True, hint=_("Kept with every date that changes."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=600)

    def __init__(self, *args: Any, plan: OfficeDates, of_wave: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = plan.open
        for stage in self.stages:
            hint = ""
            if stage == Stage.LIVE and of_wave:
                hint = _("Leave empty to follow the wave: %(day)s.") % {"day": written.day(of_wave)}
            self.fields[stage.value] = DayField(label=stage.label, required=False, help_text=hint)
        self.order_fields([*(stage.value for stage in self.stages), "reason"])

    def dates(self) -> dict[Stage, date | None]:
        return {stage: self.cleaned_data[stage.value] for stage in self.stages}


class BaselineForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example “Plan at the start”. It stays as it is."))
    reason = reason_field(required=True)
