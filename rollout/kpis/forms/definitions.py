"""Defining a KPI, and describing a file of dealings that feeds one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.dates import DayField
from governance.organisation.forms.fields import PersonField, ReasonField
from rollout.adoption.forms.due import WordsField
from rollout.kpis.actions.definitions import NO_CURRENCY
from rollout.kpis.models import Kpi, KpiSource, KpiState
from rollout.kpis.models.definitions import UNITS
from rollout.kpis.rules import Better, Summing, first_of, is_currency

LONGEST = Decimal(10) ** 15


class MonthField(DayField):
    """Any day of a month; gives its first day."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return first_of(day) if day else None


class KpiForm(forms.Form):
    """Only code and name are needed to begin; what is lacking is named when the KPI is to be put in force."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits and hyphens. It stays as it is."))
    name = forms.CharField(
        label=pgettext_lazy("a thing", "Name"), max_length=120, help_text=_("Also shown where a language below is left empty.")
    )
    name_zh_hans = forms.CharField(label=_("Name in simplified Chinese"), max_length=120, required=False)
    name_zh_hant = forms.CharField(label=_("Name in traditional Chinese"), max_length=120, required=False)
    explanation = forms.CharField(label=_("What it counts"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    explanation_zh_hans = forms.CharField(
        label=_("What it counts, in simplified Chinese"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    explanation_zh_hant = forms.CharField(
        label=_("What it counts, in traditional Chinese"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = PersonField(label=_("Owner"), required=False, help_text=_("Who answers for it: name or employee number."))
    unit = forms.ChoiceField(label=_("Unit"), choices=[("", "—"), *((unit.value, unit.label) for unit in UNITS)], required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, help_text=_("For money: CNY, TWD, EUR …"))
    better = forms.ChoiceField(label=_("Direction"), choices=Better)
    summing = forms.ChoiceField(label=_("Months and offices together"), choices=Summing)
    per_person = forms.BooleanField(
        label=_("Measured per person as well"),
        required=False,
        help_text=_("A person's appraisal then uses their own values; without any, the office's."),
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False, help_text=_("Which system or report, and who sends it."))
    source_zh_hans = forms.CharField(label=_("Source, in simplified Chinese"), max_length=200, required=False)
    source_zh_hant = forms.CharField(label=_("Source, in traditional Chinese"), max_length=200, required=False)
    baseline = forms.DecimalField(
        label=_("Baseline"), required=False, max_value=LONGEST, decimal_places=4, help_text=_("Before the CRM, per office and month.")
    )
    baseline_first = MonthField(label=_("Baseline from"), required=False)
    baseline_last = MonthField(label=_("Baseline to"), required=False)
    target = forms.DecimalField(
        label=_("Target"), required=False, max_value=LONGEST, decimal_places=4, help_text=_("To be reached, per office and month.")
    )
    target_on = DayField(label=_("To be reached by"), required=False)
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, kpi: Kpi | None = None, **kwargs: Any) -> None:
        if kpi is not None:
            kwargs["initial"] = {name: getattr(kpi, name) for name in self.base_fields if name not in ("reason", "owner")}
            kwargs["initial"]["owner"] = kpi.owner.employee_number if kpi.owner else ""
            figures = {name: getattr(kpi, name) for name in ("baseline", "target")}
            kwargs["initial"] |= {name: f"{value.normalize():f}" for name, value in figures.items() if value is not None}
        super().__init__(*args, **kwargs)
        if kpi is not None:
            del self.fields["code"]
            self.fields["reason"].required = kpi.state == KpiState.ACTIVE

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency and not is_currency(currency):
            raise ValidationError(NO_CURRENCY)
        return currency


class PlacesField(forms.CharField):
    """One line per person: name, a comma or tab, the office. Gives a mapping."""

    def to_python(self, value: Any) -> Any:
        places: dict[str, str] = {}
        for number, line in enumerate((value or "").splitlines(), start=1):
            if not line.strip():
                continue
            name, _mark, office = line.replace("\t", ",").replace("，", ",").rpartition(",")
            if not name.strip() or not office.strip():
                raise ValidationError(_("Line %(line)d: write the name, a comma, and the office.") % {"line": number})
            places[name.strip()] = office.strip()
        return places

    def validate(self, value: Any) -> None:
        """An empty mapping is judged by the action, which knows whether one is needed."""

    def run_validators(self, value: Any) -> None:
        """A mapping has no length in characters."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name}, {office}" for name, office in value.items()) if isinstance(value, dict) else value


class SourceForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("a thing", "Name"), max_length=120, help_text=_("What the file is, like “Opportunities from the CRM”.")
    )
    date_column = forms.CharField(
        label=_("Column of the date"), max_length=200, help_text=_("As the file's first row writes it: close_date.")
    )
    office_column = forms.CharField(label=_("Column of the office"), max_length=200, required=False)
    dealer_column = forms.CharField(
        label=_("Column of the person who dealt"),
        max_length=200,
        required=False,
        help_text=_("Where the file names no office: sales_agent."),
    )
    places = PlacesField(
        label=_("Where each person belongs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One per line: name, comma, office."),
    )
    state_column = forms.CharField(label=_("Column of the state"), max_length=200, required=False)
    counted = WordsField(label=_("States that count"), required=False, help_text=_("Separated by commas, like Won."))
    count_kpi = forms.ModelChoiceField(
        label=_("KPI of the number"), queryset=Kpi.objects.exclude(state=KpiState.RETIRED), required=False, empty_label="—"
    )
    amount_column = forms.CharField(label=_("Column of the amount"), max_length=200, required=False)
    amount_kpi = forms.ModelChoiceField(
        label=_("KPI of the amount"), queryset=Kpi.objects.exclude(state=KpiState.RETIRED), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, source: KpiSource | None = None, **kwargs: Any) -> None:
        if source is not None:
            kwargs["initial"] = {name: getattr(source, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
