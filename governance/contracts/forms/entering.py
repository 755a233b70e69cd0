"""Entering a contract: its terms, phases, milestones with deliverables, payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from governance.contracts.models import (
    Contract,
    Milestone,
    PaymentKind,
    PenaltyClause,
    Phase,
    SecurityKind,
    Selection,
    SelectionState,
    Vendor,
)
from governance.contracts.penalties import SUBJECTS, Subject
from governance.core.calendars import CALENDARS
from governance.core.dates import DayField
from governance.core.money import minor_unit
from governance.organisation.models import Person


def day(label: Any, **options: Any) -> DayField:
    return DayField(label=label, **options)


def amount(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=16, decimal_places=2, **{"min_value": 0} | options)


def reason(*, required: bool = True, label: Any = None) -> forms.CharField:
    return forms.CharField(label=label or _("Reason"), required=required, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)


class ContractForm(forms.Form):
    number = forms.CharField(label=_("Contract number"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=200)
    vendor = forms.ModelChoiceField(label=_("Vendor"), queryset=Vendor.objects.all())
    client_name = forms.CharField(
        label=_("Client"), max_length=160, required=False, help_text=_("In whose name notices go out. Empty: the company.")
    )
    client_name_zh = forms.CharField(label=_("Client’s Chinese name"), max_length=160, required=False)
    selection = forms.ModelChoiceField(
        label=_("Selection"),
        queryset=Selection.objects.filter(state=SelectionState.DECIDED, contract__isnull=True).select_related("winner"),
        required=False,
        help_text=_("If this vendor was chosen in a selection: its promises become commitments of the contract."),
    )
    signed_on = day(_("Signed on"))
    starts_on = day(_("Starts on"))
    ends_on = day(_("Ends on"))
    value = amount(_("Contract value"))
    currency = forms.CharField(label=_("Currency"), initial="CNY", max_length=3, help_text=_("Three letters, e.g. CNY."))
    tax_percent = forms.DecimalField(label=_("Tax (%)"), initial=6, min_value=0, max_value=100, decimal_places=2)
    with_tax = forms.BooleanField(label=_("Values include tax"), required=False, initial=True)
    time_zone = forms.CharField(label=_("Time zone of its dates"), initial="Asia/Shanghai", max_length=60)
    calendar = forms.ChoiceField(label=_("Working calendar"), choices=[(one.code, one.name) for one in CALENDARS])
    authority = forms.ModelChoiceField(
        label=_("Authority for acceptance"), queryset=Person.objects.none(), help_text=_("This person alone accepts, or the dated deputy.")
    )
    waiver_limit = amount(_("Waiver without the sponsor up to"), initial=0)
    review_days = forms.IntegerField(label=_("Days the client has to review a submission"), initial=10, min_value=0, max_value=365)
    deemed_days = forms.IntegerField(
        label=_("Accepted after so many days of silence"), required=False, min_value=1, max_value=365, help_text=_("Empty: never.")
    )
    use_is_acceptance = forms.BooleanField(label=_("Productive use counts as acceptance"), required=False)
    contract_cap_percent = forms.DecimalField(
        label=_("Cap of all penalties together, in percent of the value"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    contract_cap_sum = amount(_("or as a sum"), required=False, help_text=_("One of the two, or neither."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(confirmed=True, account__is_active=True, vendor_memberships__isnull=True)
        self.fields["authority"].queryset = people.select_related("identity")  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if code not in list_currencies():
            raise forms.ValidationError(_("There is no currency with this code."))
        if minor_unit(code) < Decimal("0.01"):
            raise forms.ValidationError(_("Sums are kept with two decimals; this currency has three."))
        return code

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. An example: Asia/Shanghai."))
        return zone


def about(contract: Contract, subject: Subject) -> QuerySet[PenaltyClause]:
    """The clauses that can hang on such a thing."""
    return contract.clauses.filter(terms__trigger__in=[trigger.value for trigger, of in SUBJECTS.items() if of == subject])


class PhaseForm(forms.Form):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=99)
    name = forms.CharField(label=_("Name of the phase"), max_length=120)
    first_day = day(_("First day"))
    last_day = day(_("Last day"))


class MilestoneForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=20)
    name = forms.CharField(label=_("Name of the milestone"), max_length=200)
    due = day(_("Due (baseline, never changes)"))
    value = amount(_("Value of the milestone"))
    phase = forms.ModelChoiceField(label=_("Phase"), queryset=Phase.objects.none(), required=False)
    clauses = forms.ModelMultipleChoiceField(
        label=_("Penalty clauses"), queryset=PenaltyClause.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    deliverables = forms.CharField(
        label=_("Deliverables"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line; its checklist after a colon, split by semicolons. Manual: screenshots; index; both languages"),
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].queryset = contract.phases.all()  # type: ignore[attr-defined]
        self.fields["clauses"].queryset = about(contract, Subject.MILESTONE)  # type: ignore[attr-defined]

    def clean_deliverables(self) -> list[tuple[str, list[str]]]:
        """(name, checklist) of each line."""
        found = []
        for line in str(self.cleaned_data["deliverables"]).replace("：", ":").replace("；", ";").splitlines():
            name, _colon, checks = line.partition(":")
            if name.strip():
                found.append((name.strip()[:200], [check.strip()[:200] for check in checks.split(";") if check.strip()]))
        return found


class PaymentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=PaymentKind)
    amount = amount(_("Amount"))
    milestone = forms.ModelChoiceField(label=_("On acceptance of"), queryset=Milestone.objects.none(), required=False)
    due = day(_("Or on"), required=False)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = contract.milestones.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("milestone") and not cleaned.get("due"):
            self.add_error("due", _("Name a milestone or a day."))
        return cleaned


class SecurityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=SecurityKind)
    issuer = forms.CharField(label=_("Issued by"), max_length=160)
    amount = amount(_("Amount"))
    expires_on = day(_("Expires on"))


class WarrantyForm(forms.Form):
    term = forms.CharField(label=_("Term"), max_length=200)
    milestone = forms.ModelChoiceField(label=_("From acceptance of"), queryset=Milestone.objects.none())
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=240)
    respond_hours = forms.IntegerField(label=_("Hours to respond"), required=False, min_value=1, max_value=2000)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = contract.milestones.all()  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.CharField(label=_("Role"), max_length=120)
    first_day = day(_("First day"))
    last_day = day(_("Last day"))
    share = forms.DecimalField(label=_("Share of their time (%)"), initial=100, min_value=1, max_value=100, decimal_places=2)
    clause = forms.ModelChoiceField(label=_("Penalty clause for absence"), queryset=PenaltyClause.objects.none(), required=False)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].queryset = about(contract, Subject.PERSON)  # type: ignore[attr-defined]


class VendorForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=160)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=160, required=False)
    address = forms.CharField(label=_("Address for notices"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    email = forms.EmailField(label=_("E-mail for notices"), required=False)
