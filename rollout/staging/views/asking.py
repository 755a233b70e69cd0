"""Putting a question to the committee: a decision at a gate, passing over a criterion, withdrawing a pilot, stopping the programme.

One ballot about a subject is open at a time; who asks again while it runs is led to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import InvalidInput, NotFound, Refused
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb
from governance.steering import selectors as steering
from governance.steering.actions.ballots import DAYS_TO_VOTE
from governance.steering.matters import Matter
from governance.steering.models import Ballot
from rollout.staging import asking, deciders, selectors
from rollout.staging.actions.asking import put_to_committee
from rollout.staging.actions.deciding import against_terms
from rollout.staging.actions.overriding import against_end
from rollout.staging.asking import terms_of
from rollout.staging.evidence import in_languages
from rollout.staging.gate_asking import PutForm, conditions_in
from rollout.staging.gating.readiness import readiness
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from rollout.staging.views.gate_editor import page_of as page_of_version
from rollout.staging.views.gate_editor import version_of
from rollout.staging.views.gate_office import criterion_of, mine
from rollout.staging.views.offices import page_of, rollout_of

Given = Mapping[str, Any]
ASKS = {Decided.CONDITIONAL: ("conditions",), Decided.ROLL_BACK: ("to",)}


def asked(
    request: Request,
    matter: Matter,
    stem: str,
    *,
    question: Callable[[Given], str],
    terms: Callable[[Given], dict[str, Any]] = lambda given: {},
    back: str,
    title: str,
    asks: Collection[str] = (),
    reached: Stage = Stage.CANDIDATE,
) -> HttpResponseBase:
    """The form; the ballot that it opens, or the one that is open already."""
    found = steering.authority(matter, selectors.local_day(request.now))
    if found.committee_id is None:
        raise Refused(_("No committee decides this, so there is nothing to vote on."), reasons=[found.explanation])
    standing = asking.voting(asking.put(matter, stem))
    if standing is not None:
        return redirect(standing.ballot)
    today = selectors.local_day(request.now)
    form = PutForm(request.POST or None, asks=asks, reached=reached, initial={"due_on": today + DAYS_TO_VOTE})
    made: list[Ballot] = []

    def act(given: dict[str, Any]) -> None:
        values = {"due_on": given["due_on"], "reason": given["reason"], "actor": request.actor, "at": request.now}
        said = terms(given)
        made.append(put_to_committee(matter, stem, said, question=both(lambda: question(given)), **values))

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The committee is asked. Once it has voted, its decision is put on record where you asked."))
        return redirect(made[0])
    context = {"form": form, "title": title, "back": back, "conditions": "conditions" in asks}
    return render(request, "staging/ask.html", context, status=422 if form.errors else 200)


def both(say: Callable[[], str]) -> str:
    """The question as all members can read it: in Chinese and in English."""
    found = in_languages(say)
    return " ".join(dict.fromkeys((found["zh-hans"], found["en"])))


@needs(Verb.CHANGE, "ballot")
def about_gate(request: Request, office_id: int, outcome: str) -> HttpResponseBase:
    """One possible decision at the office's gate, with what it carries."""
    rollout = mine(request, office_id)
    found = readiness([rollout], at=request.now)[office_id]
    if outcome not in Decided.values or found.version is None:
        raise NotFound(_("There is no such decision."))
    version, wanted = found.version, Decided(outcome)

    def terms(given: Given) -> dict[str, Any]:
        conditions, to = conditions_in(given), Stage(given["to"]) if given.get("to") else None
        fields = against_terms(wanted, conditions, to, selectors.local_day(request.now))
        if fields:
            raise InvalidInput(_("The ballot was not opened."), fields=fields)
        return deciders.decision_terms(wanted, conditions, to)

    def question(given: Given) -> str:
        values = {"office": rollout.office, "gate": version.gate, "decision": wanted.label}
        said = [_("%(office)s, gate %(gate)s: %(decision)s?") % values]
        said += [_("Back to “%(stage)s”.") % {"stage": Stage(given["to"]).label}] if given.get("to") else []
        said += [_("Condition: %(text)s, by %(day)s.") % {"text": row.text, "day": written.day(row.due)} for row in conditions_in(given)]
        return " ".join(said)

    return asked(
        request,
        deciders.MATTERS[wanted],
        deciders.decision_key(rollout, version, wanted),
        question=question,
        terms=terms,
        back=reverse("staging:decide", args=[office_id]),
        title=_("Ask the committee: %(decision)s, %(office)s") % {"decision": wanted.label, "office": rollout.office},
        asks=ASKS.get(wanted, ()),
        reached=found.reached,
    )


@needs(Verb.CHANGE, "ballot")
def about_override(request: Request, office_id: int, pk: int) -> HttpResponseBase:
    rollout, criterion = mine(request, office_id), criterion_of(pk)

    def terms(given: Given) -> dict[str, Any]:
        fields = against_end(given["until"], selectors.local_day(request.now))
        if fields:
            raise InvalidInput(_("The ballot was not opened."), fields=fields)
        return terms_of(until=given["until"])

    def question(given: Given) -> str:
        values = {"office": rollout.office, "criterion": criterion, "day": written.day(given["until"])}
        return _("%(office)s: may “%(criterion)s” be passed over until %(day)s?") % values

    return asked(
        request,
        Matter.OVERRIDE,
        deciders.override_key(rollout, criterion),
        question=question,
        terms=terms,
        back=reverse("staging:office_gate", args=[office_id]),
        title=_("Ask the committee to pass over: %(criterion)s, %(office)s") % {"criterion": criterion, "office": rollout.office},
        asks=("until",),
    )


@needs(Verb.CHANGE, "ballot")
def about_withdrawal(request: Request, office_id: int) -> HttpResponseBase:
    rollout = rollout_of(office_id)
    return asked(
        request,
        Matter.PILOT_WITHDRAWAL,
        deciders.withdrawal_key(rollout),
        question=lambda given: _("Shall %(office)s be withdrawn as a pilot?") % {"office": rollout.office},
        back=page_of(office_id),
        title=_("Ask the committee to withdraw a pilot: %(office)s") % {"office": rollout.office},
    )


@needs(Verb.CHANGE, "ballot")
def about_retiring(request: Request, pk: int) -> HttpResponseBase:
    version = version_of(pk)
    return asked(
        request,
        Matter.OVERRIDE,
        deciders.retire_key(version),
        question=lambda given: _("Shall gate %(gate)s be retired, so that offices pass there without a decision?") % {"gate": version.gate},
        back=page_of_version(version),
        title=_("Ask the committee to retire a gate: %(gate)s") % {"gate": version.gate},
    )


@needs(Verb.CHANGE, "ballot")
def about_stop(request: Request) -> HttpResponseBase:
    programme = selectors.programme()
    if programme is None:
        raise NotFound(_("There is no programme yet."))
    return asked(
        request,
        Matter.STOP,
        deciders.stop_key(programme),
        question=lambda given: _("Shall the programme be stopped?"),
        back=reverse("staging:stop"),
        title=_("Ask the committee to stop the programme"),
    )
