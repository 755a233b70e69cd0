"""What is typed on the pages of own scores, exemplars, sources and corrections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.models import Person
from rollout.adoption.actions.own import ANSWERS
from rollout.adoption.owning import OwnState
from rollout.staging.forms import reason_field

OUTCOMES = {
    OwnState.STANDS: _("It stands as it is"),
    OwnState.REPLACED: _("Draw it anew: the record was mended"),
    OwnState.SET_ASIDE: _("Set it aside: it enters no appraisal"),
}


class DrawForm(forms.Form):
    """The period of which everybody's own score is drawn."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("A day that is over."))
    reason = reason_field(required=True)


class ContestForm(forms.Form):
    reason = forms.CharField(label=_("What is wrong with it"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Answer"), choices=[(state, OUTCOMES[state]) for state in ANSWERS], widget=forms.RadioSelect)
    reason = reason_field(required=True, hint=_("The person reads this."))


class NominateForm(forms.Form):
    """Somebody whose way of working others should copy, and what of it."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"))
    copy = forms.CharField(
        label=_("What to copy"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text=_("What this person does, in words that a colleague can follow tomorrow."),
    )
    reason = reason_field(required=True)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = reason_field(required=True)


class LimitForm(forms.Form):
    days = forms.IntegerField(label=_("Stale after days without newer data"), min_value=1, max_value=366)
    reason = reason_field(required=True)


class RecountForm(forms.Form):
    """The days to count again."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    reason = reason_field(required=True)

    def __init__(self, *args: Any, first: date | None, last: date | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": first, "last": last}
        super().__init__(*args, **kwargs)
