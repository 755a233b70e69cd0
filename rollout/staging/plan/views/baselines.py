"""Baselines: keeping one, comparing two, and the slip of every office and stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.known import known_at
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Office
from rollout.staging import selectors as standing
from rollout.staging.doers import by_whom
from rollout.staging.models import Wave
from rollout.staging.plan import actions, selectors
from rollout.staging.plan.forms import BaselineForm
from rollout.staging.plan.reckoning.dates import DATED, Basis, Slip
from rollout.staging.plan.selectors import Kept
from rollout.staging.plan.views import asked
from rollout.staging.stages import Stage
from rollout.staging.views.waves import no_programme

BASES = {
    Basis.ACTUAL: ("good", gettext_lazy("actual")),
    Basis.PLANNED: ("info", gettext_lazy("planned")),
    Basis.OVERDUE: ("bad", gettext_lazy("overdue")),
    Basis.PASSED: ("none", gettext_lazy("passed, no date")),
    Basis.NONE: ("none", gettext_lazy("no date")),
}


@dataclass(frozen=True)
class Line:
    """One office and stage in a table."""

    office: Office
    wave: str
    stage: Stage
    first: date | None
    second: date | None
    days: int | None
    slip: Slip | None = None

    @property
    def basis(self) -> str:
        return self.slip.expected.basis.value if self.slip else ""


@needs(Verb.VIEW, "plan")
def slips(request: Request) -> HttpResponseBase:
    """Every office and stage against a baseline: what is expected or happened, and how many days late."""
    programme = standing.programme()
    if programme is None:
        return no_programme(request)
    instant = known_at(request)
    day = standing.local_day(instant or request.now)
    baselines = selectors.baselines(instant)
    baseline = asked.one_baseline(baselines, request.GET.get("baseline", ""))
    found = selectors.slips(baseline, day, instant)
    names = names_of(instant)
    lines = [
        Line(names[office][0], names[office][1], stage, each.baseline, each.expected.on, each.days, each)
        for (office, stage), each in sorted(found.items(), key=lambda item: (names[item[0][0]][0].code, DATED.index(item[0][1])))
    ]
    table = Table(request, slip_columns(lines), lines, empty=Empty(_("No office is placed in a wave yet.")), filename="slip", per_page=60)
    told = [line.days for line in lines if line.stage == Stage.LIVE and line.days is not None]
    context = {
        "table": table,
        "baseline": baseline,
        "baselines": baselines,
        "known_at": instant,
        "late": sum(days > 0 for days in told),
        "told": len(told),
        "worst": max(told, default=0),
        "may_change": allows(request.actor, Verb.CHANGE, "plan"),
    }
    return table.export() or render(request, "staging/plan/slips.html", context)


def names_of(instant: Any = None) -> dict[int, tuple[Office, str]]:
    """Office id → the office and its wave in words."""
    placed = standing.office_waves(instant)
    waves = {wave.pk: str(wave) for wave in Wave.objects.all()}
    return {pk: (office, waves[placed[pk]]) for pk, office in Office.objects.in_bulk(placed).items()}


def slip_columns(lines: list[Line]) -> list[Column]:
    waves = sorted({line.wave for line in lines})
    return [
        Column("office", _("Office"), value=lambda line: str(line.office), link=lambda line: page_of(line.office)),
        Column("wave", _("Wave"), choices=[(wave, wave) for wave in waves]),
        Column(
            "stage", _("Stage"), value=lambda line: line.stage.value, where="stage", choices=[(each.value, each.label) for each in DATED]
        ),
        Column("first", _("Baseline")),
        Column("second", _("Expected or actual")),
        Column("basis", _("Basis"), choices=[(basis.value, word) for basis, (_kind, word) in BASES.items()], show=basis_badge),
        Column("days", _("Days late"), numeric=True, show=late_badge),
        Column("missed", _("Against the last plan"), numeric=True, value=lambda line: line.slip.missed_by, show=missed),
    ]


def basis_badge(line: Line) -> Any:
    kind, word = BASES[Basis(line.basis)]
    return status(kind, word)


def late_badge(line: Line) -> Any:
    if line.days is None or line.days <= 0:
        return written.signed(line.days)
    return status("watch" if line.days <= 7 else "bad", written.signed(line.days))


def missed(line: Line) -> str:
    return written.signed(line.slip.missed_by if line.slip else None)


def page_of(office: Office) -> str:
    return reverse("staging:plan_office", args=[office.pk])


@needs(Verb.VIEW, "plan")
def baselines(request: Request) -> HttpResponseBase:
    if standing.programme() is None:
        return no_programme(request)
    instant = known_at(request)
    kept = by_whom(selectors.baselines(instant), request.actor)
    context = {"baselines": kept, "known_at": instant, "may_change": allows(request.actor, Verb.CHANGE, "plan")}
    return render(request, "staging/plan/baselines.html", context)


@needs(Verb.CHANGE, "plan")
def keep(request: Request) -> HttpResponseBase:
    programme = asked.programme()
    form = BaselineForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.take_baseline(programme, given["name"], actor=request.actor, at=request.now, reason=given["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The baseline “%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
        return redirect("staging:baselines")
    return render(request, "staging/plan/keep.html", {"form": form})


@needs(Verb.VIEW, "plan")
def compare(request: Request) -> HttpResponseBase:
    """Two baselines side by side, with the difference in days."""
    if standing.programme() is None:
        return no_programme(request)
    kept = selectors.baselines()
    second = asked.one_baseline(kept, request.GET.get("to", ""))
    oldest = kept[-1] if kept else None
    first = next((each for each in kept if str(each.pk) == request.GET.get("from", "")), oldest)
    lines = compared(selectors.kept_dates(first), selectors.kept_dates(second))
    changed = request.GET.get("all") != "1"
    table = Table(
        request,
        compare_columns(str(first or ""), str(second or ""), lines),
        [line for line in lines if line.days or line.first != line.second] if changed else lines,
        empty=Empty(_("No date differs"), _("The two baselines hold the same dates.")),
        filename="baselines",
        per_page=60,
    )
    context = {"table": table, "baselines": kept, "first": first, "second": second, "changed": changed}
    return table.export() or render(request, "staging/plan/compare.html", context)


def compared(first: Mapping[int, Kept], second: Mapping[int, Kept]) -> list[Line]:
    """Every office and stage that has a date in either."""
    names, found = names_of(), []
    for office in sorted(first.keys() | second.keys(), key=lambda pk: names[pk][0].code):
        for stage in DATED:
            one = first[office].on(stage) if office in first else None
            two = second[office].on(stage) if office in second else None
            if one or two:
                days = (two - one).days if one and two else None
                found.append(Line(names[office][0], names[office][1], stage, one, two, days))
    return found


def compare_columns(first: str, second: str, lines: list[Line]) -> list[Column]:
    waves = sorted({line.wave for line in lines})
    return [
        Column("office", _("Office"), value=lambda line: str(line.office), link=lambda line: page_of(line.office)),
        Column("wave", _("Wave"), choices=[(wave, wave) for wave in waves]),
        Column(
            "stage", _("Stage"), value=lambda line: line.stage.value, where="stage", choices=[(each.value, each.label) for each in DATED]
        ),
        Column("first", first or _("from")),
        Column("second", second or _("to")),
        Column("days", _("Difference in days"), numeric=True, show=late_badge),
    ]
