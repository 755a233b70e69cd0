"""The benefits register and the budget as they are typed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.dates import DayField
from governance.organisation.forms.fields import PersonField, ReasonField
from rollout.kpis.forms.definitions import MonthField
from rollout.kpis.models import Benefit, BudgetKind, Direction, Kpi, KpiState

LONGEST = Decimal(10) ** 15
FILE = _("PDF, picture, spreadsheet or text, up to 50 MB.")


class CurrencyField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Currency"), max_length=3, help_text=_("Three letters, like CNY."), initial="CNY", **options)

    def clean(self, value: Any) -> str:
        currency = str(super().clean(value)).strip().upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise ValidationError(_("Write the three letters of the currency, like CNY."))
        return currency


def sum_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=_("Amount"), max_digits=18, decimal_places=2, min_value=-LONGEST, max_value=LONGEST, **options)


class BenefitForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("a thing", "Name"), max_length=160)
    name_zh_hans = forms.CharField(label=_("Name in simplified Chinese"), max_length=160, required=False)
    name_zh_hant = forms.CharField(label=_("Name in traditional Chinese"), max_length=160, required=False)
    direction = forms.ChoiceField(label=_("Kind"), choices=Direction)
    owner = PersonField(label=_("Owner"), help_text=_("Who answers for it: name or employee number."))
    currency = CurrencyField()
    how = forms.CharField(label=_("How it is measured"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    kpi = forms.ModelChoiceField(
        label=_("KPI behind it"), queryset=Kpi.objects.exclude(state=KpiState.RETIRED), required=False, empty_label="—"
    )
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, benefit: Benefit | None = None, **kwargs: Any) -> None:
        if benefit is not None:
            kwargs["initial"] = {name: getattr(benefit, name) for name in self.base_fields if name not in ("reason", "owner")}
            kwargs["initial"]["owner"] = benefit.owner.employee_number or benefit.owner.pseudonym
        super().__init__(*args, **kwargs)


class PlanForm(forms.Form):
    """What it is to bring, month by month: the same sum from one month to another."""

    month = MonthField(label=_("Month"), help_text=_("Any day of it."))
    amount = sum_field(help_text=_("A later plan for the same month replaces this one, which is kept."))
    reason = ReasonField(required=False)


class ClaimForm(forms.Form):
    month = MonthField(label=_("Month"), help_text=_("Any day of a month that is over."))
    amount = sum_field()
    note = forms.CharField(label=_("How the sum was worked out"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=FILE)


class ConfirmForm(forms.Form):
    amount = sum_field(help_text=_("No more than was reported; less needs a reason."))
    reason = ReasonField(required=False)


class RefuseForm(forms.Form):
    reason = ReasonField()


class LineForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("a thing", "Name"), max_length=160)
    name_zh_hans = forms.CharField(label=_("Name in simplified Chinese"), max_length=160, required=False)
    name_zh_hant = forms.CharField(label=_("Name in traditional Chinese"), max_length=160, required=False)
    currency = CurrencyField()
    reason = ReasonField(required=False)


class BookForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"))
    on = DayField(label=_("On"))
    amount = sum_field(help_text=_("A correction is an entry with the opposite sign."))
    reason = ReasonField(label=_("What it is for"))

    def __init__(self, *args: Any, kinds: list[BudgetKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
