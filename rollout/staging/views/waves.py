"""The waves: which there are, what each holds, and putting offices into them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core.errors import InvalidInput, NotFound, Refused
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from rollout.staging import actions, selectors
from rollout.staging.forms import PlaceForm, WaveForm
from rollout.staging.models import Wave


def no_programme(request: Request) -> HttpResponse:
    """What stands where a page tells of the programme before there is one: the way to set it up, or who does."""
    return render(request, "staging/no_programme.html", {"may_change": allows(request.actor, Verb.CHANGE, "programme")})


@needs(Verb.VIEW, "programme")
def listing(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        return no_programme(request)
    waves = programme.waves.prefetch_related("rollouts__office", "rollouts__withdrawal", "rollouts__wave")
    context = {
        "programme": programme,
        "waves": waves,
        "may_change": allows(request.actor, Verb.CHANGE, "programme"),
        "unplaced": Office.objects.branches().filter(rollout__isnull=True).count(),
    }
    return render(request, "staging/waves.html", context)


@needs(Verb.CHANGE, "programme")
def add(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        return no_programme(request)
    form = WaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wave = actions.add_wave(programme, **form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, _("“%(wave)s” was added.") % {"wave": wave})
        return redirect("staging:waves")
    return render(request, "staging/wave_form.html", {"form": form, "title": _("Add a wave")})


@needs(Verb.CHANGE, "programme")
def change(request: Request, pk: int) -> HttpResponseBase:
    wave = Wave.objects.filter(pk=pk).first()
    if wave is None:
        raise NotFound(_("There is no such wave."))
    form = WaveForm(request.POST or None, initial={"name": wave.name, "planned_live_on": wave.planned_live_on})
    if request.method == "POST" and form.is_valid():
        wave = actions.change_wave(wave, **form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, _("“%(wave)s” was changed.") % {"wave": wave})
        return redirect("staging:waves")
    return render(request, "staging/wave_form.html", {"form": form, "title": str(wave)})


@needs(Verb.CHANGE, "programme")
def place(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        return no_programme(request)
    form = PlaceForm(request.POST or None, programme=programme, initial={"wave": request.GET.get("wave")})
    if request.method == "POST" and form.is_valid():
        try:
            count = place_all(request, form.cleaned_data)
        except (InvalidInput, Refused) as error:
            show_refusal(form, error)
        else:
            done = ngettext("%(count)d office was placed.", "%(count)d offices were placed.", count)
            messages.success(request, done % {"count": count})
            return redirect("staging:waves")
    return render(request, "staging/place.html", {"form": form, "programme": programme})


def place_all(request: Request, given: dict[str, Any]) -> int:
    """All or none of the offices ticked."""
    with transaction.atomic():
        for office in given["offices"]:
            actions.place_office(office, given["wave"], actor=request.actor, at=request.now, reason=given["reason"])
    return len(given["offices"])
