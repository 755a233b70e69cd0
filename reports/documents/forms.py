"""Forms of this room: what a document is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.core.known import InstantField
from reports.documents.making import not_come

KNOWN_AT = _("Leave empty for what is known now. With a moment, the paper shows what the record held then; a day alone means its end.")


class MakeReportForm(forms.Form):
    """Which day, which languages, and optionally as the record stood on an earlier day."""

    day = DayField(
        label=_("Day of the report"),
        help_text=_("Stages are those of this day; adoption is that of the last full week before it."),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple)
    known_at = InstantField(label=_("As known on"), help_text=KNOWN_AT, required=False)

    def __init__(self, *args: Any, now: datetime, since: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        bound_to(self, now, since)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate(self.now):
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Nothing was known of a day before it came."""
        found: dict[str, Any] = super().clean() or {}
        day, instant = found.get("day"), found.get("known_at")
        if day and instant and day > timezone.localdate(instant):
            self.add_error("known_at", not_come(day))
        return found

    def known_at_asked(self) -> datetime | None:
        return earlier(self.cleaned_data["known_at"], self.now)


class MakeScorecardForm(forms.Form):
    """Which languages, and optionally as the record stood at an earlier moment."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    known_at = InstantField(label=_("As known on"), help_text=KNOWN_AT, required=False)

    def __init__(self, *args: Any, now: datetime, since: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        bound_to(self, now, since)

    def known_at_asked(self) -> datetime | None:
        return earlier(self.cleaned_data["known_at"], self.now)


def bound_to(form: forms.Form, now: datetime, since: datetime | None) -> None:
    field = form.fields["known_at"]
    assert isinstance(field, InstantField)
    field.now, field.since = now, since


def earlier(instant: datetime | None, now: datetime) -> datetime | None:
    """The end of today means now."""
    return instant if instant is not None and instant < now else None
