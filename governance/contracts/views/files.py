"""Milestones in and out of files: upload, see what will happen, apply; download in four formats."""

from __future__ import annotations

import gzip
from datetime import date
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from governance.contracts.access import is_client
from governance.contracts.actions import importing
from governance.contracts.formats import mspdi, ocds, tables
from governance.contracts.formats.rows import tally
from governance.contracts.forms.entering import about
from governance.contracts.models import (
    Amendment,
    Contract,
    ContractEnd,
    ExtensionOfTime,
    NoticeAnswer,
    PenaltyClause,
    Reopening,
    Service,
    Submission,
)
from governance.contracts.penalties import Subject
from governance.contracts.views.contracts import contract_of
from governance.contracts.wording import say_clause
from governance.core import attachments, exports
from governance.core.errors import InvalidInput, NotFound
from governance.core.models import Attachment
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.views.attachments import as_download

WHAT = "milestone"


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("CSV or XLSX, Open Contracting JSON, or project XML."))


class ChooseClausesForm(forms.Form):
    """For the milestones of the file that have no clause and name none."""

    clauses = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Penalty clauses for these milestones"),
        queryset=PenaltyClause.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A file names them in its column “clauses”; what it names stays."),
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["clauses"].queryset = about(contract, Subject.MILESTONE)  # type: ignore[attr-defined]
        self.fields["clauses"].label_from_instance = lambda clause: f"{clause.number} · {say_clause(clause.clause, language)}"  # type: ignore[attr-defined]


@needs(Verb.IMPORT, WHAT)
def upload(request: Request, pk: int) -> HttpResponse:
    """Upload, then see what the file would do. Nothing is written before it is applied."""
    contract = contract_of(request, pk, Verb.IMPORT, WHAT)
    form = FileForm(request.POST or None, request.FILES or None)
    context = {"contract": contract, "form": form, "back": reverse("contracts:contract", args=[pk])}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep(request, file)
            return render(request, "contracts/import.html", context | preview(contract, kept, contract.day_of(request.now)))
        except InvalidInput as error:
            form.add_error("file", str(error.message))
    return render(request, "contracts/import.html", context)


def keep(request: Request, file: Any) -> Attachment:
    """The file in the store. XML goes in packed, since the store takes no pages that a browser might run."""
    if not file.name.lower().endswith(".xml"):
        return attachments.store(file, name=file.name, actor=request.actor, at=request.now, what=WHAT)
    packed = BytesIO(gzip.compress(file.read(importing.LARGEST_TEXT + 1), mtime=0))
    return attachments.store(packed, name=f"{file.name}.gz", actor=request.actor, at=request.now, what=WHAT)


def preview(contract: Contract, kept: Attachment, today: date) -> dict[str, object]:
    rows, bad = importing.read_milestones(attachments.path(kept), kept.name, contract)
    plan = importing.plan_milestones(contract, rows, today)
    offered = bool(plan.free) and about(contract, Subject.MILESTONE).exists()
    choose = ChooseClausesForm(contract=contract) if offered else None
    return {"kept": kept, "plan": plan, "unreadable": tally(bad), "rows": len(rows), "choose": choose}


@needs(Verb.IMPORT, WHAT)
def apply(request: Request, pk: int, file: int) -> HttpResponse:
    contract = contract_of(request, pk, Verb.IMPORT, WHAT)
    kept = get_object_or_404(Attachment, pk=file, what=WHAT, username=request.actor.username)
    if request.method != "POST":
        return redirect("contracts:import", pk)
    rows, _bad = importing.read_milestones(attachments.path(kept), kept.name, contract)
    form = ChooseClausesForm(request.POST, contract=contract)
    if not form.is_valid():
        context = preview(contract, kept, contract.day_of(request.now)) | {
            "contract": contract,
            "back": reverse("contracts:contract", args=[pk]),
            "choose": form,
        }
        return render(request, "contracts/import.html", context)
    by: dict[str, Any] = {"actor": request.actor, "at": request.now, "reason": _("From the file %s") % kept.name}
    made = importing.apply_milestones(contract, rows, chosen=[clause.number for clause in form.cleaned_data["clauses"]], **by)
    done = {"creates": len(made.creates), "updates": len(made.updates), "unchanged": made.unchanged}
    messages.success(request, _("%(creates)s new, %(updates)s updated, %(unchanged)s unchanged.") % done)
    if made.free:
        messages.warning(request, _("No penalty clause hangs on %s: however late, they owe nothing.") % ", ".join(made.free[:20]))
    return redirect("contracts:contract", pk)


@needs(Verb.VIEW, WHAT)
def handed_in(request: Request, pk: int, file: int) -> HttpResponseBase:
    """A file of this contract's record, for those who see the contract; amendments for the client only."""
    contract = contract_of(request, pk)
    found = Attachment.objects.filter(pk=file).first()
    if found is None or not is_of(contract, file, client=is_client(request.actor)):
        raise NotFound(_("There is no such file, or it is not yours."))
    return as_download(found)


def is_of(contract: Contract, file: int, *, client: bool) -> bool:
    """Whether the file hangs on something of this contract that the reader sees."""
    held: list[QuerySet[Any]] = [
        Submission.objects.filter(milestone__contract=contract),
        ExtensionOfTime.objects.filter(milestone__contract=contract),
        Service.objects.filter(notice__contract=contract),
        NoticeAnswer.objects.filter(notice__contract=contract),
    ]
    if client:
        held += [Amendment.objects.filter(contract=contract), ContractEnd.objects.filter(contract=contract)]
        held += [Reopening.objects.filter(end__contract=contract)]
    return any(rows.filter(attachment=file).exists() for rows in held)


@needs(Verb.EXPORT, WHAT)
def export(request: Request, pk: int, form: str) -> HttpResponseBase:
    contract = contract_of(request, pk, Verb.EXPORT, WHAT)
    rows, name = importing.rows_of(contract), f"milestones-{contract.pk}"
    if form == "csv":
        return exports.csv_response(name, tables.COLUMNS, tables.write_rows(rows))
    if form == "xlsx":
        return exports.xlsx_response(name, tables.COLUMNS, tables.write_rows(rows))
    if form == "json":
        return download(ocds.write(described(contract), rows, request.now), f"{name}.json", "application/json")
    if form == "xml":
        return download(mspdi.write(str(contract), rows), f"{name}.xml", "application/xml")
    raise NotFound(_("There is no such format."))


def described(contract: Contract) -> dict[str, object]:
    return {
        "number": contract.number,
        "title": contract.title,
        "vendor": contract.vendor.code,
        "vendor_name": contract.vendor.name,
        "value": contract.value,
        "currency": contract.currency,
        "signed_on": contract.signed_on,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
    }


def download(text: str, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)
