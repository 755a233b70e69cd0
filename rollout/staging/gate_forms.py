"""What is typed on the pages of gates. Rules are asked by the actions; a refusal is shown beside its field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core import metrics
from governance.core.dates import DayField
from governance.core.roles import Role
from rollout.staging.actions.making_gates import KINDS
from rollout.staging.forms import reason_field
from rollout.staging.gate_asking import ConditionsForm, back_choices
from rollout.staging.gates import Asks, Compare
from rollout.staging.models import GateCriterion
from rollout.staging.stages import Stage
from rollout.staging.states import Decided, Scope

STEPS = 4
NO_ATTESTING = (Role.VENDOR, Role.AUDITOR, Role.STAFF, Role.MEDIATOR)


def measurable() -> list[tuple[str, str]]:
    """The figures that a gate can ask about, by their name."""
    kinds = set(KINDS.values())
    found = [(metric.code, f"{metric.label} ({metric.code})") for metric in metrics.registered() if metric.subjects & kinds]
    return [("", "–"), *sorted(found, key=lambda pair: pair[1])]


class CriterionForm(forms.Form):
    """One line of a draft, without code."""

    asks = forms.ChoiceField(label=_("What it asks for"), choices=Asks.choices, initial=Asks.METRIC)
    label = forms.CharField(
        label=_("What is asked, in a sentence"), max_length=200, required=False, help_text=_("Without it a figure goes by its own name.")
    )
    label_zh = forms.CharField(label=_("The sentence in Chinese"), max_length=200, required=False)
    metric = forms.ChoiceField(
        label=_("Figure"), choices=measurable, required=False, help_text=_("What each figure means is explained under the form.")
    )
    scope = forms.ChoiceField(label=_("Measured for"), choices=Scope.choices, initial=Scope.OFFICE)
    compare = forms.ChoiceField(label=_("Comparison"), choices=Compare.choices, initial=Compare.AT_LEAST)
    threshold = forms.DecimalField(label=_("Required value"), max_digits=18, decimal_places=4, required=False)
    minimum_sample = forms.IntegerField(
        label=_("Smallest sample"), min_value=0, max_value=1_000_000, initial=0, help_text=_("With less it cannot be told.")
    )
    fresh_days = forms.IntegerField(
        label=_("Days the data may be old"), min_value=1, max_value=3650, required=False, help_text=_("Empty: any age.")
    )
    weeks_needed = forms.IntegerField(label=_("Weeks it must hold"), min_value=1, max_value=52, initial=1)
    weeks_seen = forms.IntegerField(label=_("Of the last weeks"), min_value=1, max_value=52, initial=1)
    role = forms.ChoiceField(
        label=_("Whose word"),
        choices=[("", "–"), *[(role.value, role.label) for role in Role if role not in NO_ATTESTING]],
        required=False,
        help_text=_("For a word with evidence: the role that gives it."),
    )
    blocking = forms.BooleanField(label=_("Blocks: without it the gate is not passed"), required=False, initial=True)
    dry_run = forms.BooleanField(label=_("Dry run: shown, not counted"), required=False)
    reason = reason_field(required=False)

    def __init__(self, *args: Any, line: GateCriterion | None = None, **kwargs: Any) -> None:
        if line is not None:
            kwargs["initial"] = {name: getattr(line, name) for name in self.base_fields if name != "reason"}
            for place, step in enumerate(line.steps, start=1):
                kwargs["initial"] |= {f"week_{place}": step["from_week"], f"value_{place}": step["threshold"]}
        super().__init__(*args, **kwargs)
        for place in range(1, STEPS + 1):
            self.fields[f"week_{place}"] = forms.IntegerField(
                label=step_label(place),
                min_value=0,
                max_value=520,
                required=False,
            )
            self.fields[f"value_{place}"] = forms.DecimalField(label=value_label(place), max_digits=18, decimal_places=4, required=False)

    def clean(self) -> dict[str, Any]:
        """Both halves of a step, or neither; what a line of this kind does not ask is emptied."""
        given = super().clean() or {}
        steps = []
        for place in range(1, STEPS + 1):
            week, value = given.pop(f"week_{place}", None), given.pop(f"value_{place}", None)
            if (week is None) != (value is None):
                self.add_error(f"week_{place}" if week is None else f"value_{place}", _("A step needs its week and its value."))
            elif week is not None:
                steps.append({"from_week": week, "threshold": str(Decimal(str(value)))})
        given["steps"] = steps
        if given.get("asks") == Asks.ATTESTATION:
            given |= {"metric": "", "threshold": None, "steps": [], "fresh_days": None}
            given |= {"minimum_sample": 0, "weeks_needed": 1, "weeks_seen": 1}
        elif "role" in given:
            given["role"] = ""
        return given


def step_label(place: int) -> Any:
    return {
        1: _("First step: from week"),
        2: _("Second step: from week"),
        3: _("Third step: from week"),
        4: _("Fourth step: from week"),
    }[place]


def value_label(place: int) -> Any:
    return {
        1: _("First step: required value"),
        2: _("Second step: required value"),
        3: _("Third step: required value"),
        4: _("Fourth step: required value"),
    }[place]


class AttestForm(forms.Form):
    holds = forms.ChoiceField(
        label=_("Your finding"), choices=[("yes", _("It holds")), ("no", _("It does not hold"))], widget=forms.RadioSelect
    )
    evidence = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("Minutes, a list, a photo: at most 20 MB. Needed for a yes.")
    )
    until = DayField(label=_("Counts until"), required=False, help_text=_("Empty: until somebody states otherwise."))
    reason = forms.CharField(
        label=_("What you found"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, help_text=_("One or two sentences.")
    )


class DecideForm(ConditionsForm):
    """`seen` is the last decision the page showed, so that a second person is told and not overruled."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Decided.choices, widget=forms.RadioSelect)
    reason = reason_field(required=False, hint=_("Needed for everything but a plain go."))
    to = forms.ChoiceField(label=_("Back to"), required=False, help_text=_("For a roll-back."))
    went_well = forms.CharField(label=_("What went well"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)
    went_wrong = forms.CharField(label=_("What went wrong"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)
    do_differently = forms.CharField(
        label=_("What we would do differently"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, reached: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = back_choices(reached)  # type: ignore[attr-defined]


class OverrideForm(forms.Form):
    until = DayField(
        label=_("Runs until"), help_text=_("The last day. Then the criterion is measured again; if it is not met, the office goes on hold.")
    )
    reason = reason_field(required=True)


class MetForm(forms.Form):
    reason = forms.CharField(label=_("How it was met"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("At most 20 MB."))


class StepForm(forms.Form):
    """One step of a roll-back done. The two counts are asked of the reconciliation only."""

    in_crm = forms.IntegerField(label=_("Records in the CRM"), min_value=0, max_value=2_000_000_000)
    in_office = forms.IntegerField(label=_("Records the office works with"), min_value=0, max_value=2_000_000_000)
    reason = forms.CharField(label=_("How it was done"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("At most 20 MB."))

    def __init__(self, *args: Any, counts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not counts:
            del self.fields["in_crm"], self.fields["in_office"]


class OwnStepForm(forms.Form):
    text = forms.CharField(label=_("A step of this office's own"), max_length=300)


class StopForm(forms.Form):
    reason = reason_field(required=True)
    went_well = forms.CharField(label=_("What went well"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    went_wrong = forms.CharField(label=_("What went wrong"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    do_differently = forms.CharField(label=_("What we would do differently"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
