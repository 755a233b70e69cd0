"""Marking by hand: what waits, one answer at a time without knowing whose, and the rule of a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.columns import Column, Empty, status
from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table
from training.testing.actions import hand_marking as actions
from training.testing.actions.reminding import PATIENCE
from training.testing.answers import Typed, from_json
from training.testing.forms.results import MarkForm, MarkingRuleForm
from training.testing.models import Paper, Round
from training.testing.selectors import hand_marks as selectors
from training.testing.selectors.hand_marks import Marked
from training.testing.selectors.unseen import unseen
from training.testing.types import Essay

WHAT = "hand_marking"


def rounds_of(actor: Actor) -> list[Round]:
    """What this reader marks: trainers the two marks, the project office the decision between them."""
    first_two = [Round.FIRST, Round.SECOND] if allows(actor, Verb.CHANGE, WHAT) else []
    return first_two + ([Round.LEAD] if allows(actor, Verb.APPROVE, WHAT) else [])


def queue_of(request: Request) -> list[Marked]:
    return selectors.queue(request.actor, rounds_of(request.actor), request.now)


@needs(Verb.VIEW, WHAT)
def to_mark(request: Request) -> HttpResponseBase:
    """Everything that waits for a mark, the longest first; the reader's own part of it can be opened."""
    found = unseen(request.actor, request.now)
    mine = {one.item.pk for one in queue_of(request)}
    waiting = sorted(selectors.readable(selectors.waiting(), request.actor, request.now), key=lambda one: one.since)
    late = sum(request.now - one.since >= PATIENCE for one in waiting)
    table = Table(
        request,
        [
            Column("code", _("Code of the candidate"), link=lambda one: address(one) if one.item.pk in mine else None),
            Column("question", _("Question"), value=lambda one: str(one.item.question_version.question)),
            Column("paper", _("Paper"), value=lambda one: str(one.item.attempt.paper)),
            Column("round", _("Waits for"), value=lambda one: one.round.label if one.round else ""),
            Column("disputed", _("Disputed"), value=lambda one: _("Disputed") if one.dispute else ""),
            Column(
                "days", _("Days waiting"), value=lambda one: days(one, request.now), show=lambda one: age(one, request.now), numeric=True
            ),
        ],
        waiting,
        name="answers",
        compact=10,
        empty=Empty(_("Nothing waits to be marked"), _("Essays appear here as soon as a test is handed in."), icon="circle-check"),
    )
    context: dict[str, Any] = {"table": table, "waiting": len(waiting), "mine": len(mine), "late": late, "patience": PATIENCE.days}
    context["shut_by"] = written.together(str(paper) for paper in found.papers)
    if allows(request.actor, Verb.CHANGE, "marking_rule"):
        context["rules"] = sorted({one.item.attempt.paper for one in waiting}, key=str)
    return table.export() or render(request, "testing/to_mark.html", context)


def address(one: Marked) -> str:
    return reverse("testing:mark", args=[one.item.pk])


def days(one: Marked, now: datetime) -> int:
    return (now - one.since).days


def age(one: Marked, now: datetime) -> Any:
    return status("watch", str(days(one, now))) if now - one.since >= PATIENCE else days(one, now)


@needs(Verb.VIEW, WHAT)
def next_one(request: Request) -> HttpResponse:
    """On to the next answer in the marker's own order."""
    queue = queue_of(request)
    if not queue:
        messages.success(request, _("Nothing is left for you to mark."))
        return redirect("testing:to-mark")
    return redirect("testing:mark", queue[0].item.pk)


@needs(Verb.VIEW, WHAT)
def mark(request: Request, item: int) -> HttpResponse:
    """One answer: the question, the notes for markers, the words, and the points. No name, no office, no other mark."""
    queue = queue_of(request)
    one = next((each for each in queue if each.item.pk == item), None)
    if one is None or one.round is None:
        raise NotFound(_("This answer does not wait for you: it is marked already, it is your own, or somebody else must mark it."))
    wanted = one.round
    form = MarkForm(request.POST or None, item=one.item)
    if request.method == "POST" and attempt(
        form, lambda typed: actions.mark_by_hand(one.item, round=wanted, **typed, actor=request.actor, at=request.now)
    ):
        messages.success(request, _("Marked: %(code)s.") % {"code": one.code})
        return redirect("testing:mark-next")
    return render(request, "testing/mark.html", {"form": form, "left": len(queue), **shown(one)})


def shown(one: Marked) -> dict[str, Any]:
    """What a marker sees. For the decision between two marks also what these were, and why it is disputed."""
    content, language = one.item.question_version.content, get_language() or "en"
    answer = from_json(one.answer.payload)
    said = content.language_for(language)
    deciding = one.round == Round.LEAD
    earlier = list(one.marks.values()) if deciding else []
    return {
        "one": one,
        "text": content.text.said(said),
        "notes": content.notes.said(said) if isinstance(content, Essay) else "",
        "words": answer.text if isinstance(answer, Typed) else "",
        "earlier": [(mark.get_round_display(), mark.share * one.item.points, mark.comment) for mark in earlier],
        "dispute": one.dispute if deciding else None,
    }


@needs(Verb.CHANGE, "marking_rule")
def rule(request: Request, paper: int) -> HttpResponse:
    """How answers of one paper are marked by hand."""
    found = get_object_or_404(Paper, pk=paper)
    held = selectors.rules_for([found.pk]).get(found.pk, selectors.Rule())
    first = {"two_markers": held.two_markers, "tolerance": int(held.tolerance * 100), "dispute_days": held.dispute_days}
    form = MarkingRuleForm(request.POST or None, initial=first)
    if request.method == "POST" and attempt(
        form, lambda typed: actions.set_marking_rule(found, **typed, actor=request.actor, at=request.now)
    ):
        messages.success(request, _("Saved. The rule holds for everything not yet marked."))
        return redirect("testing:to-mark")
    return render(request, "testing/marking_rule.html", {"form": form, "paper": found})
