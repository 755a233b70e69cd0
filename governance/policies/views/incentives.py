"""The register of incentives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.columns import Column, Empty
from governance.core.errors import NotFound, Text
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, require
from governance.core.tables import Table, status
from governance.core.views.attachments import as_download
from governance.organisation.selectors import people_names
from governance.organisation.views.acting import Ask, ask
from governance.policies import selectors, texts
from governance.policies.actions import incentives as actions
from governance.policies.actions.citing import place_of
from governance.policies.as_known import incentives_known
from governance.policies.forms.cases import GrantForm, IncentiveForm
from governance.policies.forms.policies import NoteForm, WhyForm
from governance.policies.models import Incentive
from governance.policies.states import INCENTIVE_MOVES, IncentiveState, IncentiveStep
from governance.policies.views.finding import kept, today

STATUS = {
    IncentiveState.PROPOSED: "info",
    IncentiveState.APPROVED: "watch",
    IncentiveState.GRANTED: "good",
    IncentiveState.CANCELLED: "none",
}
RIGHTS = {
    IncentiveStep.APPROVE: (Verb.APPROVE, "incentive"),
    IncentiveStep.GRANT: (Verb.CHANGE, "incentive_grant"),
    IncentiveStep.CANCEL: (Verb.CHANGE, "incentive"),
}


def money(row: Any) -> str:
    return f"{written.number(row.amount, 2)} {row.currency}" if row.amount is not None else written.DASH


@needs(Verb.EXPORT, "incentive")
def incentive_list(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    rows = incentives_known(selectors.incentives_for(request.actor, Verb.EXPORT), instant)
    names = people_names({row.person_id for row in rows if row.person_id}, request.actor)
    may_propose = allows(request.actor, Verb.CHANGE, "incentive")
    columns = [
        Column("number", _("Number"), value=str, link=lambda row: row.get_absolute_url()),
        Column("for", _("Who gets it"), value=lambda row: names.get(row.person_id or 0, "") or str(row.office)),
        Column("office", _("Office"), value=lambda row: str(row.office), phone="hide"),
        Column("measure", _("What for, and what")),
        Column("amount", _("Amount"), value=lambda row: row.amount, show=money, numeric=True),
        Column("clause", _("Clause"), value=lambda row: f"{row.version.policy.code} {row.version.number} § {row.clause}", phone="hide"),
        Column("earned_on", _("Earned on"), nowrap=True),
        Column("state", _("State"), choices=IncentiveState.choices, show=state_badge, phone="head"),
    ]
    url = reverse("policies:incentive_new") if may_propose else ""
    text = _("An incentive is proposed under a clause of a policy on pay that is in force.")
    empty = Empty(_("No incentive yet"), text, url, _("Propose an incentive"), "award")
    shown = Table(request, columns=columns, rows=rows, name="incentives", order="-earned_on", empty=empty)
    context = {"incentives": shown, "may_propose": may_propose, "rows": rows, "known_at": instant}
    return shown.export() or render(request, "policies/incentives.html", context)


def state_badge(row: Incentive) -> Any:
    return status(STATUS[IncentiveState(row.state)], row.get_state_display())


def incentive_of(request: Request, pk: int) -> Incentive:
    found = selectors.incentives_for(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such incentive, or it is not yours to see."))
    return found


@needs(Verb.VIEW, "incentive")
def incentive(request: Request, pk: int) -> HttpResponse:
    shown = incentive_of(request, pk)
    people = people_names([shown.person_id], request.actor) if shown.person_id else {}
    context = {
        "incentive": shown,
        "name": people.get(shown.person_id or 0, ""),
        "money": money(shown),
        "status": STATUS[IncentiveState(shown.state)],
        "clause_text": texts.clauses(shown.version.body_in()).get(shown.clause, ""),
        "events": shown.events.order_by("pk"),
        "steps": possible(request, shown),
        "in_register": allows(request.actor, Verb.EXPORT, "incentive"),
        "may_see_policy": allows(request.actor, Verb.VIEW, "policy"),
    }
    return render(request, "policies/incentive.html", context)


def possible(request: Request, shown: Incentive) -> list[tuple[str, Text]]:
    """The steps from here that this reader has the right to."""
    words = labels()
    return [
        (step.value, words[step])
        for step, (begins, _end) in INCENTIVE_MOVES.items()
        if shown.state in begins and allows(request.actor, *RIGHTS[step], office_id=shown.office_id) and not own_hands(request, shown, step)
    ]


def own_hands(request: Request, shown: Incentive, step: IncentiveStep) -> bool:
    """Nobody is offered to approve what they proposed or would get."""
    own = shown.person_id is not None and shown.person_id == request.actor.person_id
    return step == IncentiveStep.APPROVE and (own or request.actor.username == shown.proposed_by)


def labels() -> dict[IncentiveStep, Text]:
    return {IncentiveStep.APPROVE: _("Approve"), IncentiveStep.GRANT: _("Record as granted"), IncentiveStep.CANCEL: _("Cancel it")}


@needs(Verb.CHANGE, "incentive")
def new(request: Request) -> HttpResponse:
    def act(**typed: Any) -> HttpResponse:
        with transaction.atomic():
            place = place_of(typed["person"], typed["earned_on"]) if typed["person"] else typed["office"]
            typed["evidence"] = kept(request, typed["evidence"], "incentive", place.pk if place else None)
            return redirect(actions.propose_incentive(**typed))

    register = reverse("policies:incentives")
    words = Ask(
        _("Propose an incentive"),
        _("Propose"),
        register,
        _("Somebody else approves it."),
        [(_("Incentives"), register)],
    )
    files = {"files": request.FILES} if request.method == "POST" else {}
    return ask(request, IncentiveForm, words, act, initial={"earned_on": today(request)}, **files)


@needs(Verb.VIEW, "incentive")
def step(request: Request, pk: int, step: str) -> HttpResponse:
    shown = incentive_of(request, pk)
    taken: dict[str, tuple[Any, Callable[..., object], Text]] = {
        "approve": (NoteForm, actions.approve_incentive, _("Approved.")),
        "grant": (GrantForm, actions.grant_incentive, _("Recorded as granted.")),
        "cancel": (WhyForm, actions.cancel_incentive, _("Cancelled.")),
    }
    if step not in taken:
        raise NotFound(_("There is no such step."))
    form, act, done = taken[step]
    require(request.actor, *RIGHTS[IncentiveStep(step)], office_id=shown.office_id)
    label = str(labels()[IncentiveStep(step)])
    crumbs = [(str(shown), shown.get_absolute_url())]
    words = Ask(label, label, shown.get_absolute_url(), shown.measure, crumbs, danger=step == "cancel", done=done)
    return ask(request, form, words, lambda **typed: act(shown, **typed), initial={"on": today(request)})


@needs(Verb.VIEW, "incentive")
def evidence(request: Request, pk: int) -> HttpResponseBase:
    shown = incentive_of(request, pk)
    if shown.evidence is None:
        raise NotFound(_("There is no such file."))
    return as_download(shown.evidence)
