"""What is typed about a migration batch. Rules are asked by the actions; a refusal is shown beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField, MomentField
from governance.organisation.models import Office
from rollout.adoption.forms.imports import ENCODINGS
from rollout.impact.comparing.columns import Columns, Total
from rollout.impact.rules.reconciling import COUNTS, Check, Tolerance, TotalRule
from rollout.staging.forms import reason_field

MOST_TOTALS = 3
HINTS = {
    Check.COUNT: _("Also how far the source list may be from the plan."),
    Check.SOURCE_DUPLICATES: _("Rows beyond the first of their key."),
    Check.LOADED_DUPLICATES: _("Rows beyond the first of their key."),
}


class WindowForm(forms.Form):
    """When, and how many."""

    window_start = MomentField(label=_("Window from"), help_text=_("Outside the business hours of every office, by its own clock."))
    window_end = MomentField(label=_("Window to"))
    planned_count = forms.IntegerField(label=_("Records planned"), min_value=1, max_value=10**12)
    reason = reason_field(required=False)


class RepeatForm(WindowForm):
    reason = reason_field(required=True)


class BatchForm(WindowForm):
    source = forms.CharField(label=_("Source"), max_length=160, help_text=_("Such as “Order system of the northern region”."))
    what = forms.CharField(label=_("What is moved"), max_length=200, help_text=_("Such as “Customers and their transactions since 2015”."))
    offices = forms.ModelMultipleChoiceField(Office.objects.none(), label=_("Offices"), widget=forms.CheckboxSelectMultiple)

    field_order = ("source", "what", "offices", "window_start", "window_end", "planned_count", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].queryset = Office.objects.branches().order_by("code")  # type: ignore[attr-defined]


class ToleranceForm(forms.Form):
    """What may differ and the batch still pass; everything else must be the same."""

    def __init__(self, *args: Any, tolerance: Tolerance | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = tolerance or Tolerance()
        for place in range(MOST_TOTALS):
            rule = held.totals[place] if place < len(held.totals) else TotalRule("")
            self.add_total(place, rule)
        for check in COUNTS:
            self.fields[check.value] = forms.IntegerField(
                label=check.label, min_value=0, max_value=10**12, initial=held.allowed.get(check, 0), help_text=HINTS.get(check, "")
            )
        self.fields["reason"] = reason_field(required=False)

    def add_total(self, place: int, rule: TotalRule) -> None:
        number: dict[str, Any] = {"max_digits": 24, "decimal_places": 6, "required": False}
        self.fields[f"name{place}"] = forms.CharField(
            label=_("Control total %(number)s: name") % {"number": place + 1},
            max_length=80,
            required=False,
            initial=rule.name,
            help_text=_("An amount of each record that is added up, such as “balance”.") if place == 0 else "",
        )
        self.fields[f"within{place}"] = forms.DecimalField(
            label=_("The two sums may be apart by"), min_value=0, initial=rule.within if rule.name else None, **number
        )
        self.fields[f"stated{place}"] = forms.DecimalField(label=_("Sum stated by the source system"), initial=rule.stated, **number)

    @property
    def tolerance(self) -> Tolerance:
        given = self.cleaned_data
        totals = tuple(
            TotalRule(name, given[f"within{place}"] or Decimal(0), given[f"stated{place}"])
            for place in range(MOST_TOTALS)
            if (name := given[f"name{place}"].strip())
        )
        return Tolerance({check: given[check.value] for check in COUNTS}, totals)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in range(MOST_TOTALS):
            if not (given.get(f"name{place}") or "").strip() and (given.get(f"within{place}") or given.get(f"stated{place}")):
                self.add_error(f"name{place}", _("Name the control total."))
        return given


class StartForm(forms.Form):
    started_at = MomentField(label=_("The run began"), required=False, help_text=_("Empty: now."))
    reason = reason_field(required=False)


class EndForm(forms.Form):
    loaded_count = forms.IntegerField(
        label=_("Records loaded"), min_value=0, max_value=10**12, help_text=_("As the run itself reports. It decides nothing by itself.")
    )
    finished_at = MomentField(label=_("The run ended"), required=False, help_text=_("Empty: now."))
    reason = reason_field(required=False)


class ListsForm(forms.Form):
    """Two lists on their way in."""

    first = forms.FileField(label=_("Source list"))
    second = forms.FileField(label=_("Loaded list"))
    first_encoding = forms.ChoiceField(label=_("Encoding of the first list"), choices=ENCODINGS, required=False)
    second_encoding = forms.ChoiceField(label=_("Encoding of the second list"), choices=ENCODINGS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        size = filesizeformat(settings.UPLOAD_MAX_BYTES)
        self.fields["second"].help_text = _("CSV, Excel or Parquet, also packed as .gz or .zip; at most %(size)s each.") % {"size": size}

    @property
    def reading(self) -> dict[str, dict[str, str]]:
        given = self.cleaned_data
        return {name: {"encoding": given[f"{name}_encoding"]} for name in ("first", "second") if given.get(f"{name}_encoding")}


class CoverageListsForm(ListsForm):
    """Two lists of a period: who ordered or paid, and who is in the CRM."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label=_("Office"),
        required=False,
        empty_label=_("Several: a column of the list says which"),
    )

    field_order = ("first_day", "last_day", "office", "first", "second", "first_encoding", "second_encoding")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.branches().order_by("code")  # type: ignore[attr-defined]
        self.fields["first"].label = _("Customers with an order or payment in the period")
        self.fields["second"].label = _("Customers in the CRM")


class ColumnsForm(forms.Form):
    """Which columns of the two lists mean the same."""

    def __init__(
        self,
        *args: Any,
        first: Sequence[str],
        second: Sequence[str],
        totals: Sequence[str] = (),
        labels: tuple[Any, Any],
        office: bool = False,
        key_required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.totals, self.headers = tuple(totals), (tuple(first), tuple(second))
        self.labels = labels
        for place, name in enumerate((_("Key"), _("Second column of the key"))):
            required = key_required and place == 0
            self.add(f"first_key{place}", name, 0, required, guess(first, second, place))
            self.add(f"second_key{place}", name, 1, required, guess(second, first, place))
        for place, total in enumerate(self.totals):
            for side, header in enumerate(self.headers):
                self.add(f"total{place}_{side}", total, side, True, total if total in header else "")
        if office:
            self.add("office", _("Office"), 0, True, next((name for name in first if "office" in name.casefold()), ""))
        self.fields["leading_zeros"] = forms.BooleanField(
            label=_("Leading zeros count"),
            required=False,
            initial=True,
            help_text=_("Untick where a spreadsheet has made 123 of 00123."),
        )

    def add(self, name: str, label: Any, side: int, required: bool, initial: str) -> None:
        choices = [("", "—"), *((column, column) for column in self.headers[side])]
        text = _("%(what)s: column of “%(list)s”") % {"what": label, "list": self.labels[side]}
        self.fields[name] = forms.ChoiceField(label=text, choices=choices, required=required, initial=initial)

    @property
    def columns(self) -> Columns:
        given = self.cleaned_data
        keys = [tuple(given[f"{side}_key{place}"] for place in range(2) if given[f"{side}_key{place}"]) for side in ("first", "second")]
        totals = tuple(Total(name, given[f"total{place}_0"], given[f"total{place}_1"]) for place, name in enumerate(self.totals))
        return Columns(keys[0], keys[1], totals, given["leading_zeros"], given.get("office", ""))


def guess(own: Sequence[str], other: Sequence[str], place: int) -> str:
    """The first column that both lists have is most likely the key."""
    return next((name for name in own if name in other), "") if place == 0 else ""
