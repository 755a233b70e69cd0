"""The core features, and the button that computes figures anew."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import jobs
from governance.core.errors import InvalidInput
from governance.core.known import known_at
from governance.core.pages import Request, needs, show_refusal
from governance.core.permissions import Verb, allows
from rollout.adoption.actions.features import RECOMPUTE, list_core_features
from rollout.adoption.expected import WEEK, monday
from rollout.adoption.forms.score import FeaturesForm
from rollout.adoption.models import CoreFeatures, UsageDay
from rollout.adoption.selectors.facts import core_features, data_span

WEEKS_SEARCHED = 26


def seen_features() -> list[str]:
    """Features of the last half year of usage."""
    _first, last = data_span()
    if last is None:
        return []
    since = last - timedelta(days=WEEK * WEEKS_SEARCHED)
    names = UsageDay.objects.current().filter(day__gt=since).order_by().values_list("feature", flat=True).distinct()
    return sorted(name for name in names if name)


@needs(Verb.VIEW, "adoption")
def listing(request: Request) -> HttpResponse:
    instant = known_at(request)
    week = monday(timezone.localdate(instant or request.now))
    context = {
        "current": core_features([week], instant)[week],
        "lists": CoreFeatures.objects.known_at(instant).order_by("-first_day", "-recorded_at"),
        "known_at": instant,
        "may_change": instant is None and allows(request.actor, Verb.CHANGE, "adoption"),
    }
    return render(request, "adoption/features.html", context)


@needs(Verb.CHANGE, "adoption")
def change(request: Request) -> HttpResponse:
    today = timezone.localdate(request.now)
    first, _last = data_span()
    listed = core_features([monday(today)])[monday(today)]
    begin = monday(today) if listed or first is None else monday(first)
    form = FeaturesForm(request.POST or None, seen=seen_features(), listed=listed, first_day=begin)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            list_core_features(names=form.names, first_day=given["first_day"], reason=given["reason"], actor=request.actor, at=request.now)
        except InvalidInput as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The list is kept; the figures are being computed anew."))
            return redirect("adoption:features")
    return render(request, "adoption/features_form.html", {"form": form})


@require_POST
@needs(Verb.CHANGE, "adoption")
def recompute(request: Request) -> HttpResponse:
    job = jobs.start(
        RECOMPUTE,
        actor=request.actor,
        at=request.now,
        key=RECOMPUTE,
        arguments={"reason": _("asked for on the page")},
        then_url=reverse("adoption:offices"),
    )
    return redirect(job)
