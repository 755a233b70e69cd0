"""Usage files: the list, sending one in, its preview, applying it, taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import exports, jobs, naming, written
from governance.core.calendars import calendars
from governance.core.errors import InvalidInput, NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from rollout.adoption import store
from rollout.adoption.actions import imports
from rollout.adoption.forms.imports import FileForm, ReasonForm
from rollout.adoption.jobs.imports import APPLY, PREVIEW
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import ImportState, UsageImport, UsageMapping
from rollout.adoption.reading.problems import problem_text, rejected_rows
from rollout.adoption.reading.rows import REJECT_COLUMNS
from rollout.adoption.reading.sample import sample_of
from rollout.adoption.selectors.staleness import freshness

WHAT = "usage_import"
BADGES = {
    ImportState.UPLOADED: "none",
    ImportState.PLANNED: "info",
    ImportState.APPLIED: "good",
    ImportState.WITHDRAWN: "watch",
    ImportState.DISCARDED: "none",
}
SHOWN_REJECTS = 50


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponseBase:
    """Every usage file and what became of it."""
    may_import = allows(request.actor, Verb.IMPORT, WHAT)
    known = naming.names_in(UsageImport.objects.all(), "username", request.actor)
    table = Table(
        request,
        columns=[
            Column(
                "file_name", _("File"), sort="file_name", search="file_name", link=lambda row: reverse("adoption:import", args=[row.pk])
            ),
            Column("state", _("State"), choices=ImportState.choices, show=lambda row: status(BADGES[row.state], row.get_state_display())),
            Column("source", _("Source"), sort="source__name", search="source__name"),
            Column("rows", _("Rows"), numeric=True, value=lambda row: row.plan.get("rows")),
            Column("events", _("New events"), numeric=True, value=lambda row: row.plan.get("events")),
            Column("rejected", _("Unusable"), numeric=True, value=lambda row: row.plan.get("rejected_rows")),
            Column("days", _("From – to"), value=lambda row: span(row.plan)),
            Column("uploaded_at", _("Sent in"), sort="uploaded_at"),
            Column("username", _("By"), value=lambda row: known[row.username], sort="username", search="username"),
        ],
        rows=UsageImport.objects.select_related("source"),
        name="imports",
        order="-uploaded_at",
        empty=Empty(
            _("No usage file yet"),
            _("Export the usage log of your CRM and send it in: this is where everything begins."),
            reverse("adoption:import-new") if may_import else "",
            _("Import usage") if may_import else "",
            "database-import",
        ),
    )
    today = timezone.localdate(request.now)
    stale = [each for each in freshness([today])[today] if each.is_stale]
    context = {"imports": table, "may_import": may_import, "counted": counted(), "stale": stale}
    return table.export() or render(request, "adoption/imports/index.html", context)


def counted() -> int:
    return UsageImport.objects.filter(state=ImportState.APPLIED).count()


def span(plan: dict[str, Any]) -> str:
    first, last = (date.fromisoformat(plan[key]) if plan.get(key) else None for key in ("first_day", "last_day"))
    return f"{written.day(first)} – {written.day(last)}" if first else ""


@needs(Verb.IMPORT, WHAT)
def new(request: Request) -> HttpResponse:
    """Send a file in. With a saved mapping that fits, the preview begins at once."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, mapping = form.cleaned_data["file"], form.cleaned_data["mapping"]
        try:
            sent = imports.receive(
                file=file, name=file.name, actor=request.actor, at=request.now, reading=form.reading, corrects=form.corrects
            )
            if mapping is None:
                return redirect("adoption:import-columns", sent.pk)
            Mapping.from_json(mapping.spec).check(sample_of(sent).header)
            return begin_preview(request, sent, mapping)
        except InvalidInput as wrong:
            form.add_error("file", str(wrong))
    return render(request, "adoption/imports/new.html", {"form": form}, status=422 if form.errors else 200)


def begin_preview(request: Request, sent: UsageImport, mapping: UsageMapping) -> HttpResponse:
    job = jobs.start(
        PREVIEW,
        actor=request.actor,
        at=request.now,
        arguments={"sent": sent.pk, "mapping": mapping.pk},
        title=_("Preview of %(file)s") % {"file": sent.file_name},
        then_url=reverse("adoption:import", args=[sent.pk]),
        key=f"preview-{sent.pk}",
    )
    return redirect(job)


@needs(Verb.VIEW, WHAT)
def detail(request: Request, pk: int) -> HttpResponse:
    """What the file would do, or did."""
    sent = get_object_or_404(UsageImport.objects.select_related("source", "mapping"), pk=pk)
    if sent.state == ImportState.UPLOADED and allows(request.actor, Verb.IMPORT, WHAT):
        return redirect("adoption:import-columns", sent.pk)
    plan = sent.plan
    weeks = [(date.fromisoformat(week), count) for week, count in plan.get("weeks", {}).items()]
    context = {
        "sent": sent,
        "plan": plan,
        "badge": BADGES[ImportState(sent.state)],
        "mapping": Mapping.from_json(sent.spec) if sent.spec else None,
        "days": span(plan),
        "weeks": weeks,
        "rejected": [(problem_text(code), count) for code, count in plan.get("rejected", {}).items()],
        "notes": notes(plan),
        "unpublished": unpublished(sent),
        "may_import": allows(request.actor, Verb.IMPORT, WHAT),
        "again": UsageImport.objects.filter(sha256=sent.sha256, state=ImportState.APPLIED).exclude(pk=sent.pk).first(),
        "changed": sent.state == ImportState.PLANNED and sent.origin.sequence != sent.planned_sequence,
        "withdraw_form": ReasonForm(),
        "rejects": first_rejects(sent),
    }
    return render(request, "adoption/imports/detail.html", context)


def notes(plan: dict[str, Any]) -> list[str]:
    """What the reader should know about rows that do count."""
    found = plan.get("notes", {}) | {name: plan.get(name) for name in ("users_in_several_offices", "no_business_day")}
    texts = {
        "repeated_hour": _("Times in an hour that a clock change repeats, taken as winter time: %(count)s."),
        "missing_hour": _("Times in an hour that a clock change leaves out, read an hour later: %(count)s."),
        "users_in_several_offices": _(
            "Users seen in several offices: %(count)s. Each office shows the part done there, until the roster says where they belong."
        ),
        "no_business_day": _(
            "Business dates that cannot be read, or of a year before 1900 or after 2100: %(count)s. "
            "These rows count, but not for timeliness."
        ),
    }
    return [text % {"count": written.number(found[name])} for name, text in texts.items() if found.get(name)]


def unpublished(sent: UsageImport) -> str:
    """Years of the file whose working days its calendar does not tell, in words."""
    if not sent.spec or not sent.plan.get("first_day"):
        return ""
    first, last = (date.fromisoformat(sent.plan[key]).year for key in ("first_day", "last_day"))
    return unpublished_years(Mapping.from_json(sent.spec).calendar, range(first, last + 1))


def unpublished_years(code: str, years: Iterable[int]) -> str:
    days = calendars().get(code)
    missing = [str(year) for year in years if days and days.plan(year) is None]
    if not days or not missing:
        return ""
    return _("The working days of %(years)s are not published in the calendar “%(calendar)s”.") % {
        "years": ", ".join(missing),
        "calendar": days.name,
    }


def first_rejects(sent: UsageImport) -> list[tuple[int, str, list[str]]]:
    path = store.reject_path(sent.rejects)
    if not sent.rejects or not path.exists():
        return []
    return [(number, problem_text(code), list(cells)) for number, code, cells in rejected_rows(path, SHOWN_REJECTS)]


@needs(Verb.EXPORT, WHAT)
def rejected(request: Request, pk: int) -> HttpResponseBase:
    """Rejected rows with number and reason, in the file's own columns: mend them and send this file in again."""
    sent = get_object_or_404(UsageImport, pk=pk)
    path = store.reject_path(sent.rejects)
    if not sent.rejects or not path.exists():
        raise NotFound(_("This file has no rejected rows, or they are no longer kept."))
    header = [name for name in sample_of(sent).header if name not in REJECT_COLUMNS]
    rows = ([number, problem_text(code), *own_cells(cells, len(header))] for number, code, cells in rejected_rows(path))
    return exports.csv_response(f"rejected-rows-{sent.pk}", [*REJECT_COLUMNS, *header], rows)


def own_cells(cells: Any, width: int) -> list[str]:
    """The cells of the original columns: rows that were rejected once before carry two more in front."""
    return list(cells[-width:] if len(cells) == width + len(REJECT_COLUMNS) else cells)


@require_POST
@needs(Verb.IMPORT, WHAT)
def apply(request: Request, pk: int) -> HttpResponse:
    sent = get_object_or_404(UsageImport, pk=pk)
    imports.require_open(sent)
    job = jobs.start(
        APPLY,
        actor=request.actor,
        at=request.now,
        arguments={"sent": sent.pk},
        title=_("Apply %(file)s") % {"file": sent.file_name},
        then_url=reverse("adoption:import", args=[sent.pk]),
        key=f"apply-{sent.pk}",
    )
    return redirect(job)


@require_POST
@needs(Verb.IMPORT, WHAT)
def discard(request: Request, pk: int) -> HttpResponse:
    sent = get_object_or_404(UsageImport, pk=pk)
    imports.discard(sent=sent, actor=request.actor, at=request.now)
    messages.success(request, _("The file was set aside. Nothing was counted."))
    return redirect("adoption:imports")


@require_POST
@needs(Verb.IMPORT, WHAT)
def withdraw(request: Request, pk: int) -> HttpResponse:
    sent = get_object_or_404(UsageImport.objects.select_related("source"), pk=pk)
    imports.withdraw(sent=sent, actor=request.actor, at=request.now, reason=request.POST.get("reason", ""))
    messages.success(request, _("The file was withdrawn. Its events no longer count; the record keeps what they were."))
    return redirect("adoption:import", sent.pk)
