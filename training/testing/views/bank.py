"""The question bank: the list, one question, and what may be done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core import naming, written
from governance.core.languages import LANGUAGES
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from training.testing import presenting
from training.testing.access import require_unshut
from training.testing.actions import questions
from training.testing.differences import differences
from training.testing.forms.questions import OWN_NAMES, RetireForm
from training.testing.models import Question, QuestionState, QuestionVersion
from training.testing.models.questions import Difficulty, QuestionKind
from training.testing.selectors.questions import asked_in, titles
from training.testing.selectors.unseen import Unseen, unseen
from training.testing.types import Essay

WHAT = "question"
BADGES = {
    QuestionState.DRAFT: "info",
    QuestionState.ACTIVE: "good",
    QuestionState.QUARANTINED: "bad",
    QuestionState.RETIRED: "none",
}
SHORT_LANGUAGES = {"en": "EN", "zh-hans": "简", "zh-hant": "繁"}


def badge(question: Question) -> Any:
    return status(BADGES[QuestionState(question.state)], question.get_state_display())


def listed() -> QuerySet[Question]:
    return Question.objects.select_related("topic", "latest")


def bank_table(request: Request, found: Unseen | None = None) -> Table:
    """The list as it is filtered now, without what is shut to this reader; the downloads take the same rows."""
    found = found or unseen(request.actor, request.now)
    known = titles(get_language() or "en")
    return Table(
        request,
        columns=[
            Column(
                "code",
                pgettext("code of a question", "Number"),
                sort="code",
                search="code",
                link=lambda row: row.get_absolute_url(),
                nowrap=True,
            ),
            Column("name", pgettext("question", "Name"), sort="name", search="name", link=lambda row: row.get_absolute_url()),
            Column(
                "topic",
                _("Topic"),
                sort="topic__name",
                value=lambda row: known[row.topic_id],
                # Words of the question itself are searched too, though no column shows them.
                search="latest__wording",
                choices=in_order(known),
                where="topic_id",
                show=lambda row: known[row.topic_id],
            ),
            Column("kind", _("Type"), sort="kind", choices=QuestionKind.choices),
            Column("difficulty", _("Difficulty"), sort="difficulty", choices=[(str(key), text) for key, text in Difficulty.choices]),
            Column("state", _("State"), sort="state", choices=QuestionState.choices, show=shown_state),
            Column(
                "languages",
                _("Languages"),
                value=lambda row: said_in(row),
                choices=language_choices(),
                where="languages__contains",
                show=lambda row: said_in(row),
            ),
        ],
        rows=found.visible(listed()),
        name="bank",
        order="code",
        empty=nothing(request),
        filename="question-bank",
        compact=10,
    )


def nothing(request: Request) -> Empty:
    """What the list says while it is empty: what to do first, to whoever may."""
    if not allows(request.actor, Verb.CHANGE, WHAT):
        return Empty(_("No questions yet"), _("Trainers and the project office write them or bring in a file."), icon="help-circle")
    url, text = reverse("testing:question_new"), _("Write the first one, or bring in a file of questions you have.")
    return Empty(_("No questions yet"), text, url, _("Write a question"), icon="help-circle")


def in_order(known: dict[int, str]) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in sorted(known.items(), key=lambda topic: topic[1])]


def language_choices() -> list[tuple[str, Any]]:
    return [(code, OWN_NAMES[code]) for code in LANGUAGES]


def said_in(question: Question) -> str:
    return " ".join(SHORT_LANGUAGES[code] for code in question.languages.split(",") if code in SHORT_LANGUAGES)


def shown_state(question: Question) -> Any:
    """The state; what waits for a second person says so."""
    if question.waiting and question.state == QuestionState.ACTIVE:
        return status("watch", _("Active, new wording waits"))
    return badge(question)


@needs(Verb.VIEW, WHAT)
def bank(request: Request) -> HttpResponseBase:
    """All questions, found by topic, difficulty, type, state, language or words."""
    found = unseen(request.actor, request.now)
    shown = bank_table(request, found)
    waiting = Question.objects.exclude(latest=F("in_use")).exclude(state=QuestionState.RETIRED).count()
    context = {
        "table": shown,
        "shut_by": written.together(str(paper) for paper in found.papers),
        "shut": Question.objects.count() - found.visible(Question.objects.all()).count() if found.papers else 0,
        "total": Question.objects.count(),
        "active": Question.objects.filter(state=QuestionState.ACTIVE).count(),
        "waiting": waiting,
        "may_write": allows(request.actor, Verb.CHANGE, WHAT),
        "may_import": allows(request.actor, Verb.IMPORT, WHAT),
        "may_export": allows(request.actor, Verb.EXPORT, WHAT),
        "query": request.GET.urlencode(),
    }
    return shown.export() or render(request, "testing/bank.html", context)


@needs(Verb.VIEW, WHAT)
def question(request: Request, pk: int) -> HttpResponse:
    """One question as a candidate sees it, with its key, its wordings and where it was asked."""
    found = get_object_or_404(Question.objects.select_related("topic", "latest", "in_use"), pk=pk)
    require_unshut(request.actor, [found], request.now)
    return page_of(request, found, RetireForm())


def page_of(request: Request, found: Question, form: RetireForm, status: int = 200) -> HttpResponse:
    versions = list(found.versions.order_by("-number"))
    shown = chosen(versions, request.GET.get("version", ""))
    content = shown.content
    spoken = request.GET.get("language", "")
    said = spoken if spoken in content.languages else content.language_for(get_language() or "en")
    by = naming.names([*(version.username for version in versions), *found.steps.values_list("username", flat=True)], request.actor)
    older = next((version for version in versions if version.number < shown.number), None)
    may_approve = allows(request.actor, Verb.APPROVE, WHAT)
    waits = found.waiting or found.state == QuestionState.RETIRED
    context = {
        "question": found,
        "topic": titles(get_language() or "en")[found.topic_id],
        "state": badge(found),
        "shown": presenting.with_key(content, f"preview-{shown.pk}", said),
        "notes": content.notes.said(said) if isinstance(content, Essay) else "",
        "version": shown,
        "versions": [(version, by[version.username]) for version in versions],
        "changes": differences(older.content, content) if older else [],
        "older": older,
        "spoken": [(code, OWN_NAMES[code], code == said) for code in content.languages],
        "steps": [(step, by[step.username]) for step in found.steps.order_by("-recorded_at", "-pk")],
        "asked": asked_in(found),
        "may_quarantine": (may_quarantine := allows(request.actor, Verb.APPROVE, "quarantine")),
        "decide_url": reverse("testing:decide", args=[found.pk]) if may_quarantine else "",
        "may_see_papers": allows(request.actor, Verb.VIEW, "test_paper"),
        "own": request.actor.username in questions.writers(found),
        "may_write": allows(request.actor, Verb.CHANGE, WHAT),
        "may_activate": may_approve and waits and request.actor.username not in questions.writers(found),
        "may_retire": allows(request.actor, Verb.CHANGE, WHAT) and found.state != QuestionState.RETIRED,
        "waits": waits,
        "form": form,
    }
    return render(request, "testing/question.html", context, status=status)


def chosen(versions: list[QuestionVersion], wanted: str) -> QuestionVersion:
    """The version asked for by its number, else the latest."""
    return next((version for version in versions if str(version.number) == wanted), versions[0])


@require_POST
@needs(Verb.APPROVE, WHAT)
def activate(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Question, pk=pk)
    version = get_object_or_404(
        QuestionVersion, pk=request.POST.get("version") if request.POST.get("version", "").isdigit() else 0, question=found
    )
    questions.activate(found, version=version, actor=request.actor, at=request.now, reason=request.POST.get("reason", "")[:500])
    messages.success(request, _("Version %(number)s is in use now. Papers drawn from this moment on ask it.") % {"number": version.number})
    return redirect(found)


@require_POST
@needs(Verb.CHANGE, WHAT)
def retire(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Question.objects.select_related("topic", "latest", "in_use"), pk=pk)
    form = RetireForm(request.POST)
    if attempt(form, lambda typed: questions.retire(found, actor=request.actor, at=request.now, reason=typed["reason"])):
        messages.success(request, _("The question is retired. Tests already taken keep it."))
        return redirect(found)
    return page_of(request, found, form, status=422)
