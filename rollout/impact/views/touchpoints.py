"""The map of touchpoints: as a picture of who meets us how, as a list, and each one with what it will feel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.columns import Column, Empty
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table
from governance.organisation.views.acting import Ask, ask
from rollout.impact.actions import touchpoints as actions
from rollout.impact.forms.steps import EndForm, TouchpointForm
from rollout.impact.models import Touchpoint
from rollout.impact.states import Channel, Who
from rollout.impact.views.words import may_change, severity_badge
from rollout.staging.selectors import local_day


@dataclass(frozen=True)
class MapRow:
    """One kind of customer person, and per channel the touchpoints in use."""

    who: str
    cells: list[tuple[str, list[Touchpoint]]]
    empty: bool


def touchpoint_map(rows: list[Touchpoint]) -> tuple[list[str], list[MapRow]]:
    """Who by channel. Channels that nobody uses are left out; a person who touches us nowhere is shown: perhaps they were forgotten."""
    used = [channel for channel in Channel if any(row.channel == channel for row in rows)]
    lines = []
    for who in Who:
        cells = [(str(channel.label), [row for row in rows if row.who == who and row.channel == channel]) for channel in used]
        lines.append(MapRow(str(who.label), cells, not any(found for _channel, found in cells)))
    return [str(channel.label) for channel in used], lines


@needs(Verb.VIEW, "touchpoint")
def touchpoints(request: Request) -> HttpResponseBase:
    rows = list(Touchpoint.objects.all())
    in_use = [row for row in rows if row.retired_on is None]
    channels, lines = touchpoint_map(in_use)
    shown = table(request, rows)
    may_import = allows(request.actor, Verb.IMPORT, "touchpoint")
    context = {
        "table": shown,
        "channels": channels,
        "map": lines,
        "in_use": len(in_use),
        "forgotten": [line.who for line in lines if line.empty] if in_use else [],
        "may_change": may_change(request, "touchpoint"),
        "import_url": reverse("core:import-send", args=["touchpoints"]) if may_import else "",
    }
    return shown.export() or render(request, "impact/touchpoints.html", context)


def table(request: Request, rows: list[Touchpoint]) -> Table:
    """What it exports can be sent in again: the columns are those of the file."""
    columns = [
        Column("name", _("Touchpoint"), value=lambda row: row.name, show=str, link=lambda row: row.get_absolute_url()),
        Column("code", _("Code"), phone="hide"),
        Column("who", _("Who touches us"), choices=Who.choices),
        Column("channel", _("Channel"), choices=Channel.choices),
        Column("process", _("What for")),
        Column("office_kinds", _("Kinds of office"), value=lambda row: ", ".join(row.kinds), phone="hide"),
        Column("contacts_a_month", _("Contacts a month"), numeric=True),
        Column("retired_on", _("No longer since"), phone="hide", nowrap=True),
    ]
    may = may_change(request, "touchpoint")
    empty = Empty(
        _("No touchpoint yet"),
        _("Write down every way a customer touches the company, or send in a list."),
        reverse("impact:touchpoint_new") if may else "",
        _("Add a touchpoint"),
        "map-pin",
    )
    return Table(request, columns=columns, rows=rows, name="touchpoints", order="name", empty=empty, filename="touchpoints", compact=10)


@needs(Verb.VIEW, "touchpoint")
def touchpoint(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Touchpoint, pk=pk)
    facts = [
        (_("Who touches us"), shown.get_who_display()),
        (_("Channel"), shown.get_channel_display()),
        (_("What for"), shown.process),
        (_("Kinds of office"), ", ".join(shown.kinds)),
        (_("Contacts a month"), written.number(shown.contacts_a_month)),
        (_("Note"), shown.note or written.DASH),
    ]
    felt = shown.assessments.select_related("step__office", "owner__identity").order_by("-severity", "step__planned_on", "pk")
    context = {
        "touchpoint": shown,
        "facts": facts,
        "felt": [(row, severity_badge(row)) for row in felt],
        "may_see_steps": allows(request.actor, Verb.VIEW, "rollout_step"),
        "may_change": may_change(request, "touchpoint") and shown.retired_on is None,
    }
    return render(request, "impact/touchpoint.html", context)


@needs(Verb.CHANGE, "touchpoint")
def new(request: Request) -> HttpResponse:
    back = reverse("impact:touchpoints")
    lead = _("One way in which somebody at a customer meets us.")
    words = Ask(_("Add a touchpoint"), _("Add"), back, lead, [(_("Touchpoints"), back)], done=_("The touchpoint was added."))
    return ask(request, TouchpointForm, words, actions.write_touchpoint)


@needs(Verb.CHANGE, "touchpoint")
def change(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Touchpoint, pk=pk)

    def act(**typed: Any) -> object:
        return actions.write_touchpoint(held, **typed)

    words = Ask(_("Change “%(name)s”") % {"name": held}, _("Save"), held.get_absolute_url(), "", crumbs(held), done=_("Saved."))
    return ask(request, TouchpointForm, words, act, touchpoint=held)


@needs(Verb.CHANGE, "touchpoint")
def retire(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Touchpoint, pk=pk)

    def act(**typed: Any) -> object:
        return actions.retire_touchpoint(held, **typed)

    lead = _("Customers no longer touch us this way. What was assessed stays on the record.")
    words = Ask(_("Retire “%(name)s”") % {"name": held}, _("Retire"), held.get_absolute_url(), lead, crumbs(held), danger=True)
    return ask(request, EndForm, words, act, initial={"on": local_day(request.now)})


def crumbs(held: Touchpoint) -> list[tuple[str, str]]:
    return [(_("Touchpoints"), reverse("impact:touchpoints")), (str(held), held.get_absolute_url())]
