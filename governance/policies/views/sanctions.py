"""The register of sanctions, and one case. The person sees the own case here and replies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

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
from governance.policies.actions import sanctions as actions
from governance.policies.actions.citing import place_of
from governance.policies.as_known import sanctions_known
from governance.policies.forms.cases import DecisionForm, EffectForm, NoticeForm, SanctionForm, SignOffForm, WordForm
from governance.policies.forms.policies import NoteForm, WhyForm
from governance.policies.models import Sanction, Signature
from governance.policies.rules import sanctions as rules
from governance.policies.states import SANCTIONS_OPEN, SanctionState, SanctionStep
from governance.policies.views.finding import kept, today
from governance.policies.views.incentives import money

S, SS = SanctionState, SanctionStep
STATUS = {S.IN_EFFECT: "bad", S.LIFTED: "good", S.DROPPED: "none", S.NOTIFIED: "watch", S.SIGNED_OFF: "watch", S.APPEALED: "watch"}


@dataclass(frozen=True)
class Step:
    """A form, what it does, whose right it is, and the words around it."""

    label: Text
    form: type[forms.Form]
    act: Callable[..., object]
    right: tuple[Verb, str]
    lead: Text = ""
    done: Text = ""
    danger: bool = False


def steps() -> dict[SanctionStep, Step]:
    change, decide = (Verb.CHANGE, "sanction"), (Verb.APPROVE, "sanction")
    own, appeals = (Verb.CHANGE, "own_sanction"), (Verb.APPROVE, "appeal")
    lead = _("The person has at least 3 days.")
    return {
        SS.NOTIFY: Step(_("Notify the person"), NoticeForm, actions.notify_person, change, lead, _("Recorded. The person can reply.")),
        SS.REPLY: Step(
            _("Reply"), WordForm, actions.reply, own, _("HR reads it before anything is decided."), _("Your reply is recorded.")
        ),
        SS.LAPSE: Step(_("Time for the reply has passed"), NoteForm, actions.lapse, change, "", _("Recorded.")),
        SS.SIGN_OFF: Step(
            _("Sign off"), SignOffForm, actions.sign_off, decide, _("The person may then appeal, for at least 5 days."), _("Signed off.")
        ),
        SS.APPEAL: Step(_("Appeal"), WordForm, actions.appeal, own, _("Somebody else decides on it."), _("Your appeal is recorded.")),
        SS.UPHOLD: Step(_("Uphold"), DecisionForm, uphold, appeals, _("The sanction stands."), _("Upheld.")),
        SS.LIFT: Step(_("Lift"), DecisionForm, lift, appeals, _("The sanction falls."), _("Lifted.")),
        SS.EFFECT: Step(_("Put into effect"), EffectForm, actions.put_into_effect, decide, "", _("In effect."), danger=True),
        SS.DROP: Step(_("Drop the case"), WhyForm, actions.drop, change, "", _("Dropped."), danger=True),
    }


def uphold(sanction: Sanction, **typed: Any) -> object:
    return actions.decide_appeal(sanction, uphold=True, **typed)


def lift(sanction: Sanction, **typed: Any) -> object:
    return actions.decide_appeal(sanction, uphold=False, **typed)


@needs(Verb.EXPORT, "sanction")
def sanction_list(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    rows = sanctions_known(selectors.sanctions_for(request.actor, Verb.EXPORT), instant)
    names = people_names({row.person_id for row in rows}, request.actor)
    may_propose = allows(request.actor, Verb.CHANGE, "sanction")
    columns = [
        Column("number", _("Number"), value=str, link=lambda row: row.get_absolute_url()),
        Column("person", _("Person"), value=lambda row: names[row.person_id]),
        Column("office", _("Office"), value=lambda row: str(row.office)),
        Column("measure", _("Measure")),
        Column("clause", _("Clause"), value=lambda row: f"{row.version.policy.code} {row.version.number} § {row.clause}", phone="hide"),
        Column("occurred_on", _("Happened on"), nowrap=True),
        Column("deadline", _("Next deadline"), value=deadline, nowrap=True),
        Column("state", _("State"), choices=S.choices, show=lambda row: status(status_of(row), row.get_state_display()), phone="head"),
    ]
    url = reverse("policies:sanction_new") if may_propose else ""
    text = _("A sanction stands on a clause of a policy on discipline, and goes from notice to reply, HR and appeal.")
    empty = Empty(_("No sanction"), text, url, _("Propose a sanction"), "gavel")
    shown = Table(request, columns=columns, rows=rows, name="sanctions", order="-occurred_on", empty=empty)
    waiting = sum(row.state in SANCTIONS_OPEN for row in rows)
    context = {"sanctions": shown, "may_propose": may_propose, "rows": rows, "waiting": waiting, "known_at": instant}
    return shown.export() or render(request, "policies/sanctions.html", context)


def status_of(sanction: Sanction) -> str:
    return STATUS.get(S(sanction.state), "info")


def deadline(sanction: Sanction) -> date | None:
    return {S.NOTIFIED: sanction.reply_by, S.SIGNED_OFF: sanction.appeal_by}.get(S(sanction.state))


def sanction_of(request: Request, pk: int) -> Sanction:
    found = selectors.sanctions_for(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such case, or it is not yours to see."))
    return found


@needs(Verb.VIEW, "sanction")
def sanction(request: Request, pk: int) -> HttpResponse:
    shown = sanction_of(request, pk)
    own = shown.person_id == request.actor.person_id
    signed = Signature.objects.filter(person=shown.person_id, version__policy=shown.version.policy_id, signed_on__lte=shown.occurred_on)
    context = {
        "sanction": shown,
        "own": own,
        "name": people_names([shown.person_id], request.actor)[shown.person_id],
        "money": money(shown) if shown.amount is not None else "",
        "status": status_of(shown),
        "clause_text": texts.clauses(shown.version.body_in()).get(shown.clause, ""),
        "signed": signed.order_by("-signed_on", "-pk").first(),
        "events": shown.events.select_related("attachment").order_by("pk"),
        "steps": open_steps(request, shown),
        "missing": rules.against_effect(actions.case_of(shown), today(request)) if shown.state in SANCTIONS_OPEN else [],
        "deadline": deadline(shown),
        "in_register": allows(request.actor, Verb.EXPORT, "sanction", office_id=shown.office_id),
        "may_see_policy": allows(request.actor, Verb.VIEW, "policy"),
    }
    return render(request, "policies/sanction.html", context)


def open_steps(request: Request, shown: Sanction) -> list[tuple[SanctionStep, Step]]:
    """The steps from here that the case and the reader's rights leave open."""
    case, all_steps = actions.case_of(shown), steps()
    own = shown.person_id == request.actor.person_id
    found = rules.possible(case, day=today(request), username=request.actor.username, is_the_person=own)
    person_id = request.actor.person_id if own else None
    return [
        (step, all_steps[step])
        for step in found
        if allows(request.actor, *all_steps[step].right, office_id=None if own else shown.office_id, person_id=person_id)
    ]


@needs(Verb.CHANGE, "sanction")
def new(request: Request) -> HttpResponse:
    def act(**typed: Any) -> HttpResponse:
        with transaction.atomic():
            office_id = place_of(typed["person"], typed["occurred_on"]).pk
            typed["evidence"] = kept(request, typed["evidence"], "sanction", office_id)
            return redirect(actions.propose_sanction(**typed))

    register = reverse("policies:sanctions")
    lead = _("Nothing follows for the person before notice, reply and HR’s sign-off.")
    words = Ask(_("Propose a sanction"), _("Propose"), register, lead, [(_("Sanctions"), register)])
    files = {"files": request.FILES} if request.method == "POST" else {}
    return ask(request, SanctionForm, words, act, initial={"occurred_on": today(request)}, **files)


@needs(Verb.VIEW, "sanction")
def step(request: Request, pk: int, step: str) -> HttpResponse:
    shown = sanction_of(request, pk)
    known = steps()
    if step not in SS.values or SS(step) not in known:
        raise NotFound(_("There is no such step."))
    taken = known[SS(step)]
    own = shown.person_id == request.actor.person_id
    require(request.actor, *taken.right, office_id=None if own else shown.office_id, person_id=shown.person_id if own else None)

    def act(**typed: Any) -> object:
        with transaction.atomic():
            if "file" in typed:
                typed["attachment"] = kept(request, typed.pop("file"), "sanction", shown.office_id)
            return taken.act(shown, **typed)

    words = Ask(
        taken.label,
        taken.label,
        shown.get_absolute_url(),
        taken.lead,
        [(str(shown), shown.get_absolute_url())],
        danger=taken.danger,
        done=taken.done,
    )
    day = today(request)
    least = {"reply_by": day + timedelta(days=rules.REPLY_DAYS + 2), "appeal_by": day + timedelta(days=rules.APPEAL_DAYS + 2), "on": day}
    files = {"files": request.FILES} if request.method == "POST" else {}
    return ask(request, taken.form, words, act, initial=least, **files)


@needs(Verb.VIEW, "sanction")
def file(request: Request, pk: int, file: int) -> HttpResponseBase:
    """Evidence and letters of one case, for everyone who may see the case."""
    shown = sanction_of(request, pk)
    found = [shown.evidence, *(event.attachment for event in shown.events.select_related("attachment"))]
    wanted = next((one for one in found if one is not None and one.pk == file), None)
    if wanted is None:
        raise NotFound(_("There is no such file."))
    return as_download(wanted)
