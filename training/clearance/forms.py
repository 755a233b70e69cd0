"""What is typed on the pages of this room. Rules are asked by the actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import OfficeField, PersonField, ReasonField
from training.clearance import sources
from training.clearance.models import Outcome
from training.clearance.proxies import Step
from training.clearance.rules import Kind, Need
from training.clearance.selectors.roles import known_roles

MOST_STEPS = 3


def as_text(need: Need) -> str:
    return f"{need.kind}:{need.id}"


def as_need(text: str) -> Need:
    kind, _colon, pk = text.partition(":")
    return Need(Kind(kind), int(pk))


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be required, under its kind."""
    groups: dict[Kind, list[tuple[str, str]]] = {kind: [] for kind in Kind}
    for title in sources.offered():
        groups[Kind(title.need.kind)].append((as_text(title.need), title.text))
    return [(str(kind.label), own) for kind, own in groups.items() if own]


def flat_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((value, f"{label}: {text}") for label, own in choices() for value, text in own)]


class RequirementForm(forms.Form):
    crm_role = forms.ChoiceField(label=_("Role in the CRM"), help_text=_("As “Who must use the CRM” names it."))
    first_day = DayField(label=_("From"), help_text=_("From this day on it is asked of everybody in the role. People need time to learn."))
    needs = forms.MultipleChoiceField(label=_("Required"), widget=forms.CheckboxSelectMultiple)
    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["crm_role"].choices = [(role, role) for role in known_roles()]  # type: ignore[attr-defined]
        self.fields["needs"].choices = choices()  # type: ignore[attr-defined]

    def clean_needs(self) -> list[Need]:
        return [as_need(text) for text in self.cleaned_data["needs"]]


class DecisionForm(forms.Form):
    """Approve or decline; the button pressed says which."""

    reason = ReasonField(required=False)


class WaiverForm(forms.Form):
    person = PersonField()
    need = forms.ChoiceField(label=_("Requirement"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("The waiver ends by itself after this day."))
    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = flat_choices()  # type: ignore[attr-defined]

    def clean_need(self) -> Need:
        return as_need(self.cleaned_data["need"])


class ExtensionForm(forms.Form):
    last_day = DayField(label=_("New last day"))
    reason = ReasonField()


class ReasonForm(forms.Form):
    reason = ReasonField()


class StepsMixin(forms.Form):
    """Up to three shrinking limits, each a day and a share; empty lines are none."""

    def steps_given(self) -> list[Step]:
        steps = []
        for place in range(1, MOST_STEPS + 1):
            day, percent = self.cleaned_data.get(f"step_day_{place}"), self.cleaned_data.get(f"step_percent_{place}")
            if (day is None) != (percent is None):
                name = f"step_day_{place}" if day is None else f"step_percent_{place}"
                raise ValidationError({name: _("A limit needs both its first day and its share.")})
            if day is not None and percent is not None:
                steps.append(Step(day, percent))
        return steps

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["steps"] = self.steps_given()
        return {name: value for name, value in values.items() if not name.startswith("step_")}


def with_steps(base: type[forms.Form]) -> type[forms.Form]:
    """The form with fields for its limits after its own."""
    fields: dict[str, Any] = {}
    for place in range(1, MOST_STEPS + 1):
        hint = _("Leave empty where the clerk may type everything until the last day.") if place == 1 else ""
        fields[f"step_day_{place}"] = DayField(label=format_lazy(_("Limit {place} from"), place=place), required=False, help_text=hint)
        fields[f"step_percent_{place}"] = forms.IntegerField(
            label=_("At most, in per cent of the entries"), min_value=0, max_value=100, required=False
        )
    return type(base.__name__, (base, StepsMixin), fields)


class PlainPermitForm(forms.Form):
    clerk = PersonField(label=_("Clerk"))
    person = PersonField(label=_("Types for"))
    office = OfficeField()
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("The permit ends by itself after this day, in the office's own time."))
    reason = ReasonField()


PermitForm = with_steps(PlainPermitForm)
PermitExtensionForm = with_steps(ExtensionForm)


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What was done"))
    reason = ReasonField(label=_("How"))

    def __init__(self, *args: Any, outcomes: Iterable[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(one.value, one.label) for one in outcomes]  # type: ignore[attr-defined]


class OwnerForm(forms.Form):
    person = PersonField(required=False, label=_("This is the account of"))
    technical = forms.BooleanField(required=False, label=_("It is a technical account of no person"))
    reason = ReasonField()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("person")) == bool(values.get("technical")):
            raise ValidationError(_("Name the person, or say that it is a technical account."))
        return values


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("The 16 characters printed under the QR code. Hyphens and spaces do not matter.")
    )
