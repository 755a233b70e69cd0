"""The pages every import shares: send in, look at what would happen, apply, see what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import exports, naming
from governance.core.errors import InvalidInput
from governance.core.imports import actions, importer, rejects
from governance.core.imports.forms import ReasonForm, SettingsForm, UploadForm
from governance.core.models import ImportBatch, ImportState
from governance.core.pages import Request
from governance.core.permissions import Verb, allows, require
from governance.core.tables import Column, Empty, Table, status

BADGES = {
    ImportState.PREVIEWED: "info",
    ImportState.APPLYING: "info",
    ImportState.APPLIED: "good",
    ImportState.REFUSED: "none",
    ImportState.FAILED: "bad",
}


@login_required
def send(request: Request, kind: str) -> HttpResponse:
    """The form to send a file in, with the columns it needs and what was sent before."""
    of = importer.importer(kind)
    require(request.actor, Verb.IMPORT, of.what)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect(actions.receive(of, file, name=file.name, actor=request.actor, at=request.now, options=form.options()))
        except InvalidInput as wrong:
            form.add_error("file", str(wrong))
    context = {"importer": of, "form": form, "batches": sent_before(request, of)}
    return render(request, "core/imports/send.html", context, status=422 if form.errors else 200)


def sent_before(request: Request, of: importer.Importer) -> Table:
    rows = ImportBatch.objects.filter(kind=of.kind)
    known = naming.names_in(rows, "username", request.actor)
    return Table(
        request,
        columns=[
            Column("name", _("File"), sort="name", search="name", link=lambda batch: batch.get_absolute_url()),
            Column("state", _("State"), choices=ImportState.choices, show=badge),
            Column("creates", _("New"), numeric=True, value=lambda batch: batch.counts.get("creates")),
            Column("updates", _("Changed"), numeric=True, value=lambda batch: batch.counts.get("updates")),
            Column("problems", _("With problems"), numeric=True, value=lambda batch: batch.counts.get("problems")),
            Column("username", _("Sent in by"), value=lambda batch: known[batch.username], sort="username", search="username"),
            Column("created_at", _("Sent in"), sort="created_at"),
        ],
        rows=rows.defer("preview"),
        name="batches",
        per_page=10,
        compact=10,
        empty=Empty(_("No file was sent in yet"), icon="file-import"),
    )


def badge(batch: ImportBatch) -> str:
    return status(BADGES[ImportState(batch.state)], batch.get_state_display())


def readable(request: Request, pk: int) -> tuple[ImportBatch, importer.Importer]:
    """The batch and its importer, for those who may read or import; 404 else."""
    batch = get_object_or_404(ImportBatch.objects.select_related("attachment"), pk=pk)
    of = importer.importer(batch.kind)
    if not (allows(request.actor, Verb.VIEW, of.what) or allows(request.actor, Verb.IMPORT, of.what)):
        raise Http404
    return batch, of


@login_required
def detail(request: Request, pk: int) -> HttpResponse:
    """What the file would do, or what came of it."""
    batch, of = readable(request, pk)
    open_states = (ImportState.PREVIEWED, ImportState.FAILED)
    context = {
        "batch": batch,
        "importer": of,
        "badge": BADGES[ImportState(batch.state)],
        "may_act": allows(request.actor, Verb.IMPORT, of.what) and batch.state in open_states,
        "then_url": reverse(of.then_url) if of.then_url and batch.state == ImportState.APPLIED else "",
        "refusals": actions.refusals(batch) if batch.state in open_states else [],
        "twins": ImportBatch.objects.filter(kind=batch.kind, sha256=batch.sha256, state=ImportState.APPLIED).exclude(pk=batch.pk)[:1],
        "first_rows": first_rows(batch),
        "settings_form": SettingsForm(initial=batch.options),
        "reason_form": ReasonForm(),
    }
    return render(request, "core/imports/detail.html", context)


def first_rows(batch: ImportBatch) -> list[tuple[int, list[tuple[str, str]]]]:
    """Row number and (column, cell) of the rows shown."""
    header = batch.preview.get("header", [])
    return [(number, list(zip(header, cells, strict=False))) for number, cells in batch.preview.get("rows", [])]


@require_POST
@login_required
def read_again(request: Request, pk: int) -> HttpResponse:
    """The same file with other settings."""
    batch, _of = readable(request, pk)
    form = SettingsForm(request.POST)
    options = form.options() if form.is_valid() else {}
    try:
        actions.read_again(batch, options=options, actor=request.actor, at=request.now)
    except InvalidInput as wrong:
        messages.error(request, str(wrong))
    return redirect(batch)


@require_POST
@login_required
def apply(request: Request, pk: int) -> HttpResponse:
    """Start applying; on to the page with the bar."""
    batch, _of = readable(request, pk)
    return redirect(actions.begin(batch, actor=request.actor, at=request.now, reason=request.POST.get("reason", "")[:500]))


@require_POST
@login_required
def set_aside(request: Request, pk: int) -> HttpResponse:
    batch, of = readable(request, pk)
    actions.set_aside(batch, actor=request.actor, at=request.now, reason=request.POST.get("reason", "")[:500])
    messages.success(request, _("The file was set aside. Nothing was changed."))
    return redirect("core:import-send", kind=of.kind)


@login_required
def rejected(request: Request, pk: int) -> HttpResponseBase:
    """The rows that cannot be used, each with its reason, to be mended and sent in again."""
    batch, of = readable(request, pk)
    table, problems = actions.problems_of(batch, of, actor=request.actor, at=request.now)
    wanted = {problem.row for problem in problems}
    cells = {number: row for number, row in table.rows() if number in wanted}
    columns = [_("Row in the file"), _("Columns with problems"), _("What is wrong"), *table.header]
    return exports.csv_response(f"{batch.name.rsplit('.', 1)[0]}-rejected", columns, rejects(table.header, cells, problems))


@login_required
def blank(request: Request, kind: str) -> HttpResponseBase:
    """An empty workbook with the right header."""
    of = importer.importer(kind)
    require(request.actor, Verb.IMPORT, of.what)
    return exports.xlsx_response(str(of.title), [str(column.label) for column in of.columns], [])
