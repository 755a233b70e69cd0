"""How old the data of every usage source and of every list of what was due is, and its limit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.known import known_at
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from rollout.adoption.actions.sources import set_limit
from rollout.adoption.forms.own import LimitForm
from rollout.adoption.models import UsageSource
from rollout.adoption.selectors.staleness import Freshness, freshness, freshness_of_lists

WHAT = "usage_import"


@needs(Verb.VIEW, WHAT)
def listing(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    day = timezone.localdate(instant or request.now)
    found = [*freshness([day], instant)[day], *freshness_of_lists([day], instant)[day]]
    may_import = allows(request.actor, Verb.IMPORT, WHAT)
    columns = [
        Column("name", _("Source"), link=lambda row: address(row, may_import)),
        Column("of", _("Tells of"), lambda row: _("Customers and deals due") if row.is_list else _("Usage")),
        Column("state", _("State"), lambda row: state(row)[1], show=lambda row: status(*state(row))),
        Column("newest", _("Newest day")),
        Column("age", _("Age, days"), numeric=True),
        Column("limit", _("Limit, days"), numeric=True),
        Column("files", _("Files counted"), numeric=True),
        Column("applied_at", _("Last applied"), lambda row: row.applied_at),
    ]
    empty = Empty(_("No usage source yet"), _("A source is named when its first file is mapped."))
    table = Table(request, columns, found, order="-age", empty=empty, filename="usage-sources")
    context = {"table": table, "stale": [row for row in found if row.is_stale], "count": len(found), "known_at": instant}
    return table.export() or render(request, "adoption/sources.html", context)


def address(row: Freshness, may_import: bool) -> str:
    """Where the limit of a source is set, and where the next file of a list is sent in."""
    if row.is_list:
        return reverse("adoption:due_lists")
    return reverse("adoption:source", args=[row.source_id]) if may_import else ""


def state(row: Freshness) -> tuple[str, str]:
    """Status and its words: a red says since when."""
    if row.age is None:
        return "none", _("no data yet")
    if row.is_stale:
        return "bad", _("stale by %(days)s days") % {"days": written.number(row.age - row.limit)}
    return "good", _("fresh")


@needs(Verb.IMPORT, WHAT)
def limit(request: Request, pk: int) -> HttpResponse:
    source = get_object_or_404(UsageSource, pk=pk)
    form = LimitForm(request.POST or None, initial={"days": source.stale_after_days})

    def act(given: dict[str, Any]) -> None:
        set_limit(source, days=given["days"], actor=request.actor, at=request.now, reason=given["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The limit is set."))
        return redirect("adoption:sources")
    return render(request, "adoption/source.html", {"form": form, "source": source}, status=422 if form.errors else 200)
