"""Saved mappings: the list, one as text to edit, out and in as JSON."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.core.errors import GatehouseError
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table
from rollout.adoption.actions import mappings
from rollout.adoption.forms.imports import MappingFileForm
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import UsageMapping

WHAT = "usage_import"


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponseBase:
    table = Table(
        request,
        columns=[
            Column("name", _("Mapping"), sort="name", search="name", link=lambda row: reverse("adoption:mapping", args=[row.pk])),
            Column("source", _("Source"), sort="source__name", search="source__name"),
            Column("identity", _("What identifies an event"), value=lambda row: " + ".join(row.spec.get("identity", []))),
            Column("zone", _("Time zone"), value=lambda row: row.spec.get("zone", "")),
        ],
        rows=UsageMapping.objects.select_related("source"),
        name="mappings",
        empty=Empty(
            _("No mapping is saved yet"),
            _("Send in a usage file: its columns are mapped once and kept under a name."),
            reverse("adoption:import-new"),
            _("Import usage"),
        ),
    )
    context = {"mappings": table, "may_import": allows(request.actor, Verb.IMPORT, WHAT)}
    return table.export() or render(request, "adoption/mappings/index.html", context)


@needs(Verb.VIEW, WHAT)
def detail(request: Request, pk: int) -> HttpResponse:
    """One mapping as its JSON; those who may import can edit it. Files already counted keep the mapping they used."""
    saved = get_object_or_404(UsageMapping.objects.select_related("source"), pk=pk)
    may_import = allows(request.actor, Verb.IMPORT, WHAT)
    form = MappingFileForm(request.POST or None, initial={"text": json.dumps(saved.spec, ensure_ascii=False, indent=2, sort_keys=True)})
    if request.method == "POST" and may_import and form.is_valid():
        try:
            change(request, saved, form.cleaned_data["text"])
            return redirect("adoption:mapping", saved.pk)
        except ValueError:
            form.add_error("text", _("This is not JSON: a comma, bracket or quotation mark is missing or too many."))
        except GatehouseError as wrong:
            form.add_error("text", str(wrong))
    context = {"saved": saved, "form": form, "may_import": may_import, "imports": saved.imports.count()}
    return render(request, "adoption/mappings/detail.html", context, status=422 if form.errors else 200)


def change(request: Request, saved: UsageMapping, text: str) -> None:
    stored = json.loads(text)
    mapping = Mapping.from_json(stored if isinstance(stored, dict) else {"": ""})
    mappings.save_mapping(name=saved.name, source=saved.source, mapping=mapping, actor=request.actor, at=request.now)
    messages.success(request, _("The mapping was saved."))


@needs(Verb.VIEW, WHAT)
def download(request: Request, pk: int) -> HttpResponse:
    saved = get_object_or_404(UsageMapping.objects.select_related("source"), pk=pk)
    answer = HttpResponse(mappings.as_json(saved), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="usage-mapping-{slugify(saved.name) or saved.pk}.json"'
    return answer


@needs(Verb.IMPORT, WHAT)
def take_in(request: Request) -> HttpResponse:
    """A mapping from a file or pasted text."""
    form = MappingFileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = mappings.from_json(text=form.cleaned_data["text"], actor=request.actor, at=request.now)
            messages.success(request, _("The mapping “%(name)s” was saved.") % {"name": saved.name})
            return redirect("adoption:mapping", saved.pk)
        except GatehouseError as wrong:
            form.add_error("text", str(wrong))
    return render(request, "adoption/mappings/take_in.html", {"form": form}, status=422 if form.errors else 200)
