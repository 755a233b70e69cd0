"""What is typed on the pages of this room. Rules are asked by the actions; a refusal is shown beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.models import Office
from rollout.staging.models import Programme, Wave


def reason_field(*, required: bool, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=_("Reason"), required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ProgrammeForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and hyphens. It stays as it is."))
    name = forms.CharField(label=_("Name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    starts_on = DayField(label=_("Starts on"))
    capacity = forms.IntegerField(
        label=_("Offices in training and trial use at once"),
        min_value=1,
        max_value=1000,
        initial=4,
        help_text=_("How many offices the implementation team can carry at the same time."),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace for joiners"),
        min_value=0,
        max_value=365,
        initial=14,
        help_text=_("People who join an office that is live count as expected users after this many days."),
    )
    reason = reason_field(required=False)

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        if programme is not None:
            fields = ("name", "name_zh", "starts_on", "capacity", "grace_days")
            kwargs["initial"] = {name: getattr(programme, name) for name in fields}
        super().__init__(*args, **kwargs)
        if programme is not None:
            del self.fields["code"]


class WaveForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    planned_live_on = DayField(label=_("Planned go-live"), required=False)
    reason = reason_field(required=False)


class PlaceForm(forms.Form):
    """Several offices into one wave."""

    wave = forms.ModelChoiceField(label=_("Wave"), queryset=Wave.objects.none(), empty_label=None)
    offices = forms.ModelMultipleChoiceField(
        label=_("Offices"), queryset=Office.objects.none(), widget=forms.CheckboxSelectMultiple, required=True
    )
    reason = reason_field(required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave"].queryset = programme.waves.all()  # type: ignore[attr-defined]
        unplaced = Office.objects.branches().filter(rollout__isnull=True).select_related("parent")
        self.fields["offices"].queryset = unplaced.order_by("code")  # type: ignore[attr-defined]


class OfficeWaveForm(forms.Form):
    """One office into another wave, or with another planned day."""

    wave = forms.ModelChoiceField(label=_("Wave"), queryset=Wave.objects.none(), empty_label=None)
    planned_live_on = DayField(label=_("Planned go-live"), required=False, help_text=_("Leave empty to follow the wave's plan."))
    reason = reason_field(required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave"].queryset = programme.waves.all()  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """`seen` is where the office stood when the page was opened, so that a second person is told and not overruled."""

    on = DayField(label=_("On"), help_text=_("The day on which it happened or happens."))
    reason = reason_field(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, reason_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_required


class DecisionForm(forms.Form):
    """A day and the reason, both needed: withdrawing a pilot, correcting a date."""

    on = DayField(label=_("On"))
    reason = reason_field(required=True)


class ReasonForm(forms.Form):
    reason = reason_field(required=True)
