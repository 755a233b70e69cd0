"""KPIs: the list, one with its offices, defining, putting in force, retiring, and files that feed them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import exports, written
from governance.core.errors import GatehouseError, InvalidInput, NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from rollout.kpis import actions, charts, rules, saying
from rollout.kpis.forms import KpiForm, SourceForm
from rollout.kpis.imports.definitions import KpisImporter, exported
from rollout.kpis.models import Kpi, KpiSource, KpiState
from rollout.kpis.selectors.definitions import as_defined, named_for
from rollout.kpis.selectors.offices import Line, lines, together
from rollout.staging.selectors import local_day

BADGES = {KpiState.DRAFT: "none", KpiState.ACTIVE: "good", KpiState.RETIRED: "none"}


def may_change(request: Request) -> bool:
    return allows(request.actor, Verb.CHANGE, "kpi")


@needs(Verb.VIEW, "kpi")
def kpis(request: Request) -> HttpResponseBase:
    columns = [
        Column("name", _("KPI"), value=str, search="all_names", sort="shown_name", link=lambda kpi: kpi.get_absolute_url()),
        Column(
            "state", _("State"), choices=KpiState.choices, show=lambda kpi: status(BADGES[KpiState(kpi.state)], kpi.get_state_display())
        ),
        Column("owner", _("Owner"), value=lambda kpi: str(kpi.owner or ""), sort=False),
        Column("better", _("Direction"), value=lambda kpi: kpi.get_better_display()),
        Column("baseline", _("Baseline"), value=lambda kpi: saying.amount(kpi, kpi.baseline), numeric=True),
        Column("target", _("Target"), value=lambda kpi: saying.amount(kpi, kpi.target), numeric=True),
        Column("target_on", _("To be reached by"), sort="target_on"),
    ]
    empty = Empty(_("No KPI yet"), _("Write down what the CRM is to improve, with its baseline and target."), icon="chart-bar")
    if may_change(request):
        empty = Empty(empty.title, empty.text, reverse("kpis:define"), _("Define a KPI"), icon="chart-bar")
    table = Table(
        request,
        columns=columns,
        rows=named_for(get_language()).select_related("owner__identity"),
        order="name",
        empty=empty,
        filename="kpis",
    )
    sources = KpiSource.objects.select_related("count_kpi", "amount_kpi") if may_change(request) else []
    context = {
        "table": table,
        "sources": sources,
        "may_change": may_change(request),
        "may_import": allows(request.actor, Verb.IMPORT, "kpi_value"),
        "may_import_kpis": allows(request.actor, Verb.IMPORT, "kpi"),
        "may_export_kpis": allows(request.actor, Verb.EXPORT, "kpi"),
        "drafts": Kpi.objects.filter(state=KpiState.DRAFT).count(),
        "active": Kpi.objects.filter(state=KpiState.ACTIVE).count(),
    }
    return table.export() or render(request, "kpis/kpis.html", context)


@needs(Verb.EXPORT, "kpi")
def export(request: Request, form: str) -> HttpResponseBase:
    """All definitions in the columns of their import, the three languages side by side."""
    if form not in ("csv", "xlsx"):
        raise NotFound(_("Definitions come as CSV or XLSX."))
    respond = exports.csv_response if form == "csv" else exports.xlsx_response
    return respond("kpi-definitions", [one.label for one in KpisImporter.columns], exported())


@needs(Verb.VIEW, "kpi")
def kpi(request: Request, pk: int) -> HttpResponseBase:
    instant = known_at(request)
    held = as_defined(pk, instant)
    found = lines(held, request.actor, local_day(instant or request.now), instant)
    table = offices_table(request, held, found)
    context = {
        "kpi": held,
        "known_at": instant,
        "facts": facts(held),
        "gaps": list(rules.gaps(held.definition).values()) if held.state == KpiState.DRAFT else [],
        "table": table,
        "lines": found,
        "chart": charts.months(held, together(held, found), get_language() or "en") if any(line.months for line in found) else None,
        "sentence": saying.plan_sentence(held, found),
        "may_change": may_change(request),
        "may_enter": allows(request.actor, Verb.CHANGE, "kpi_value") and held.state != KpiState.RETIRED,
        "may_enter_people": allows(request.actor, Verb.CHANGE, "person_kpi") and held.state != KpiState.RETIRED and held.per_person,
        "may_see_effect": allows(request.actor, Verb.VIEW, "effect") and held.state != KpiState.DRAFT,
    }
    return table.export() or render(request, "kpis/kpi.html", context)


def facts(kpi: Kpi) -> list[tuple[str, str]]:
    """What the KPI says of itself, label and value."""
    return [
        (_("Owner"), str(kpi.owner or "–")),
        (_("What it counts"), kpi.meaning or "–"),
        (_("Direction"), kpi.get_better_display()),
        (_("Months and offices together"), kpi.get_summing_display()),
        (_("Measured per person"), _("yes, where values are given") if kpi.per_person else _("no, of offices only")),
        (_("Source"), kpi.origin or "–"),
        (_("Baseline"), f"{saying.amount(kpi, kpi.baseline)} ({span(kpi.baseline_first, kpi.baseline_last)})"),
        (_("Target"), _("%(value)s by %(day)s") % {"value": saying.amount(kpi, kpi.target), "day": written.day(kpi.target_on)}),
    ]


def span(first: date | None, last: date | None) -> str:
    return _("%(first)s to %(last)s") % {"first": saying.month(first), "last": saying.month(last)}


def offices_table(request: Request, kpi: Kpi, found: list[Line]) -> Table:
    def money(value: Decimal | None) -> str:
        return saying.amount(kpi, value)

    columns = [
        Column(
            "name",
            _("Office"),
            value=lambda line: str(line.office),
            link=lambda line: reverse("kpis:months", args=[kpi.pk, line.office.pk]),
        ),
        Column("live_on", _("Live since"), value=lambda line: line.live_on),
        Column("actual", _("Last month"), value=lambda line: line.actual, show=lambda line: money(line.actual), numeric=True),
        Column("plan", _("Plan"), value=lambda line: line.plan, show=lambda line: money(line.plan), numeric=True),
        Column("attained", _("Plan reached"), value=lambda line: line.attained, numeric=True, show=lambda line: line.badge),
        Column(
            "before",
            _("Mean month before"),
            value=lambda line: line.compared.before,
            show=lambda line: money(line.compared.before),
            numeric=True,
        ),
        Column(
            "after",
            _("Mean month since go-live"),
            value=lambda line: line.compared.after,
            show=lambda line: money(line.compared.after),
            numeric=True,
        ),
    ]
    empty = Empty(_("No values yet"), _("Send in a file of monthly values, or type them in."), icon="chart-bar")
    return Table(request, columns=columns, rows=found, name="offices", order="name", empty=empty, filename=kpi.code, per_page=100)


@needs(Verb.CHANGE, "kpi")
def define(request: Request) -> HttpResponseBase:
    form = KpiForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define(**form.cleaned_data, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The KPI is written down as a draft. Put it in force when nothing is missing."))
            return redirect(made)
    return render(request, "kpis/kpi_form.html", {"form": form, "kpi": None})


@needs(Verb.CHANGE, "kpi")
def change(request: Request, pk: int) -> HttpResponseBase:
    held = get_object_or_404(Kpi, pk=pk)
    form = KpiForm(request.POST or None, kpi=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(held, **form.cleaned_data, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The KPI was changed."))
            return redirect(held)
    return render(request, "kpis/kpi_form.html", {"form": form, "kpi": held})


@require_POST
@needs(Verb.CHANGE, "kpi")
def activate(request: Request, pk: int) -> HttpResponseBase:
    held = get_object_or_404(Kpi, pk=pk)
    actions.activate(held, actor=request.actor, at=request.now, reason=request.POST.get("reason", ""))
    messages.success(request, _("The KPI is in force."))
    return redirect(held)


@require_POST
@needs(Verb.CHANGE, "kpi")
def retire(request: Request, pk: int) -> HttpResponseBase:
    held = get_object_or_404(Kpi, pk=pk)
    try:
        actions.retire(held, actor=request.actor, at=request.now, reason=request.POST.get("reason", ""))
        messages.success(request, _("The KPI is retired; its values stay on the record."))
    except GatehouseError as error:
        messages.error(request, str(error))
    return redirect(held)


@needs(Verb.CHANGE, "kpi")
def source(request: Request, pk: int | None = None) -> HttpResponseBase:
    held = get_object_or_404(KpiSource, pk=pk) if pk else None
    form = SourceForm(request.POST or None, source=held)
    if request.method == "POST" and form.is_valid():
        try:
            described = actions.describe(held, **form.cleaned_data, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The file is described. Send one in to see what it would fill."))
            return redirect(described)
    return render(request, "kpis/source.html", {"form": form, "source": held})
