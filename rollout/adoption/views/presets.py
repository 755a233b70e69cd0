"""Presets for well-known CRMs: what their logs hold, and taking one over as a mapping of one's own."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from governance.core.errors import Conflict, InvalidInput
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from rollout.adoption.actions import mappings
from rollout.adoption.forms.presets import PresetForm
from rollout.adoption.models import UsageSource
from rollout.adoption.presets import BY_CODE, PRESETS, in_zone

WHAT = "usage_import"


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponse:
    return render(request, "adoption/mappings/presets.html", {"presets": PRESETS, "may_import": allows(request.actor, Verb.IMPORT, WHAT)})


@needs(Verb.IMPORT, WHAT)
def use(request: Request, code: str) -> HttpResponse:
    """Save the preset as a mapping of a source, with the zone of its times."""
    preset = BY_CODE.get(code)
    if preset is None:
        raise Http404
    form = PresetForm(request.POST or None, initial={"name": preset.name, "source_name": preset.crm})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        mapping = in_zone(preset, asked["zone"], asked["calendar"])
        try:
            with transaction.atomic():
                known = UsageSource.objects.filter(name=asked["source_name"].strip()).first()
                source = known or mappings.add_source(name=asked["source_name"], actor=request.actor, at=request.now)
                saved = mappings.save_mapping(name=asked["name"], source=source, mapping=mapping, actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        except Conflict as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The mapping is saved. Choose it when you send a file in."))
            return redirect("adoption:mapping", saved.pk)
    return render(request, "adoption/mappings/preset.html", {"form": form, "preset": preset}, status=422 if form.errors else 200)
