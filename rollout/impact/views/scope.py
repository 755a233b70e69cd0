"""What was left out of the rollout, and why."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Table, status
from governance.organisation.views.acting import Ask, ask
from rollout.impact.actions import touchpoints as actions
from rollout.impact.forms.steps import DroppedForm, EndForm
from rollout.impact.models import DroppedItem
from rollout.impact.views.words import may_change
from rollout.staging.selectors import local_day


@needs(Verb.VIEW, "dropped_item")
def dropped(request: Request) -> HttpResponseBase:
    may = may_change(request, "dropped_item")

    def take_up_url(item: DroppedItem) -> str | None:
        return reverse("impact:take_up", args=[item.pk]) if may and item.taken_up_on is None else None

    columns = [
        Column("what", _("What was left out"), sort="what", search="what"),
        Column("why", _("Why"), search="why"),
        Column("instead", _("Instead"), search="instead", phone="hide"),
        Column("decided_on", _("Decided on"), sort="decided_on", nowrap=True),
        Column("decided_by", _("Decided by"), sort="decided_by"),
        Column("taken_up_on", _("State"), value=lambda item: item.taken_up_on, show=badge, link=take_up_url, phone="head"),
    ]
    text = _("What does not serve the customer is left out. Write down what and why, so that nobody argues it in again.")
    empty = Empty(_("Nothing was left out yet"), text, reverse("impact:leave_out") if may else "", _("Add what was left out"), "archive")
    table = Table(request, columns=columns, rows=DroppedItem.objects.all(), name="dropped", order="-decided_on", empty=empty)
    return table.export() or render(request, "impact/dropped.html", {"table": table, "may_change": may})


def badge(item: DroppedItem) -> str:
    return status("info", _("Taken up again")) if item.taken_up_on else status("none", _("Left out"))


@needs(Verb.CHANGE, "dropped_item")
def leave_out(request: Request) -> HttpResponse:
    back = reverse("impact:dropped")
    words = Ask(_("Add what was left out"), _("Add"), back, "", [(_("Left out of scope"), back)], done=_("Recorded."))
    return ask(request, DroppedForm, words, actions.leave_out, initial={"decided_on": local_day(request.now)})


@needs(Verb.CHANGE, "dropped_item")
def take_up(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(DroppedItem, pk=pk, taken_up_on__isnull=True)
    back = reverse("impact:dropped")
    words = Ask(_("Take up again: %(what)s") % {"what": held}, _("Take up again"), back, held.why, [(_("Left out of scope"), back)])
    return ask(request, EndForm, words, partial(actions.take_up, held), initial={"on": local_day(request.now)})
