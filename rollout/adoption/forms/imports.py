"""Forms of the usage import: the file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from governance.core.calendars import calendars
from governance.core.dates import DayField
from rollout.adoption.mapping import EPOCH_MILLISECONDS, EPOCH_SECONDS, ISO, Mapping
from rollout.adoption.models import UsageMapping, UsageSource
from rollout.adoption.reading.times import KNOWN_FORMATS

ENCODINGS = [("", _("Find out")), *((name, name) for name in ("utf-8", "utf-16", "gb18030", "big5", "windows-1252"))]
FORMAT_NAMES = {
    ISO: _("2026-05-31 17:05:00, with or without an offset (ISO)"),
    EPOCH_SECONDS: _("Seconds since 1970"),
    EPOCH_MILLISECONDS: _("Milliseconds since 1970"),
}
PARTS = {"%Y": "2026", "%m": "05", "%d": "31", "%H": "17", "%I": "05", "%M": "08", "%S": "00", "%p": "PM", "%b": "May", "%g": "000"}


def format_name(form: str) -> str:
    """A time format as an example of itself, with its order in words where it could be misread."""
    if form in FORMAT_NAMES:
        return str(FORMAT_NAMES[form])
    example = form
    for part, value in PARTS.items():
        example = example.replace(part, value)
    order = _("day first") if form.startswith("%d") else _("month first") if form.startswith("%m") else ""
    return f"{example} ({order})" if order else example


class FileForm(forms.Form):
    """A usage file on its way in."""

    file = forms.FileField(label=_("Usage file"))
    mapping = forms.ModelChoiceField(
        UsageMapping.objects.none(), label=_("Saved mapping"), required=False, empty_label=_("None: I will map the columns")
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    corrects_first = DayField(
        label=_("Corrects the days from"),
        required=False,
        help_text=_("Only for a corrected export: for these days it stands in place of all that was counted from its source."),
    )
    corrects_last = DayField(label=_("Corrects the days to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mapping"].queryset = UsageMapping.objects.select_related("source")  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("CSV, Excel or Parquet, also packed as .gz or .zip; at most %(size)s.") % {
            "size": filesizeformat(settings.UPLOAD_MAX_BYTES)
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("corrects_first"), data.get("corrects_last")
        if not self.errors and (first is None) != (last is None):
            self.add_error("corrects_last" if first else "corrects_first", _("Give both days, or neither."))
        if first and last and last < first:
            self.add_error("corrects_last", _("The span ends before it begins."))
        return data

    @property
    def corrects(self) -> tuple[date, date] | None:
        """The days the file stands for, in place of what was counted."""
        first, last = self.cleaned_data["corrects_first"], self.cleaned_data["corrects_last"]
        return (first, last) if first and last else None

    @property
    def reading(self) -> dict[str, str]:
        return {"encoding": self.cleaned_data["encoding"]} if self.cleaned_data.get("encoding") else {}


def lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class MappingForm(forms.Form):
    """What the columns mean. `header` are the file's columns; the value lists come from the chosen columns."""

    user = forms.ChoiceField(
        label=_("User"), help_text=_("Whose work it is: the record's owner where the file tells owner and typist apart.")
    )
    acting_user = forms.ChoiceField(
        label=_("Acting user"), required=False, help_text=_("Who really did it, where that can be someone else.")
    )
    time = forms.ChoiceField(label=_("Time"))
    time_formats = forms.MultipleChoiceField(label=_("How times are written"), help_text=_("Several are tried from the top."))
    zone = forms.ChoiceField(label=_("Time zone of the file"), help_text=_("Of times that carry no offset of their own."))
    day_zone = forms.ChoiceField(label=_("An event's day is counted in"), help_text=_("Midnight differs from zone to zone."))
    identity = forms.MultipleChoiceField(
        label=_("What identifies an event"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rows that agree in all of these columns are one event, in this file and in every later one."),
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    object = forms.ChoiceField(label=_("Object"), required=False, help_text=_("Customer, visit, opportunity …"))
    feature = forms.ChoiceField(
        label=_("A feature is"),
        choices=[("object", _("the object")), ("action", _("the action")), ("both", _("object and action together"))],
    )
    counting = forms.MultipleChoiceField(
        label=_("Actions that count as use"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Signing in is not use. What is not ticked is not counted, nor is what appears later."),
    )
    entering = forms.MultipleChoiceField(
        label=_("Actions that enter a record"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For self-entry and timeliness."),
    )
    success = forms.ChoiceField(label=_("Success"), required=False)
    success_values = forms.MultipleChoiceField(label=_("Means succeeded"), required=False, widget=forms.CheckboxSelectMultiple)
    business_date = forms.ChoiceField(
        label=_("The record's own business date"), required=False, help_text=_("Such as the day of the visit.")
    )
    date_formats = forms.MultipleChoiceField(label=_("How business dates are written"), required=False)
    calendar = forms.ChoiceField(label=_("Working days"), help_text=_("Where the office's own calendar is not known yet."))
    systems = forms.MultipleChoiceField(
        label=_("System accounts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These look like systems, not people. Ticked ones are never counted; it can be undone later."),
    )
    more_systems = forms.CharField(
        label=_("More system accounts"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One per line.")
    )
    source = forms.ModelChoiceField(UsageSource.objects.all(), label=_("Source"), required=False, empty_label=_("A new one"))
    source_name = forms.CharField(
        label=_("Name of the new source"), required=False, max_length=120, help_text=_("The CRM this file comes from.")
    )
    name = forms.CharField(
        label=_("Save this mapping as"),
        max_length=80,
        help_text=_("Required: under this name it is chosen for the next file."),
        error_messages={"required": _("Give the mapping a name.")},
    )

    COLUMNS = ("user", "acting_user", "time", "office", "object", "action", "success", "business_date")
    MANY = ("identity", "counting", "entering", "success_values", "time_formats", "date_formats")

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        values: dict[str, list[tuple[str, int]]],
        suspects: Sequence[tuple[str, int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in header]
        for entry in self.COLUMNS:
            self._choices(entry, [("", "—"), *names])
        self._choices("identity", names)
        for entry, column in (("counting", "action"), ("entering", "action"), ("success_values", "success")):
            self._choices(entry, [(value, f"{value} ({count:,})") for value, count in values.get(column, [])])
        known = [(form, format_name(form)) for form in KNOWN_FORMATS]
        for entry in ("time_formats", "date_formats"):
            self._choices(entry, known)
            self.fields[entry].widget.attrs["size"] = 5
        zones = sorted(available_timezones())
        self._choices("zone", [(zone, zone) for zone in zones])
        own = [("file", _("the file's zone")), ("office", _("the office's own zone, once its name is matched"))]
        self._choices("day_zone", [*own, *((zone, zone) for zone in zones)])
        self._choices("calendar", [(one.code, one.name) for one in calendars().values()])
        why = {"name": _("by its name"), "busy": _("far busier than anybody else")}
        self._choices("systems", [(name, f"{name} ({count:,}; {why[reason]})") for name, count, reason in suspects])

    def _choices(self, entry: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[entry].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("source") and not (data.get("source_name") or "").strip():
            self.add_error("source_name", _("Give the new source a name."))
        return data

    @property
    def mapping(self) -> Mapping:
        data = self.cleaned_data
        texts = {entry: data[entry] for entry in (*self.COLUMNS, "zone", "day_zone", "feature", "calendar")}
        many: dict[str, Any] = {entry: tuple(data[entry]) for entry in self.MANY}
        return Mapping(**texts, **many, system_users=tuple(dict.fromkeys((*data["systems"], *lines(data["more_systems"])))))


class MappingFileForm(forms.Form):
    """A mapping as a file, or edited as text."""

    text = forms.CharField(label=_("Mapping"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}), max_length=1_000_000)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
