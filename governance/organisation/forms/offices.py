"""Forms about offices."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.core.dates import DayField
from governance.organisation.forms.fields import OfficeField, ReasonField, calendar_choices
from governance.organisation.models import OfficeKind


def zones() -> list[tuple[str, str]]:
    """Zones by place; the technical ones are left out."""
    return [(name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name and not name.startswith(("Etc/", "SystemV/"))]


def clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OfficeForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Office name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=OfficeKind.choices, initial=OfficeKind.OFFICE)
    parent = OfficeField(label=_("Part of"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="Asia/Shanghai")
    calendar = forms.ChoiceField(label=_("Working calendar"), choices=calendar_choices, initial="CN")
    opens_at = forms.TimeField(label=_("Opens at"), required=False, widget=clock(), help_text=_("On working days. Empty: 08:30."))
    closes_at = forms.TimeField(label=_("Closes at"), required=False, widget=clock(), help_text=_("Empty: 18:00."))
    reason = ReasonField(required=False)


class CloseForm(forms.Form):
    on = DayField(label=_("Last day"))
    reason = ReasonField()


class MatchForm(forms.Form):
    into = OfficeField(label=_("It is the same as"))
    reason = ReasonField(required=False)
