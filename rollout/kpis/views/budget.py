"""The rollout's budget: approved, committed, spent, line by line, and the entries behind each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import naming
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, require
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.views.acting import Ask, ask
from rollout.kpis import actions, charts
from rollout.kpis.forms.benefits import BookForm, LineForm
from rollout.kpis.models import BudgetEntry, BudgetKind, BudgetLine
from rollout.kpis.selectors.benefits import Spending
from rollout.kpis.selectors.benefits import budget as spending
from rollout.kpis.views.benefits import money
from rollout.staging.selectors import local_day


@needs(Verb.VIEW, "budget")
def budget(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    rows = spending(instant)
    table = lines_table(request, rows)
    codes = sorted({row.line.currency for row in rows}, key=lambda code: -sum(row.line.currency == code for row in rows))
    sums = [(code, sums_of([row for row in rows if row.line.currency == code], code)) for code in codes]
    first = [row for row in rows if codes and row.line.currency == codes[0]]
    context = {
        "table": table,
        "known_at": instant,
        "sums": sums,
        "over": [excess(row) for row in rows if row.over],
        "chart": charts.budget(first, codes[0], get_language() or "en") if any(row.approved for row in first) else None,
        "may_open": allows(request.actor, Verb.CHANGE, "budget"),
        "may_book": bool(kinds(request)),
    }
    return table.export() or render(request, "kpis/budget.html", context)


def sums_of(rows: list[Spending], currency: str) -> dict[str, Any]:
    approved, committed, spent = (sum((getattr(row, name) for row in rows), Decimal(0)) for name in ("approved", "committed", "spent"))
    return {
        "approved": money(approved, currency),
        "committed": money(committed, currency),
        "spent": money(spent, currency),
        "left": money(approved - committed, currency),
    }


def lines_table(request: Request, rows: list[Spending]) -> Table:
    def sums(name: str, label: str) -> Column:
        return Column(
            name,
            label,
            value=lambda row: getattr(row, name),
            show=lambda row: money(getattr(row, name), row.line.currency),
            numeric=True,
        )

    columns = [
        Column("name", _("Budget line"), value=lambda row: str(row.line), link=lambda row: reverse("kpis:budget_line", args=[row.line.pk])),
        sums("approved", _("Approved")),
        sums("committed", _("Committed")),
        sums("spent", _("Spent")),
        sums("left", _("Not committed yet")),
        Column("state", _("State"), value=state_of, show=lambda row: status("bad" if row.over else "good", state_of(row))),
        Column("currency", _("Currency"), value=lambda row: row.line.currency),
    ]
    empty = Empty(_("No budget yet"), _("Open a line, then the sponsor approves its sum."), icon="report-money")
    if allows(request.actor, Verb.CHANGE, "budget"):
        empty = Empty(empty.title, empty.text, reverse("kpis:budget_new"), _("Open a line"), icon="report-money")
    return Table(request, columns=columns, rows=rows, name="lines", order="name", empty=empty, filename="budget")


def state_of(row: Spending) -> str:
    return _("Above what is approved") if row.over else _("Within what is approved")


def excess(row: Spending) -> str:
    """How far a line is above what was approved."""
    told = {
        "line": row.line,
        "approved": money(row.approved, row.line.currency),
        "committed": money(row.committed, row.line.currency),
        "spent": money(row.spent, row.line.currency),
    }
    if row.committed > row.approved:
        return _("%(line)s: %(committed)s committed of %(approved)s approved") % told
    return _("%(line)s: %(spent)s spent of %(approved)s approved") % told


def kinds(request: Request) -> list[BudgetKind]:
    """What this reader may book: the sponsor approves, the project office and finance commit and spend."""
    approves, changes = (allows(request.actor, verb, "budget") for verb in (Verb.APPROVE, Verb.CHANGE))
    return ([BudgetKind.APPROVED] if approves else []) + ([BudgetKind.COMMITTED, BudgetKind.SPENT] if changes else [])


@needs(Verb.VIEW, "budget")
def line(request: Request, pk: int) -> HttpResponseBase:
    held = get_object_or_404(BudgetLine, pk=pk)
    instant = known_at(request)
    entries = BudgetEntry.objects.filter(line=held)
    entries = entries.filter(recorded_at__lte=instant) if instant else entries
    by = naming.names_in(entries, "username", request.actor)
    columns = [
        Column("on", _("On"), sort="on"),
        Column("kind", _("What"), choices=BudgetKind.choices),
        Column("amount", _("Amount"), sort="amount", show=lambda entry: money(entry.amount, held.currency), numeric=True),
        Column("reason", _("What it is for"), search="reason"),
        Column("username", _("By"), value=lambda entry: by[entry.username], sort="username"),
    ]
    empty = Empty(_("No entry yet"), _("The sponsor approves its sum first."), icon="report-money")
    table = Table(request, columns=columns, rows=entries, name="entries", order="-on", empty=empty, filename=f"budget-{pk}")
    row = next(one for one in spending(instant) if one.line.pk == held.pk)
    context = {
        "line": held,
        "table": table,
        "known_at": instant,
        "row": row,
        "sums": sums_of([row], held.currency),
        "may_book": bool(kinds(request)),
    }
    return table.export() or render(request, "kpis/budget_line.html", context)


@needs(Verb.CHANGE, "budget")
def new(request: Request) -> HttpResponse:
    back = reverse("kpis:budget")
    words = Ask(
        _("Open a budget line"), _("Open"), back, crumbs=[(_("Budget"), back)], done=_("The line is open. The sponsor approves its sum.")
    )
    return ask(request, LineForm, words, actions.open_budget_line)


@needs(Verb.VIEW, "budget")
def book(request: Request, pk: int) -> HttpResponse:
    if not kinds(request):
        require(request.actor, Verb.CHANGE, "budget")
    held = get_object_or_404(BudgetLine, pk=pk)
    back = reverse("kpis:budget_line", args=[pk])
    trail = [(_("Budget"), reverse("kpis:budget")), (str(held), back)]
    words = Ask(_("Book on %(line)s") % {"line": held}, _("Book"), back, crumbs=trail, done=_("Booked."))

    def act(kind: str, **typed: Any) -> object:
        return actions.book(held, BudgetKind(kind), **typed)

    return ask(request, BookForm, words, act, kinds=kinds(request), initial={"on": local_day(request.now)})
