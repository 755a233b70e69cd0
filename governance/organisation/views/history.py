"""Who changed what, when and why: the newest changes of every room, and the record of one thing."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.dates import DayField
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table
from governance.core.written import moment
from governance.organisation.everything import Everything
from governance.organisation.trail import Change, changes_of, model_called, tracked_models


class SinceForm(forms.Form):
    """From which day on; wrong days are told at the field and narrow nothing."""

    since = DayField(label=gettext_lazy("Since"), required=False)


@needs(Verb.VIEW, "history")
def history_list(request: Request) -> HttpResponseBase:
    """The newest changes, of one kind or operation where asked for."""
    kinds = sorted(((key, str(model._meta.verbose_name)) for key, model in tracked_models().items()), key=lambda pair: pair[1])
    kind, operation, who = (request.GET.get(name, "").replace("\0", "").strip() for name in ("kind", "operation", "who"))
    form = SinceForm(request.GET)
    since = form.cleaned_data["since"] if form.is_valid() else None
    if kind:
        model_called(kind)
    found = Everything(request.actor, kind=kind, operation=operation, who=who, since=since)
    columns = [
        Column("when", _("When"), show=lambda change: format_html('<span class="nowrap">{}</span>', moment(change.when))),
        Column("who", _("Who"), sort=False),
        Column("model", _("What"), sort=False, link=record_link),
        Column("label", _("Which"), sort=False),
        Column("verb", _("Change"), sort=False),
        Column("fields", _("Fields"), sort=False, value=in_words, show=folded, phone="foot"),
        Column("reason", _("Why"), sort=False),
        Column(
            "operation",
            _("Operation"),
            sort=False,
            show=lambda change: _("everything in this step"),
            link=lambda change: f"?operation={change.operation}",
        ),
    ]
    empty = Empty(_("No changes match"), _("Try a wider search."), icon="history")
    shown = Table(request, columns=columns, rows=found, name="changes", order="-when", empty=empty, compact=15)
    page = {"changes": shown, "kinds": kinds, "kind": kind, "operation": operation, "who": who, "form": form}
    return shown.export() or render(request, "organisation/history.html", page, status=422 if form.errors else 200)


@needs(Verb.VIEW, "history")
def record(request: Request, key: str, pk: int) -> HttpResponse:
    """Every change of one thing, newest first."""
    model = model_called(key)
    changes = changes_of(model, [pk], request.actor)
    page = {"changes": changes, "what": model._meta.verbose_name, "label": changes[0].label if changes else f"#{pk}"}
    return render(request, "organisation/record.html", page)


def record_link(change: Change) -> str:
    return reverse("organisation:record", args=[change.key, change.object_id])


def in_words(change: Change) -> str:
    """For an export: everything."""
    return "; ".join([*change.plain, *change.detail])


def folded(change: Change) -> SafeString:
    """What changed, and behind a fold the technical values and single settings."""
    return render_to_string("organisation/_fields.html", {"change": change})
