"""Forms of the touchpoint map, the steps, and what was left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.core.permissions import Scope
from governance.organisation.forms.fields import OfficeField, PersonField, ReasonField, office_choices
from governance.organisation.models import OfficeKind
from rollout.impact.models import Assessment, Reaction, RolloutStep, Touchpoint
from rollout.impact.states import Channel, Effect, ReactionKind, Share, Who
from rollout.staging.stages import WALK

NO_NAMES = _("Write no names of customers.")


def words(label: Any, *, rows: int = 3, longest: int = 2000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options)


class TouchpointForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and hyphens. It stays as it is."))
    name = forms.CharField(label=_("Name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    who = forms.ChoiceField(label=_("Who touches us"), choices=Who, help_text=_("The people who order, not only the buyer who signs."))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel)
    process = forms.CharField(label=_("What for"), max_length=120, help_text=_("Order, delivery, complaint, invoice …"))
    office_kinds = forms.MultipleChoiceField(
        label=_("Kinds of office"), choices=OfficeKind, widget=forms.CheckboxSelectMultiple, initial=[OfficeKind.OFFICE.value]
    )
    contacts_a_month = forms.IntegerField(label=_("Contacts a month"), min_value=0, max_value=10**9, required=False)
    note = words(_("Note"), required=False, help_text=NO_NAMES)

    def __init__(self, *args: Any, touchpoint: Touchpoint | None = None, **kwargs: Any) -> None:
        if touchpoint is not None:
            kwargs["initial"] = {name: getattr(touchpoint, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        if touchpoint is not None:
            del self.fields["code"]


class EndForm(forms.Form):
    """A day, and why."""

    on = DayField(label=_("On"))
    reason = ReasonField()


class StepForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    what = words(_("What is done"))
    office = OfficeField(required=False, help_text=_("Empty: it concerns every office."))
    stage = forms.ChoiceField(label=_("In which stage"), choices=[(stage.value, stage.label) for stage in WALK])
    planned_on = DayField(label=_("Planned for"), required=False)
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, step: RolloutStep | None = None, **kwargs: Any) -> None:
        if step is not None:
            kwargs["initial"] = {name: getattr(step, name) for name in self.base_fields if name != "reason"}
        super().__init__(*args, **kwargs)
        if step is None:
            del self.fields["reason"]


class AssessmentForm(forms.Form):
    touchpoint = forms.ModelChoiceField(label=_("Touchpoint"), queryset=Touchpoint.objects.none())
    feels = words(_("What the customer feels"), help_text=_("In the customer’s own words, as far as you can."))
    effect = forms.TypedChoiceField(label=_("Effect on the customer"), choices=Effect, coerce=int)
    share = forms.TypedChoiceField(label=_("How many of the customers there"), choices=Share, coerce=int)
    another_way = forms.BooleanField(
        label=_("They have another way that works"), required=False, help_text=_("Lowers the severity by one.")
    )
    mitigation = words(
        _("Mitigation"), required=False, help_text=_("What is done so that they feel it less. Counts only with owner and date.")
    )
    owner = PersonField(label=_("Owner"), required=False)
    due = DayField(label=_("Due"), required=False)
    done_on = DayField(label=_("In place since"), required=False)
    reason = ReasonField(required=False, help_text=_("Needed where customers feel it less than was said before. Kept for good."))

    def __init__(self, *args: Any, assessment: Assessment | None = None, **kwargs: Any) -> None:
        if assessment is not None:
            held = {name: getattr(assessment, name) for name in self.base_fields if name not in ("owner", "touchpoint", "reason")}
            owner = assessment.owner
            kwargs["initial"] = held | {"owner": (owner.employee_number or owner.pseudonym) if owner else ""}
        super().__init__(*args, **kwargs)
        if assessment is not None:
            del self.fields["touchpoint"]
        else:
            self.fields["touchpoint"].queryset = Touchpoint.objects.filter(retired_on__isnull=True)  # type: ignore[attr-defined]


class ReactionForm(forms.Form):
    on = DayField(label=_("On"))
    kind = forms.ChoiceField(label=_("Reaction"), choices=ReactionKind)
    customers = forms.IntegerField(label=_("How many customers"), min_value=1, max_value=10**9, initial=1)
    words = words(_("In their words"), help_text=NO_NAMES)
    touchpoint = forms.ModelChoiceField(label=_("Touchpoint"), queryset=Touchpoint.objects.none(), required=False)
    office = OfficeField(required=False)

    def __init__(self, *args: Any, step: RolloutStep, reached: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reached.everything:
            own = [(key, label) for key, label in office_choices() if not key or reached.reaches(int(key))]
            self.fields["office"].required = True
            self.fields["office"].choices = own  # type: ignore[attr-defined]
        self.fields["touchpoint"].queryset = Touchpoint.objects.filter(assessments__step=step)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    on = DayField(label=_("On"))
    reason = ReasonField(required=False)


class SendBackForm(forms.Form):
    on = DayField(label=_("On"))
    because_of = forms.ModelChoiceField(
        label=_("Because of"), queryset=Reaction.objects.none(), required=False, help_text=_("The complaint or rejection, if there is one.")
    )
    reason = ReasonField()

    def __init__(self, *args: Any, step: RolloutStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["because_of"]
        field.queryset = step.reactions.filter(kind__in=[ReactionKind.COMPLAINS, ReactionKind.REJECTS])  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.get_kind_display()} · {row.on:%Y-%m-%d} · {row.words[:60]}"  # type: ignore[attr-defined]


class DroppedForm(forms.Form):
    what = forms.CharField(label=_("What is left out"), max_length=200)
    why = words(_("Why"), help_text=_("How it does not serve the customer."))
    instead = words(_("What is done instead"), required=False)
    decided_on = DayField(label=_("Decided on"))
    decided_by = forms.CharField(label=_("Decided by"), max_length=120, help_text=_("Committee, sponsor, team …"))
