"""Mapping the columns of a file nobody has seen before, beside its first rows."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from governance.core.errors import Conflict, GatehouseError, InvalidInput
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from rollout.adoption import presets, suggest
from rollout.adoption.actions import imports, mappings
from rollout.adoption.forms.imports import MappingForm
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import UsageImport, UsageMapping, UsageSource
from rollout.adoption.reading import sample as sampling
from rollout.adoption.reading.guess import suggested, suspects
from rollout.adoption.reading.sample import Sample
from rollout.adoption.reading.times import KNOWN_FORMATS
from rollout.adoption.views.imports import begin_preview, unpublished_years

WHAT = "usage_import"


@needs(Verb.IMPORT, WHAT)
def columns(request: Request, pk: int) -> HttpResponse:
    """Map the columns; `refresh` only shows the values of newly chosen columns."""
    sent = get_object_or_404(UsageImport.objects.select_related("mapping", "source"), pk=pk)
    imports.require_open(sent)
    sample = sampling.sample_of(sent)
    if request.method == "POST" and "refresh" not in request.POST:
        form = filled(request, sample)
        if form.is_valid() and (saved := save(request, form, sample)):
            return begin_preview(request, sent, saved)
        return shown(request, sent, sample, form, 422)
    if request.method == "POST":
        return shown(request, sent, sample, unbound(request, sample), 200)
    return shown(request, sent, sample, first(sent, sample), 200)


def filled(request: HttpRequest, sample: Sample) -> MappingForm:
    chosen = {"action": request.POST.get("action", ""), "success": request.POST.get("success", "")}
    return MappingForm(request.POST, **lists(sample, chosen, request.POST.get("user", "")))


def unbound(request: HttpRequest, sample: Sample) -> MappingForm:
    """What was typed so far, with the value lists of the columns chosen now, everything but signing in ticked."""
    chosen = {"action": request.POST.get("action", ""), "success": request.POST.get("success", "")}
    given = lists(sample, chosen, request.POST.get("user", ""))
    typed = {name: request.POST.getlist(name) if name in (*MappingForm.MANY, "systems") else value for name, value in request.POST.items()}
    for entry, column in (("counting", "action"), ("entering", "action"), ("success_values", "success")):
        possible = {value for value, _count in given["values"].get(column, [])}
        typed[entry] = [value for value in typed.get(entry, []) if value in possible]
        if not typed[entry] and entry == "counting":
            typed[entry] = [value for value in possible if not suggest.SIGNING_IN.search(value)]
    return MappingForm(initial=typed, **given)


def first(sent: UsageImport, sample: Sample) -> MappingForm:
    """The mapping used before on this file, else what names and contents suggest."""
    mapping = Mapping.from_json(sent.spec) if sent.spec else suggested(sample)
    chosen = {"action": mapping.action, "success": mapping.success}
    given = lists(sample, {role: name if name in sample.header else "" for role, name in chosen.items()}, mapping.user)
    suspects = [name for name, _count, _why in given["suspects"]]
    systems = [name for name in suspects if not sent.spec or name in mapping.system_users]
    more = [name for name in mapping.system_users if name not in suspects]
    source = sent.source or (UsageSource.objects.get() if UsageSource.objects.count() == 1 else None)
    name = sent.mapping.name if sent.mapping else ""
    return MappingForm(
        initial={**mapping.to_json(), "systems": systems, "more_systems": "\n".join(more), "source": source, "name": name}, **given
    )


def lists(sample: Sample, chosen: dict[str, str], user: str) -> dict[str, Any]:
    """The choices of the form: columns, values of the chosen ones, accounts that look like systems."""
    values = {role: sampling.values(sample, name) for role, name in chosen.items() if name in sample.header}
    return {"header": sample.header, "values": values, "suspects": suspects(sample, user)}


def save(request: Request, form: MappingForm, sample: Sample) -> UsageMapping | None:
    """Save the mapping; what speaks against it is shown beside the fields, and nothing typed is lost."""
    data, mapping = form.cleaned_data, form.mapping
    try:
        mapping.check(sample.header)
        with transaction.atomic():
            source = data["source"] or mappings.add_source(name=data["source_name"], actor=request.actor, at=request.now)
            imports.checked_source(source, mapping)
            return mappings.save_mapping(name=data["name"], source=source, mapping=mapping, actor=request.actor, at=request.now)
    except InvalidInput as wrong:
        for entry, message in (wrong.fields or {"": wrong.message}).items():
            form.add_error(entry if entry in form.fields else None, str(message))
    except Conflict as wrong:
        form.add_error("name", str(wrong))
    except GatehouseError as wrong:
        form.add_error("identity", str(wrong))
    return None


def shown(request: Request, sent: UsageImport, sample: Sample, form: MappingForm, code: int) -> HttpResponse:
    chosen = form["identity"].value() or []
    context = {
        "sent": sent,
        "preset": None if sent.spec else presets.fitting(sample.header),
        "sample": sample,
        "rows": sampling.first_rows(sample),
        "form": form,
        "unpublished": unpublished_in(sample, form),
        "measured": measured(sample, [name for name in chosen if name in sample.header]),
    }
    return render(request, "adoption/imports/columns.html", context, status=code)


def unpublished_in(sample: Sample, form: MappingForm) -> str:
    """Years of the chosen time column whose working days the chosen calendar does not tell."""
    column, formats = form["time"].value() or "", [each for each in form["time_formats"].value() or [] if each in KNOWN_FORMATS]
    years = sampling.years(sample, column, formats) if column in sample.header and formats else []
    return unpublished_years(str(form["calendar"].value() or ""), years)


@needs(Verb.IMPORT, WHAT)
def identity(request: Request, pk: int) -> HttpResponse:
    """How many rows the ticked columns would take for repeats: the moving part beside them."""
    sample = sampling.sample_of(get_object_or_404(UsageImport, pk=pk))
    chosen = [name for name in request.GET.getlist("identity") if name in sample.header]
    return render(request, "adoption/imports/_identity.html", {"sample": sample, "measured": measured(sample, chosen)})


def measured(sample: Sample, chosen: list[str]) -> dict[str, Any]:
    if not chosen:
        return {}
    least = sampling.repeats(sample, sample.header)
    found = sampling.repeats(sample, chosen)
    return {"repeats": found, "copies": least, "lost": found - least, "columns": chosen}
