"""Ballots: what waits for my vote, all of them, one with its votes, voting, closing, asking."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table, status
from governance.organisation.actions.dated import day_of
from governance.organisation.views.acting import Ask, ask
from governance.steering import selectors
from governance.steering.actions import cast_vote, close_ballot, open_ballot
from governance.steering.actions.ballots import DAYS_TO_VOTE
from governance.steering.forms.committees import BallotForm, CloseForm, VoteForm
from governance.steering.matters import Choice, Matter, Outcome
from governance.steering.minutes import minutes_pdf
from governance.steering.models import Ballot
from governance.steering.showing import LANGUAGES, LOOK, ballot_context


def ballot_of(pk: int) -> Ballot:
    found = Ballot.objects.select_related("committee", "closing", "charter").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such ballot."))
    return found


@needs(Verb.CHANGE, "vote")
def waiting(request: Request) -> HttpResponse:
    """The reader's own: open, and said nothing yet; then open and said something."""
    today = day_of(request.now)
    mine = selectors.votes_asked(request.actor, today)
    context = {"waiting": [one for one in mine if not one.voted], "voted": [one for one in mine if one.voted], "today": today}
    return render(request, "steering/waiting.html", context)


@needs(Verb.VIEW, "ballot")
def ballot_list(request: Request) -> HttpResponseBase:
    today = day_of(request.now)
    ballots = list(Ballot.objects.select_related("committee", "closing").order_by("-recorded_at", "-pk"))
    may_ask = allows(request.actor, Verb.CHANGE, "ballot") and asks_committee(today)
    empty = Empty(
        _("No ballot yet"), _("Where the charter names a committee, its decisions are ballots; they are opened where the matter arises.")
    )
    shown = Table(request, columns=columns(today), rows=ballots, name="ballots", empty=empty, compact=20)
    overdue = sum(one.is_open and one.due_on < today for one in ballots)
    context = {"ballots": shown, "open": sum(one.is_open for one in ballots), "overdue": overdue, "may_ask": may_ask, "any": bool(ballots)}
    return shown.export() or render(request, "steering/ballots.html", context)


def columns(today: date) -> list[Column]:
    def shown(one: Ballot) -> Any:
        if not one.is_open:
            return status(LOOK[Outcome(one.closing.outcome)], one.closing.get_outcome_display())
        return status("watch", _("Open past its day")) if one.due_on < today else status("info", pgettext("a ballot", "Open"))

    return [
        Column("question", pgettext("a ballot", "Question"), link=lambda one: one.get_absolute_url()),
        Column(
            "state",
            _("State"),
            value=lambda one: pgettext("a ballot", "Open") if one.is_open else one.closing.get_outcome_display(),
            show=shown,
            phone="head",
        ),
        Column("matter", _("Matter"), value=lambda one: one.get_matter_display()),
        Column("committee", _("Committee"), value=lambda one: str(one.committee)),
        Column("due_on", _("Last day to vote"), nowrap=True),
        Column(
            "votes", _("For : against"), value=lambda one: None if one.is_open else f"{one.closing.votes_for} : {one.closing.votes_against}"
        ),
    ]


def asks_committee(today: date) -> bool:
    return selectors.authority(Matter.DIRECTION, today).committee_id is not None


@needs(Verb.VIEW, "ballot")
def ballot(request: Request, pk: int) -> HttpResponse:
    """Read by all who steer; its electors vote here."""
    found = ballot_of(pk)
    context = ballot_context(found, request.actor, day_of(request.now))
    last = context["my_last"]
    form = VoteForm(request.POST or None, initial={"choice": last.choice, "reason": last.reason} if last else {})

    def act(typed: dict[str, Any]) -> object:
        return cast_vote(found, choice=Choice(typed["choice"]), reason=typed["reason"], actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Your vote is recorded. You may change it until the ballot is closed."))
        return redirect(found)
    return render(request, "steering/ballot.html", context | {"form": form}, status=422 if form.errors else 200)


@needs(Verb.VIEW, "ballot")
def minutes(request: Request, pk: int, language: str) -> HttpResponse:
    found = ballot_of(pk)
    if found.is_open or language not in LANGUAGES:
        raise NotFound(_("There are no minutes yet. They are printed once the ballot is closed."))
    headers = {"Content-Disposition": f'attachment; filename="minutes-{pk}-{language}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(minutes_pdf(found.closing, language, actor=request.actor), content_type="application/pdf", headers=headers)


@needs(Verb.CHANGE, "ballot")
def close(request: Request, pk: int) -> HttpResponse:
    found = ballot_of(pk)
    crumbs = [(_("Ballots"), reverse("steering:ballots")), (found.question[:60], found.get_absolute_url())]
    lead = _("The votes are counted now, and the outcome never changes again.")
    words = Ask(_("Close the ballot"), _("Count and close"), found.get_absolute_url(), lead, crumbs, done=_("The ballot is closed."))
    return ask(request, CloseForm, words, lambda **typed: close_ballot(found, **typed))


@needs(Verb.CHANGE, "ballot")
def new(request: Request) -> HttpResponse:
    """A question on the direction of the programme; ballots on gates and the like are opened where those arise."""
    today = day_of(request.now)
    lead = _("Its members with a vote today decide. Whoever puts the question does not vote on it.")
    words = Ask(
        _("Put a question to the committee"),
        _("Open the ballot"),
        reverse("steering:ballots"),
        lead,
        [(_("Ballots"), reverse("steering:ballots"))],
    )

    def act(**typed: Any) -> HttpResponse:
        return redirect(open_ballot(matter=Matter.DIRECTION, subject_key=f"question:{uuid4().hex}", **typed))

    return ask(request, BallotForm, words, act, initial={"due_on": today + DAYS_TO_VOTE})
