"""Entering and correcting a measurement."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.contracts.forms.entering import amount, day, reason
from governance.contracts.measuring import MEASURED, Reading, read_moment
from governance.contracts.models import Contract, Measured, PenaltyClause


def moment(label: Any, **options: Any) -> forms.CharField:
    """A date with a time of day, in the browser's own picker."""
    return forms.CharField(label=label, required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **options)


class ReadingForm(forms.Form):
    """The figures. Moments are of the contract's time zone."""

    first_day = day(_("Period from"), required=False, help_text=_("For a service level: the period, its level and its charge."))
    last_day = day(_("Period to"), required=False)
    level = forms.DecimalField(label=_("Level measured"), required=False, min_value=0, max_digits=9, decimal_places=4)
    charge = amount(_("Charge of the period"), required=False)
    due_at = moment(_("Due at"))
    done_at = moment(_("Done at"), help_text=_("Empty: still open."))
    reason = reason(required=False, label=_("Note"))

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = contract.time_zone
        self.fields["due_at"].help_text = _("For a request: when it was due, by the clock of %s.") % contract.time_zone

    def clean_due_at(self) -> datetime | None:
        return self._moment("due_at")

    def clean_done_at(self) -> datetime | None:
        return self._moment("done_at")

    def _moment(self, name: str) -> datetime | None:
        text = str(self.cleaned_data[name])
        found = read_moment(text, self.zone) if text.strip() else None
        if text.strip() and found is None:
            raise forms.ValidationError(_("Enter a date and a time, e.g. 2026-06-01 09:00."))
        return found


class MeasureForm(ReadingForm):
    field_order = ("clause", "reference")
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=PenaltyClause.objects.none())
    reference = forms.CharField(label=_("Reference"), max_length=160, help_text=_("Once per clause, e.g. 2026-06 or a request’s number."))

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, contract=contract, **kwargs)
        fitting = [clause.pk for clause in contract.clauses.all() if clause.clause.trigger in MEASURED]
        self.fields["clause"].queryset = PenaltyClause.objects.filter(pk__in=fitting)  # type: ignore[attr-defined]


class CorrectForm(ReadingForm):
    reason = reason()


class MeasurementsFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX with the columns clause, reference, due, done, first day, last day, level, charge.")
    )


def reading_of(typed: dict[str, Any]) -> Reading:
    """The figures out of a form's cleaned data; they are taken out of it."""
    return Reading(**{name: typed.pop(name) for name in Reading().values()})


def typed_as(stands: Measured, zone: str) -> dict[str, Any]:
    """A measurement as the form shows it."""
    shown: dict[str, Any] = {name: getattr(stands, name) for name in Reading().values()}
    for name in ("due_at", "done_at"):
        if shown[name] is not None:
            shown[name] = shown[name].astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    return shown
