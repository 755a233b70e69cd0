"""Pages of the monthly report: what is set and what became of every letter; the sponsor's form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.errors import GatehouseError
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Table
from governance.organisation.models import Account
from reports.documents.models import Letter, MonthlyReport, MonthlyRun, Outcome
from reports.documents.monthly import rules
from reports.documents.monthly.actions import WHAT, given_up, readers, set_monthly, version
from reports.documents.monthly.forms import MonthlyForm


@needs(Verb.VIEW, WHAT)
def monthly(request: Request) -> HttpResponseBase:
    """When it is made, who gets it, and every letter of the past."""
    held = MonthlyReport.objects.filter(pk=1).first()
    latest = MonthlyRun.objects.order_by("month").last()
    rows = Letter.objects.select_related("run", "account__person__identity", "document").order_by("-recorded_at", "-pk")
    shown = Table(request, columns=COLUMNS, rows=rows)
    context = {
        "monthly": held,
        "next_on": next_on(held, timezone.localdate(request.now)) if held and held.running else None,
        "recipients": Account.objects.filter(pk__in=held.recipients).select_related("person__identity") if held else [],
        "table": shown,
        "latest": latest,
        "given_up": Account.objects.filter(pk__in=given_up(latest, held.recipients)) if latest and held else [],
        "may_change": allows(request.actor, Verb.CHANGE, WHAT),
    }
    return shown.export() or render(request, "documents/monthly.html", context)


@needs(Verb.CHANGE, WHAT)
def change(request: Request) -> HttpResponse:
    """The sponsor's setting."""
    held = MonthlyReport.objects.filter(pk=1).first()
    form = MonthlyForm(request.POST or None, initial=initial(held), choices=choices(timezone.localdate(request.now)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            set_monthly(form.wanted(), actor=request.actor, at=request.now, reason=data["reason"], seen=data["seen"])
        except GatehouseError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The monthly report is set."))
            return redirect("documents:monthly")
    return render(request, "documents/monthly_change.html", {"form": form})


def initial(held: MonthlyReport | None) -> dict[str, Any]:
    if held is None:
        return {"day_of_month": 1, "running": True, "seen": ""}
    recipients = [str(pk) for pk in held.recipients]
    return {"day_of_month": held.day_of_month, "running": held.running, "recipients": recipients, "seen": version(held)}


def choices(today: date) -> list[tuple[str, str]]:
    """Accounts that may be named, by name."""
    return sorted([(str(account.pk), str(account)) for account in readers(today)], key=lambda choice: choice[1])


def next_on(held: MonthlyReport, today: date) -> date:
    return rules.next_on(held.day_of_month, held.first_day, today, set(MonthlyRun.objects.values_list("month", flat=True)))


COLUMNS = [
    Column("month", gettext_lazy("Month"), value=lambda letter: letter.run.month, sort="run__month"),
    Column("account", gettext_lazy("To"), value=lambda letter: str(letter.account), sort=False),
    Column("outcome", gettext_lazy("Outcome"), value=lambda letter: Outcome(letter.outcome).label, sort="outcome"),
    Column("why", gettext_lazy("Why"), sort=False),
    Column("document", gettext_lazy("Document"), value=lambda letter: str(letter.document or "–"), sort=False),
    Column("recorded_at", gettext_lazy("At"), sort="recorded_at"),
]
