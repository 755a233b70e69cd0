"""Two lists: which columns mean the same, what was found, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import jobs
from governance.core.errors import InvalidInput, NotFound
from governance.core.imports import open_table
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows, require, scope
from governance.organisation.models import Office
from rollout.impact import telling
from rollout.impact.actions import lists as actions
from rollout.impact.comparing.problems import text
from rollout.impact.forms.migration import ColumnsForm
from rollout.impact.list_jobs import COMPARE
from rollout.impact.models import ListPair, MigrationBatch, PairState, Purpose

SHOWN = 5
BADGES = {PairState.SENT: "none", PairState.COMPARED: "info", PairState.APPLIED: "good", PairState.DISCARDED: "none"}


def what_of(pair: ListPair) -> str:
    return actions.OBJECT[Purpose(pair.purpose)]


def fetch(request: Request, pk: int) -> ListPair:
    """The pair, if the reader may see its batch, or coverage of the whole company."""
    pair = ListPair.objects.select_related("batch", "office", "differences").filter(pk=pk).first()
    if pair is None:
        raise NotFound(_("There are no such lists."))
    reached = scope(request.actor, Verb.VIEW, what_of(pair))
    batches = MigrationBatch.objects.within(reached).filter(pk=pair.batch_id or 0)
    if not (batches.exists() if pair.batch_id else reached.everything or pair.office_id in reached.office_ids):
        raise NotFound(_("There are no such lists."))
    return pair


@needs(Verb.VIEW, "coverage")
def pair(request: Request, pk: int) -> HttpResponse:
    """Where the lists stand: columns to choose, or what was found."""
    found = fetch(request, pk)
    may = allows(request.actor, Verb.IMPORT, what_of(found))
    context: dict[str, Any] = {"pair": found, "may_import": may, "badge": BADGES[PairState(found.state)], "crumb": crumb(found)}
    if found.state == PairState.SENT and may:
        return choose(request, found, context)
    if found.result:
        context |= result(request, found)
    return render(request, "impact/lists.html", context)


def crumb(found: ListPair) -> tuple[str, Any]:
    return (found.batch.get_absolute_url(), found.batch) if found.batch else ("", "")


def choose(request: Request, found: ListPair, context: dict[str, Any]) -> HttpResponse:
    """The first rows of both lists and the columns to compare; sent in, the comparison begins in the background."""
    samples = [sample(found, name) for name in actions.NAMES]
    limits = found.batch.limits if found.batch else None
    form = ColumnsForm(
        request.POST or None,
        first=samples[0]["header"],
        second=samples[1]["header"],
        totals=[rule.name for rule in limits.totals] if limits else (),
        labels=(samples[0]["label"], samples[1]["label"]),
        office=found.batch_id is None and found.office_id is None,
        key_required=found.batch_id is None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            form.columns.check(samples[0]["header"], samples[1]["header"])
            return begin(request, found, form)
        except InvalidInput as wrong:
            show_refusal(form, wrong)
    context |= {"form": form, "samples": samples}
    return render(request, "impact/lists_columns.html", context, status=422 if form.errors else 200)


def sample(found: ListPair, name: str) -> dict[str, Any]:
    """The first rows, read from the file for this page alone."""
    of = actions.sent(found, name)
    table = open_table(of.path, of.name, **of.reading)
    labels = {"first": _("Source list"), "second": _("Loaded list")}
    if found.purpose == Purpose.COVERAGE:
        labels = {"first": _("Orders and payments"), "second": _("CRM")}
    return {
        "header": table.header,
        "rows": [cells for _number, cells in islice(table.rows(), SHOWN)],
        "name": of.name,
        "label": labels[name],
    }


def begin(request: Request, found: ListPair, form: ColumnsForm) -> HttpResponse:
    job = jobs.start(
        COMPARE,
        actor=request.actor,
        at=request.now,
        arguments={"pair": found.pk, "columns": form.columns.to_json()},
        title=_("Compare %(lists)s") % {"lists": found},
        then_url=found.get_absolute_url(),
        key=f"compare-{found.pk}",
    )
    return redirect(job)


def result(request: Request, found: ListPair) -> dict[str, Any]:
    """What the comparison found, and what it would decide."""
    rejected = [
        (label, text(code), count)
        for name, label in zip(actions.NAMES, (found.first_name, found.second_name), strict=True)
        for code, count in found.result.get("rejected", {}).get(name, {}).items()
    ]
    common = {"rejected": rejected, "differences": found.result.get("differences", 0)}
    if found.batch:
        verdict = telling.verdict_of(found.batch.verdict or ()) if decided(found) else actions.verdict_on(found, found.batch)
        return common | {"lines": [telling.line(one) for one in verdict.findings], "passed": verdict.passed}
    names = Office.objects.in_bulk([row[0] for row in found.result["offices"]])
    offices = [
        {"office": names[office], "customers": customers, "found": inside, "lacking": customers - inside, "share": share(inside, customers)}
        for office, customers, inside in found.result["offices"]
        if allows(request.actor, Verb.VIEW, "coverage", office_id=office)
    ]
    return common | {"offices": sorted(offices, key=lambda row: row["office"].code), "without_office": found.result["without_office"]}


def decided(found: ListPair) -> bool:
    return found.state == PairState.APPLIED and bool(found.batch and found.batch.verdict)


def share(inside: int, customers: int) -> float:
    return 100 * inside / customers if customers else 0.0


def settle(request: Request, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """Do with the two lists what was chosen, and lead back to what they belong to."""
    found = fetch(request, pk)
    require(request.actor, Verb.IMPORT, what_of(found))
    act(found, actor=request.actor, at=request.now)
    messages.success(request, done)
    return redirect(found.batch.get_absolute_url() if found.batch else "impact:coverage")


@require_POST
@needs(Verb.VIEW, "coverage")
def apply(request: Request, pk: int) -> HttpResponse:
    return settle(request, pk, actions.apply_lists, _("Recorded."))


@require_POST
@needs(Verb.VIEW, "coverage")
def discard(request: Request, pk: int) -> HttpResponse:
    return settle(request, pk, actions.discard_lists, _("The lists are set aside and removed. Nothing was decided."))
