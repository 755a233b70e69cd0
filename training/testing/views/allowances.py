"""Allowances: who is given more time, attempts or another window."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from governance.organisation.selectors import people_names
from training.testing.actions import allowing
from training.testing.forms.allowances import AllowanceForm
from training.testing.forms.papers import ReasonForm
from training.testing.models import Allowance

WHAT = "test_allowance"


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponseBase:
    rows = list(Allowance.objects.current().select_related("paper").order_by("-recorded_at", "-pk"))
    names = people_names((row.person_id for row in rows), request.actor)
    may_change = allows(request.actor, Verb.CHANGE, WHAT)
    columns = [
        Column("person", _("Person"), value=lambda row: names.get(row.person_id, "")),
        Column("paper", _("Paper"), value=lambda row: str(row.paper) if row.paper else _("All papers")),
        Column("extra_percent", _("Extra time (%)"), numeric=True, value=lambda row: row.extra_percent or None),
        Column("extra_minutes", _("Extra minutes"), numeric=True, value=lambda row: row.extra_minutes or None),
        Column("extra_attempts", _("Extra attempts"), numeric=True, value=lambda row: row.extra_attempts or None),
        Column("closes_at", _("Closes later, at")),
        Column("knowing", _("Despite knowing questions"), value=lambda row: _("Yes") if row.knowing else ""),
        Column("reason", _("Reason")),
    ]
    if may_change:
        url = lambda row: reverse("testing:allowance_withdraw", args=[row.pk])  # noqa: E731
        columns.append(Column("withdraw", _("Change"), value=lambda row: _("Take back"), link=url, sort=False))
    text = _("Extra time, another attempt or another window for one person.")
    empty = Empty(_("No allowances"), text, icon="adjustments")
    if may_change:
        empty = Empty(_("No allowances"), text, reverse("testing:allowance_new"), _("Give an allowance"), icon="adjustments")
    table = Table(request, columns=columns, rows=rows, name="allowances", empty=empty)
    return table.export() or render(request, "testing/allowances.html", {"allowances": table, "may_change": may_change})


@needs(Verb.CHANGE, WHAT)
def new(request: Request) -> HttpResponse:
    form = AllowanceForm(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        how: dict[str, Any] = {"actor": request.actor, "at": request.now, "reason": typed["reason"]}
        return allowing.allow(typed["person"], form.extra(), paper=typed["paper"], **how)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The allowance is given. An attempt in progress has its new end already."))
        return redirect("testing:allowances")
    context = {
        "form": form,
        "heading": _("Give an allowance"),
        "lead": _("It adds to what the person already has, and holds until it is taken back."),
        "button": _("Give"),
        "back": reverse("testing:allowances"),
        "trail": _("Allowances"),
    }
    return render(request, "testing/decision.html", context)


@needs(Verb.CHANGE, WHAT)
def withdraw(request: Request, pk: int) -> HttpResponse:
    found = Allowance.objects.filter(pk=pk).select_related("person").first()
    if found is None:
        raise NotFound(_("There is no such allowance."))
    form = ReasonForm(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        return allowing.withdraw(found, actor=request.actor, at=request.now, reason=typed["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The allowance is taken back. Time already given to an attempt in progress stays."))
        return redirect("testing:allowances")
    back = {"back": reverse("testing:allowances"), "trail": _("Allowances")}
    return render(
        request, "testing/decision.html", {"form": form, "heading": _("Take back an allowance"), "button": _("Take back"), **back}
    )
