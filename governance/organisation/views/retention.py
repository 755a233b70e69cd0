"""Pages of the retention schedule, legal holds and erasures."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Table
from governance.organisation import retention as schedule
from governance.organisation.actions import retention
from governance.organisation.directory import names_of_users
from governance.organisation.forms.authority import HoldForm, RetentionForm
from governance.organisation.forms.people import DecisionForm, WhyForm
from governance.organisation.models import ErasureRequest, ErasureStatus, LegalHold
from governance.organisation.selectors import people_names
from governance.organisation.views.acting import Ask, ask


@needs(Verb.VIEW, "retention")
def retention_page(request: Request) -> HttpResponseBase:
    may_change = allows(request.actor, Verb.CHANGE, "retention")
    columns = [
        Column("kind", _("Kind of record"), value=lambda line: line.kind.label),
        Column("months", _("Months"), numeric=True),
        Column("basis", _("Why"), phone="foot"),
        Column("holds", _("Legal holds"), numeric=True),
        Column("by", _("How it goes"), value=lambda line: _("by itself") if line.kind.sweep else _("people decide")),
    ]
    if may_change:
        columns.append(
            Column(
                "set",
                _("Action"),
                sort=False,
                value=lambda line: _("Change"),
                link=lambda line: reverse("organisation:retention-set", args=[line.kind.code]),
            )
        )
    shown = Table(request, columns=columns, rows=schedule.schedule(), name="schedule", compact=15)
    holds = list(LegalHold.objects.filter(released_at__isnull=True).order_by("-placed_at", "pk"))
    asked = list(ErasureRequest.objects.filter(status=ErasureStatus.REQUESTED).order_by("requested_at", "pk"))
    names = people_names({hold.person_id for hold in holds if hold.person_id} | {row.person_id for row in asked}, request.actor)
    who = names_of_users({row.requested_by for row in asked}, request.actor)
    page = {
        "schedule": shown,
        "holds": [(hold, schedule.kind(hold.kind).label, names.get(hold.person_id or 0)) for hold in holds],
        "erasures": [(row, names[row.person_id], who.get(row.requested_by, row.requested_by)) for row in asked],
        "may_change": may_change,
        "may_approve": allows(request.actor, Verb.APPROVE, "identity"),
    }
    return shown.export() or render(request, "organisation/retention.html", page)


def to_line(line: schedule.Line) -> str:
    return reverse("organisation:retention-set", args=[line.kind.code])


def retention_words(heading: str, submit: str, done: str, lead: str = "", *, danger: bool = False) -> Ask:
    back = reverse("organisation:retention")
    return Ask(heading, submit, back, lead, [(_("Retention"), back)], danger, done)


@needs(Verb.CHANGE, "retention")
def retention_set(request: Request, kind: str) -> HttpResponse:
    line = next((line for line in schedule.schedule() if line.kind.code == kind), None)
    if line is None:
        raise NotFound(_("There is no such kind of record."))
    words = retention_words(str(line.kind.label), _("Save"), _("The schedule is changed."))
    initial = {"months": line.months, "basis": str(line.basis)}
    return ask(request, RetentionForm, words, lambda **data: retention.set_retention(kind=kind, **data), initial=initial)


@needs(Verb.CHANGE, "retention")
def hold_new(request: Request) -> HttpResponse:
    lead = _("While it stands nothing of this kind is erased.")
    words = retention_words(_("Place a legal hold"), _("Place the hold"), _("The hold stands."), lead)
    return ask(request, HoldForm, words, retention.place_hold)


@needs(Verb.CHANGE, "retention")
def hold_release(request: Request, pk: int) -> HttpResponse:
    hold = LegalHold.objects.filter(pk=pk).first()
    if hold is None:
        raise NotFound(_("There is no such hold."))
    words = retention_words(_("Release the legal hold"), _("Release it"), _("The hold is released."), hold.reason, danger=True)
    return ask(request, WhyForm, words, lambda **data: retention.release_hold(hold=hold, **data))


@needs(Verb.APPROVE, "identity")
def erasure_decide(request: Request, pk: int) -> HttpResponse:
    row = ErasureRequest.objects.filter(pk=pk).select_related("person").first()
    if row is None:
        raise NotFound(_("There is no such request."))
    name = people_names([row.person_id], request.actor)[row.person_id]
    words = retention_words(
        _("Erase the identity of %(person)s?") % {"person": name}, _("Decide"), _("The decision is recorded."), row.reason
    )
    return ask(request, DecisionForm, words, lambda **data: retention.decide_erasure(request=row, **data))
