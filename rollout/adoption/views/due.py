"""Lists of customers and deals that were due: how far each tells, and what its columns mean."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from rollout.adoption.actions.due import describe_due_list
from rollout.adoption.forms.due import DueListForm
from rollout.adoption.models import DueList, UsageSource
from rollout.adoption.selectors.due import ListFacts, list_facts

WHAT = "usage_import"


@needs(Verb.VIEW, WHAT)
def listing(request: Request) -> HttpResponseBase:
    """Every list with its newest file; the way to send in the next one."""
    may_import = allows(request.actor, Verb.IMPORT, WHAT)
    table = lists_table(request, list_facts(), may_import)
    context = {"table": table, "may_import": may_import, "has_source": UsageSource.objects.exists()}
    return table.export() or render(request, "adoption/due/index.html", context)


def lists_table(request: Request, found: list[ListFacts], may_import: bool) -> Table:
    def address(row: ListFacts) -> str:
        return row.due_list.get_absolute_url() if may_import else ""

    columns = [
        Column("name", _("List"), lambda row: str(row.due_list), link=address),
        Column("source", _("CRM"), lambda row: str(row.due_list.source)),
        Column("newest", _("Tells up to"), lambda row: row.newest),
        Column("read_on", _("Sent in on"), lambda row: row.read_on),
        Column("due", _("Due"), lambda row: row.due, numeric=True),
        Column("done", _("Followed up"), lambda row: row.done, numeric=True),
        Column("unknown", _("Unknown owners"), lambda row: row.unknown, numeric=True),
    ]
    if may_import:
        columns.append(
            Column("change", _("Columns"), lambda row: _("Change"), link=lambda row: reverse("adoption:due_list", args=[row.due_list.pk]))
        )
    empty = Empty(_("No list yet"), _("Describe the file in which your CRM tells which customers or deals were due. Then send it in."))
    return Table(request, columns, found, order="name", empty=empty, filename="due-lists")


@needs(Verb.IMPORT, WHAT)
def edit(request: Request, pk: int | None = None) -> HttpResponseBase:
    """What the columns mean; once saved, on to sending in a file."""
    held = get_object_or_404(DueList, pk=pk) if pk else None
    form = DueListForm(request.POST or None, due_list=held)
    saved: list[DueList] = []

    def act(given: dict[str, Any]) -> None:
        saved.append(describe_due_list(held, **given, actor=request.actor, at=request.now))

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The list is described. Send in a file to see what it would count."))
        return redirect(saved[0])
    return render(request, "adoption/due/edit.html", {"form": form, "due_list": held}, status=422 if form.errors else 200)
