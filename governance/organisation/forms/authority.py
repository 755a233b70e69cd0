"""Forms about roles, delegations, the rule who must use the CRM, notices and retention."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.core.roles import Role
from governance.organisation import retention
from governance.organisation.forms.fields import OfficeField, PersonField, ReasonField
from governance.organisation.models import JobRole


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    office = OfficeField(required=False, help_text=_("Empty: for the whole company. Otherwise for this office and all below it."))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    reason = ReasonField()


class LendForm(forms.Form):
    """What one holds oneself, lent to a deputy."""

    assignment = forms.ChoiceField(label=_("Role to lend"))
    deputy = PersonField(label=_("Deputy"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    limit = forms.DecimalField(
        label=_("Up to an amount of"), max_digits=16, decimal_places=2, min_value=0, required=False, help_text=_("Empty: without a limit.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in ("CNY", "HKD", "TWD", "USD", "EUR")])
    reason = ReasonField()

    def __init__(self, *args: Any, held: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assignment"].choices = held  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    job = forms.ChoiceField(label=_("Job"), choices=JobRole.choices)
    crm_role = forms.CharField(label=_("Role in the CRM"), max_length=60)
    office = OfficeField(label=_("Only in"), required=False, help_text=_("Empty: everywhere. A rule for an office wins over one above it."))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    reason = ReasonField()


class RuleCorrectionForm(forms.Form):
    crm_role = forms.CharField(label=_("Role in the CRM"), max_length=60)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    withdraw = forms.BooleanField(label=_("This rule is wrong altogether: take it out"), required=False)
    reason = ReasonField()


class NoticeForm(forms.Form):
    office = OfficeField(help_text=_("Everyone who belongs to it, or to an office below it, on that day."))
    given_on = DayField(label=_("Given on"))
    method = forms.CharField(label=_("How"), max_length=120, help_text=_("For example: letter, meeting, notice board with signature."))
    reason = ReasonField(required=False)


class PersonNoticeForm(forms.Form):
    given_on = DayField(label=_("Given on"))
    method = forms.CharField(label=_("How"), max_length=120)
    reason = ReasonField(required=False)


def kind_choices() -> list[tuple[str, Any]]:
    return [(line.kind.code, line.kind.label) for line in retention.schedule()]


class RetentionForm(forms.Form):
    months = forms.IntegerField(label=_("Kept for (months)"), min_value=0, max_value=retention.LONGEST)
    basis = forms.CharField(label=_("Why this long"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    reason = ReasonField()


class HoldForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of record"), choices=kind_choices)
    person = PersonField(required=False, help_text=_("Empty: for everyone. Otherwise employee number, pseudonym or full name."))
    reason = ReasonField()
