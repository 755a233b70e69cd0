"""The living page of the design system: every part with made-up content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from governance.core.actor import ANONYMOUS
from governance.core.dates import DayField
from governance.core.errors import NotFound
from governance.core.pages import Request
from governance.core.roles import Role
from governance.core.tables import Column, Empty, Table, status

STATES = [
    ("good", _("On course")),
    ("watch", _("Needs watching")),
    ("bad", _("Late")),
    ("info", _("For information")),
    ("none", _("Cannot be told")),
]


@dataclass(frozen=True)
class Sample:
    office: str
    wave: int
    state: str
    people: int
    reach: float | None
    live_on: date | None


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Office"), help_text=_("As the CRM spells it."))
    day = DayField(label=_("Go-live date"))
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("Choose one")), ("n", _("North")), ("s", _("South"))])
    size = forms.ChoiceField(label=_("Size"), choices=[("s", _("Small")), ("l", _("Large"))], widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, required=False)
    notify = forms.BooleanField(label=_("Tell the office head"), required=False)
    file = forms.FileField(label=_("File"), required=False, help_text=_("CSV or XLSX, at most 1 GB."))


def samples() -> list[Sample]:
    places = ["Shanghai", "Chengdu", "Guangzhou", "Harbin", "Xi’an", "Wuhan", "Nanjing", "Kunming"]
    states = ["good", "watch", "bad", "none"]
    return [
        Sample(f"{place} {number}", number % 4, states[index % 4], 8 + index * 3, None if index % 4 == 3 else 96.4 - index * 7.1, None)
        if index % 4 == 3
        else Sample(f"{place} {number}", number % 4, states[index % 4], 8 + index * 3, 96.4 - index * 7.1, date(2026, 3, 2))
        for number in range(1, 10)
        for index, place in enumerate(places)
    ]


def sample_table(request: Request) -> Table:
    words = dict(STATES)
    columns = [
        Column("office", _("Office"), link=lambda row: "?office=" + row.office),
        Column("wave", _("Wave"), numeric=True),
        Column("state", _("Status"), choices=STATES, show=lambda row: status(row.state, words[row.state])),
        Column("people", _("Staff count"), numeric=True),
        Column("reach", _("Reach"), numeric=True, percent=True, decimals=1),
        Column("live_on", _("Live since")),
    ]
    return Table(request, columns, samples(), name="sample", per_page=8, row_class=lambda row: "is-bad" if row.state == "bad" else "")


def design(request: Request) -> HttpResponseBase:
    """All parts on one page, for those who build pages."""
    actor = getattr(request, "actor", ANONYMOUS)
    if not (settings.DEBUG or actor.holds(Role.PROJECT_OFFICE)):
        raise NotFound(_("There is no such page."))
    shown = sample_table(request)
    context: dict[str, Any] = {
        "states": STATES,
        "table": shown,
        "empty": Table(request, [Column("office", _("Office"))], [], name="none", empty=Empty(text=_("Import a roster first."))),
        "form": SampleForm(),
        "refused": SampleForm({"name": ""}, auto_id="refused_%s"),
        "facts": [(_("Office"), "Chengdu 1"), (_("Live since"), date(2026, 3, 2)), (_("Staff count"), 1234), (_("Reach"), None)],
        "known_at": request.now,
    }
    return shown.export() or render(request, "core/design.html", context)
