"""Papers: the list, one paper with its versions, writing, rating, putting in use, a sample draw."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.errors import NotFound
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from training.testing import presenting
from training.testing.access import require_unshut_paper
from training.testing.actions import papers
from training.testing.drawing import CannotFill, draw, shortages
from training.testing.forms.papers import NoteForm, PaperForm, RatingForm, ReasonForm, RulesForm, initial_of
from training.testing.models import Paper, PaperKind, PaperState, PaperVersion, QuestionVersion
from training.testing.selectors.papers import PaperLine, judged, paper_lines, ratings_of
from training.testing.selectors.pool import blueprint, pool
from training.testing.selectors.unseen import NOTHING, unseen
from training.testing.shortages import in_words

WHAT = "test_paper"
BADGES = {PaperState.DRAFT: "info", PaperState.ACTIVE: "good", PaperState.REPLACED: "none", PaperState.DISCARDED: "none"}


def paper_of(pk: int) -> Paper:
    found = Paper.objects.filter(pk=pk).select_related("course").first()
    if found is None:
        raise NotFound(_("There is no such paper."))
    return found


def version_of(pk: int) -> PaperVersion:
    found = PaperVersion.objects.filter(pk=pk).select_related("paper__course").first()
    if found is None:
        raise NotFound(_("There is no such version of a paper."))
    return found


def state_of(line: PaperLine) -> Any:
    if line.in_use is None:
        return status("info", _("Draft")) if line.draft else status("none", _("Not in use"))
    return status("good", _("In use, new draft")) if line.draft else status("good", _("In use"))


@needs(Verb.VIEW, WHAT)
def index(request: Request) -> HttpResponseBase:
    may_write = allows(request.actor, Verb.CHANGE, WHAT)
    empty = Empty(_("No papers yet"), _("A paper draws its questions from the bank and says how it is passed."), icon="file-text")
    if may_write:
        empty = Empty(_("No papers yet"), empty.text, reverse("testing:paper_new"), _("Write a paper"), icon="file-text")
    table = Table(
        request,
        columns=[
            Column("title", _("Paper"), value=lambda row: str(row.paper), link=lambda row: row.paper.get_absolute_url()),
            Column("course", _("Course"), value=lambda row: str(row.paper.course)),
            Column("kind", _("Kind"), value=lambda row: row.paper.get_kind_display()),
            Column("state", _("State"), value=state_of),
            Column("mark", _("Pass mark"), numeric=True, percent=True, value=lambda row: row.in_use.pass_mark if row.in_use else None),
            Column("going", _("In progress"), numeric=True),
            Column("attempts", _("Attempts"), numeric=True),
        ],
        rows=paper_lines(),
        name="papers",
        empty=empty,
    )
    return table.export() or render(request, "testing/papers.html", {"papers": table, "may_write": may_write})


@needs(Verb.VIEW, WHAT)
def paper(request: Request, pk: int) -> HttpResponse:
    shown = paper_of(pk)
    versions = list(shown.versions.prefetch_related("rows__topic", "steps").order_by("-number"))
    draft = next((version for version in versions if version.state == PaperState.DRAFT), None)
    slots = blueprint(draft) if draft else ()
    found = unseen(request.actor, request.now) if allows(request.actor, Verb.VIEW, "question") else NOTHING
    is_shut = any(found.draws(version) for version in versions)
    context = {
        "paper": shown,
        "in_use": next((version for version in versions if version.state == PaperState.ACTIVE), None),
        "draft": draft,
        "short": in_words(shortages(slots, pool(slots))) if slots else [],
        "judged": judged(draft) if draft else None,
        "judges": list(ratings_of(draft)) if draft else [],
        "versions": [(version, BADGES[PaperState(version.state)]) for version in versions],
        "may_write": allows(request.actor, Verb.CHANGE, WHAT),
        "may_activate": draft is not None and allows(request.actor, Verb.APPROVE, WHAT) and draft.written_by != request.actor.username,
        "may_sample": allows(request.actor, Verb.VIEW, "question") and not is_shut,
        "shut_by": written.together(str(one) for one in found.papers) if is_shut else "",
        "may_see_attempts": allows(request.actor, Verb.VIEW, "attempt"),
        "may_rule": shown.kind == PaperKind.WRITTEN and allows(request.actor, Verb.CHANGE, "marking_rule"),
    }
    return render(request, "testing/paper.html", context)


@needs(Verb.CHANGE, WHAT)
def new(request: Request) -> HttpResponse:
    form = PaperForm(request.POST or None)
    made: list[PaperVersion] = []

    def act(typed: dict[str, Any]) -> object:
        names = ("code", "title", "title_zh_hans", "title_zh_hant", "kind")
        values = {name: typed[name] for name in names}
        made.append(
            papers.write_paper(typed["course"], rules=form.rules(), rows=form.rows(), actor=request.actor, at=request.now, **values)
        )
        return made

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The paper is drafted. Look at a sample, then have somebody else put it in use."))
        return redirect("testing:paper", made[0].paper_id)
    return render(request, "testing/paper_form.html", {"form": form, "heading": _("New paper"), "back": reverse("testing:papers")})


@needs(Verb.CHANGE, WHAT)
def draft(request: Request, pk: int) -> HttpResponse:
    """Change the draft, or begin the next version from the one in use."""
    shown = paper_of(pk)
    drafted = shown.versions.filter(state=PaperState.DRAFT).first()
    pattern = drafted or shown.versions.order_by("-number").first()
    form = RulesForm(request.POST or None, initial=initial_of(pattern) if pattern else None)

    def act(typed: dict[str, Any]) -> object:
        how: dict[str, Any] = {"rules": form.rules(), "rows": form.rows(), "actor": request.actor, "at": request.now}
        return papers.change_draft(drafted, **how) if drafted else papers.draft_version(shown, **how)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The draft is saved."))
        return redirect("testing:paper", pk)
    heading = _("Change the draft") if drafted else _("New version")
    context = {"form": form, "paper": shown, "heading": heading, "back": shown.get_absolute_url()}
    return render(request, "testing/paper_form.html", context)


@needs(Verb.CHANGE, WHAT)
def rate(request: Request, pk: int) -> HttpResponse:
    """One judge's ratings of the draft."""
    version = version_of(pk)
    form = RatingForm(request.POST or None, version=version)

    def act(typed: dict[str, Any]) -> object:
        return papers.rate(version, typed["judge"], form.percents(), actor=request.actor, at=request.now) or True

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The rating is recorded. From two judges on, the pass mark follows by itself."))
        return redirect("testing:paper", version.paper_id)
    context = {
        "form": form,
        "paper": version.paper,
        "heading": _("A judge’s rating"),
        "lead": _("Of 100 people who are only just good enough: how many get a question of this kind right?"),
        "button": _("Record"),
    }
    return render(request, "testing/decision.html", context)


@needs(Verb.APPROVE, WHAT)
def activate(request: Request, pk: int) -> HttpResponse:
    version = version_of(pk)
    form = NoteForm(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        return papers.activate(version, actor=request.actor, at=request.now, reason=typed["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The paper is in use. People of its course find it under “My tests”."))
        return redirect("testing:paper", version.paper_id)
    lead = _("From now on new attempts are drawn from this version. Attempts begun before keep theirs.")
    context = {"form": form, "paper": version.paper, "heading": _("Put in use"), "lead": lead, "button": _("Put in use")}
    return render(request, "testing/decision.html", context)


@needs(Verb.CHANGE, WHAT)
def discard(request: Request, pk: int) -> HttpResponse:
    version = version_of(pk)
    form = ReasonForm(request.POST or None)

    def act(typed: dict[str, Any]) -> object:
        return papers.discard(version, actor=request.actor, at=request.now, reason=typed["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The draft is discarded. It stays on record."))
        return redirect("testing:paper", version.paper_id)
    context = {"form": form, "paper": version.paper, "heading": _("Discard the draft"), "button": _("Discard")}
    return render(request, "testing/decision.html", context)


@needs(Verb.VIEW, "question")
def sample(request: Request, pk: int) -> HttpResponse:
    """One paper as a candidate would get it; another seed gives another."""
    version = version_of(pk)
    require_unshut_paper(request.actor, version, request.now)
    asked = request.GET.get("seed", "")
    seed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else secrets.randbelow(10**6)
    slots = blueprint(version)
    try:
        drawn = draw(slots, pool(slots), seed)
    except CannotFill as short:
        return render(request, "testing/sample.html", {"version": version, "short": in_words(short.shortages)})
    wordings = QuestionVersion.objects.select_related("question").in_bulk([one.version for one in drawn])
    language = get_language() or "en"
    questions = [
        (one, wordings[one.version].question, presenting.for_candidate(wordings[one.version].content, str(one.seed), language))
        for one in drawn
    ]
    return render(request, "testing/sample.html", {"version": version, "seed": seed, "questions": questions})
