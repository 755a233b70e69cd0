"""Writing a rule of the lights, and overriding a light."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.dates import DayField
from governance.organisation.forms.fields import ReasonField
from rollout.staging.actions.status import measurable
from rollout.staging.models.status import LIGHTS
from rollout.staging.status.rules import Comparison, Scope


def figures() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Figures of the registry, for each live office and for the programme."""
    return [
        (scope.label, sorted(((f"{scope.value}:{code}", label) for code, label in measurable(scope).items()), key=lambda one: str(one[1])))
        for scope in (Scope.OFFICE, Scope.PROGRAMME)
    ]


def limit(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2)


class RuleForm(forms.Form):
    """New thresholds from a day on."""

    amber = limit(_("Amber from"))
    red = limit(_("Red from"))
    settled_weeks = forms.IntegerField(
        label=_("Red only from so many weeks after go-live"), required=False, min_value=1, max_value=520, help_text=_("Before that, amber.")
    )
    effective_on = DayField(label=_("In force from"))
    reason = ReasonField()

    def __init__(self, *args: Any, scope: str = Scope.OFFICE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scope != Scope.OFFICE:
            del self.fields["settled_weeks"]


class NewRuleForm(RuleForm):
    figure = forms.ChoiceField(label=_("Figure"), choices=figures)
    comparison = forms.ChoiceField(label=_("It is bad when the figure"), choices=Comparison.choices)
    field_order = ("figure", "comparison", "amber", "red", "settled_weeks", "effective_on", "reason")

    def add_error(self, field: str | None, error: Any) -> None:
        """The action names the parts of the figure; the form has one field for both."""
        super().add_error("figure" if field in ("metric", "scope") else field, error)


class RetireForm(forms.Form):
    on = DayField(label=_("No longer in force from"))
    reason = ReasonField()


class OverrideForm(forms.Form):
    light = forms.ChoiceField(label=_("Show it as"), choices=LIGHTS, widget=forms.RadioSelect)
    until = DayField(label=_("Last day"))
    reason = ReasonField()

    def __init__(self, *args: Any, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if latest is not None:
            self.fields["until"].help_text = _("At most until %(day)s.") % {"day": written.day(latest)}


class PutLightForm(OverrideForm):
    """The question to the committee: this light until this day."""

    due_on = DayField(label=_("Last day to vote"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What the members should know")


class ReasonOnlyForm(forms.Form):
    reason = ReasonField()
