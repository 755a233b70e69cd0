"""Does going live move a KPI? The estimate, what a plan could show, and the order drawn by lot."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office
from rollout.kpis import actions, charts, saying
from rollout.kpis.effect import Comparison, Kind
from rollout.kpis.effect.lot import ticket
from rollout.kpis.forms import ComparisonForm, DrawForm, PlannerForm
from rollout.kpis.models import Drawing, KpiState
from rollout.kpis.selectors import finding
from rollout.kpis.selectors.definitions import as_defined, in_force
from rollout.kpis.selectors.effect import Finding
from rollout.kpis.selectors.plan import planned

NAMES = {
    Kind.SIMPLE: gettext_lazy("All months after go-live"),
    Kind.GROUP: gettext_lazy("Averaged by wave"),
    Kind.DYNAMIC: gettext_lazy("Averaged by months since go-live"),
    Kind.CALENDAR: gettext_lazy("Averaged by calendar month"),
}


@needs(Verb.VIEW, "effect")
def effects(request: Request) -> HttpResponseBase:
    """One line per KPI in force: the size and what chance says of it."""
    instant = known_at(request)
    found = [finding(kpi, Comparison.NOT_YET_LIVE, known_at=instant, whole=False) for kpi in in_force(instant)]
    context = {"lines": [(one, saying.sentence(one)) for one in found], "known_at": instant, "may_change": may_change(request)}
    return render(request, "kpis/effects.html", context)


def may_change(request: Request) -> bool:
    return allows(request.actor, Verb.CHANGE, "effect")


@needs(Verb.VIEW, "effect")
def effect(request: Request, pk: int) -> HttpResponseBase:
    instant = known_at(request)
    kpi = as_defined(pk, instant)
    if kpi.state == KpiState.DRAFT:
        raise NotFound(_("This KPI is a draft: it counts once nothing is missing."))
    form = ComparisonForm(request.GET or None)
    wanted = form.cleaned_data["comparison"] if form.is_bound and form.is_valid() else ""
    found = finding(kpi, Comparison(wanted or Comparison.NOT_YET_LIVE), known_at=instant)
    context = {
        "kpi": kpi,
        "finding": found,
        "known_at": instant,
        "form": ComparisonForm(initial={"comparison": found.comparison.value}),
        "sentence": saying.sentence(found),
        "offices": Office.objects.in_bulk([*found.material.incomplete, *found.material.live_before]),
    }
    if found.overall is not None:
        context |= {
            "interval": saying.interval(kpi, found.overall),
            "size": saying.amount(kpi, found.overall.observed, signed=True),
            "p": saying.p_text(found.overall),
            "chart": charts.event_study(found, get_language() or "en"),
            "rests_on": saying.rests_on(found),
            "cannot_say": saying.cannot_say(found),
            "table": sums_table(request, found),
        }
    return render(request, "kpis/effect.html", context)


def sums_table(request: Request, found: Finding) -> Table:
    """The four ways to sum up, each with its chances; standard errors only where they can be trusted."""
    assert found.aggregates is not None
    assert found.chances is not None
    rows = []
    for kind, aggregate in found.aggregates.items():
        chance = found.chances.get(kind.value)
        if aggregate.overall is None or chance is None:
            continue
        rows.append(
            {
                "name": NAMES[kind],
                "size": saying.amount(found.kpi, chance.observed, signed=True),
                "interval": saying.interval(found.kpi, chance),
                "p": f"{chance.p:.4f}",
                "se": saying.amount(found.kpi, aggregate.overall.se),
            }
        )
    columns = [
        Column("name", _("How it is summed up"), value=lambda row: row["name"]),
        Column("size", _("Per office and month"), value=lambda row: row["size"], numeric=True),
        Column("interval", _("95-percent interval"), value=lambda row: row["interval"], numeric=True),
        Column("p", _("p"), value=lambda row: row["p"], numeric=True),
    ]
    if found.analytic:
        columns.append(Column("se", _("Standard error"), value=lambda row: row["se"], numeric=True))
    return Table(request, columns=columns, rows=rows, name="sums", filename="effect")


@needs(Verb.CHANGE, "effect")
def planner(request: Request) -> HttpResponseBase:
    """How small an effect a plan of waves could find."""
    form = PlannerForm(request.GET or None) if "sizes" in request.GET else PlannerForm()
    found = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            found = planned(asked["kpi"], asked["sizes"], apart=asked["apart"], comparison=Comparison(asked["comparison"]))
        except InvalidInput as error:
            show_refusal(form, error)
    smallest = saying.amount(found.kpi, found.found.smallest) if found else ""
    mean = saying.amount(found.kpi, found.mean) if found else ""
    months = [saying.month(month) for month in (found.months[0], found.months[-1])] if found else ["", ""]
    context = {"form": form, "found": found, "smallest": smallest, "mean": mean, "first": months[0], "last": months[1]}
    return render(request, "kpis/planner.html", context)


@needs(Verb.VIEW, "effect")
def draws(request: Request) -> HttpResponseBase:
    columns = [
        Column("recorded_at", _("Drawn on"), sort="recorded_at", link=lambda draw: f"{draw.pk}/"),
        Column("seed", _("Seed"), search="seed"),
        Column("offices", _("Offices"), value=lambda draw: len(draw.codes), numeric=True),
        Column("waves", _("Waves"), value=lambda draw: len(draw.sizes), numeric=True),
    ]
    empty = Empty(
        _("No order was drawn yet"), _("An order drawn by lot lets the figures speak of cause, not only of company."), icon="arrows-sort"
    )
    table = Table(request, columns=columns, rows=Drawing.objects.all(), name="draws", order="-recorded_at", empty=empty)
    return table.export() or render(request, "kpis/draws.html", {"table": table, "may_change": may_change(request)})


@needs(Verb.CHANGE, "effect")
def draw_new(request: Request) -> HttpResponseBase:
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        codes = [office.code for office in asked["offices"]]
        try:
            drawn = actions.draw(codes, asked["sizes"], seed=asked["seed"], actor=request.actor, at=request.now, reason=asked["reason"])
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The order is drawn and on record. Put the waves into the plan as they came out."))
            return redirect("kpis:draw", drawn.pk)
    return render(request, "kpis/draw_new.html", {"form": form})


@needs(Verb.VIEW, "effect")
def draw(request: Request, pk: int) -> HttpResponseBase:
    drawn = get_object_or_404(Drawing, pk=pk)
    offices = {office.code: office for office in Office.objects.filter(code__in=drawn.codes)}
    waves = [[(offices.get(code, code), ticket(code, drawn.seed)) for code in wave] for wave in drawn.waves]
    return render(request, "kpis/draw.html", {"draw": drawn, "waves": waves})
