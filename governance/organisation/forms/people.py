"""Forms about people."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import OfficeField, ReasonField
from governance.organisation.models import Experience, JobRole


class NamesForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"}))


class IdentityForm(NamesForm):
    reason = ReasonField(required=False)


class HireForm(NamesForm):
    employee_number = forms.CharField(label=_("Employee number"), max_length=40, required=False)
    office = OfficeField()
    job = forms.ChoiceField(label=_("Job"), choices=JobRole.choices)
    experience = forms.ChoiceField(label=_("Experience"), choices=Experience.choices, initial=Experience.NEW)
    on = DayField(label=_("First day"))
    reason = ReasonField(required=False)

    field_order = ["name", "name_zh", "employee_number", "office", "job", "experience", "on", "email", "phone", "reason"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not cleaned.get("name") and not cleaned.get("name_zh"):
            self.add_error("name", _("Please give a name, in either script."))
        return cleaned


class MoveForm(forms.Form):
    office = OfficeField(label=_("To office"))
    job = forms.ChoiceField(label=_("Job there"), choices=[("", _("As before")), *JobRole.choices], required=False)
    on = DayField(label=_("First day there"))
    reason = ReasonField(required=False)


class RehireForm(forms.Form):
    office = OfficeField()
    job = forms.ChoiceField(label=_("Job"), choices=JobRole.choices)
    on = DayField(label=_("First day"))
    reason = ReasonField(required=False)


class JobForm(forms.Form):
    job = forms.ChoiceField(label=_("New job"), choices=JobRole.choices)
    on = DayField(label=_("From"))
    reason = ReasonField(required=False)


class ExitForm(forms.Form):
    last_day = DayField(label=_("Last day"), help_text=_("Place, leave, roles and delegations end with this day."))
    reason = ReasonField(required=False)


class AbsenceForm(forms.Form):
    first_day = DayField(label=_("First day of leave"))
    last_day = DayField(label=_("Last day of leave"), required=False, help_text=_("Empty: until further notice."))
    kind = forms.CharField(label=_("Kind"), max_length=40, required=False)
    reason = ReasonField(required=False)


class AbsenceCorrectionForm(forms.Form):
    first_day = DayField(label=_("First day of leave"))
    last_day = DayField(label=_("Last day of leave"), required=False, help_text=_("Empty: until further notice."))
    withdraw = forms.BooleanField(label=_("This leave was not taken at all"), required=False)
    reason = ReasonField()


class MembershipCorrectionForm(forms.Form):
    office = OfficeField()
    job = forms.ChoiceField(label=_("Job"), choices=JobRole.choices)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    withdraw = forms.BooleanField(label=_("This entry is wrong altogether: take it out"), required=False)
    reason = ReasonField()


class PersonCorrectionForm(forms.Form):
    employee_number = forms.CharField(label=_("Employee number"), max_length=40, required=False)
    experience = forms.ChoiceField(label=_("Experience"), choices=Experience.choices)
    joined_on = DayField(label=_("Joined on"), required=False)
    left_on = DayField(label=_("Last day"), required=False)
    reason = ReasonField()


class AccountForm(forms.Form):
    username = forms.CharField(
        label=_("User name"), max_length=150, required=False, help_text=_("Empty: sign-in by employee number only, with a printed code.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=get_language)
    reason = ReasonField(required=False)


class CodesForm(forms.Form):
    days = forms.IntegerField(label=_("Good for (days)"), min_value=1, max_value=60, initial=14)
    reason = ReasonField(required=False)


class WhyForm(forms.Form):
    """Nothing but the reason."""

    reason = ReasonField()


class MaybeWhyForm(forms.Form):
    reason = ReasonField(required=False)


class DecisionForm(forms.Form):
    """Yes or no, and why."""

    approve = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Decline"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = ReasonField()


class EndForm(forms.Form):
    last_day = DayField(label=_("Last day"))
    reason = ReasonField()
