"""The trainer's side of attempts: live, one attempt's record, answers that came late."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.selectors import people_names
from training.testing import answers, presenting
from training.testing.access import attempt_for, require_unshut
from training.testing.actions.deciding_late import decide_late, decide_until
from training.testing.forms.late import LateForm
from training.testing.models import Answer, Attempt, AttemptState
from training.testing.selectors.given import late_answers, outdone
from training.testing.selectors.standings import percents
from training.testing.selectors.unseen import Unseen, sat_knowing, unseen
from training.testing.selectors.watching import Watched, attempts_with_late, watched
from training.testing.templatetags.test_words import given_lines, plain
from training.testing.views.papers import paper_of

WHAT = "attempt"


def state_of(row: Watched) -> Any:
    if row.attempt.is_open:
        return status("info", _("In progress"))
    if row.percent is None:
        return status("none", _("Being marked"))
    passed = row.percent >= row.attempt.version.pass_mark
    return status("good", _("Passed")) if passed else status("watch", _("Not passed"))


def columns(*, late: bool = False) -> list[Column]:
    def way(row: Watched) -> str:
        return reverse("testing:late" if late else "testing:record", args=[row.attempt.pk])

    return [
        Column("person", _("Person"), link=way),
        Column("office", _("Office")),
        Column("state", _("State"), value=state_of),
        Column("answered", _("Saved"), numeric=True, hint=_("Questions with a saved answer")),
        Column("asked", _("Questions"), numeric=True),
        Column("minutes_left", _("Minutes left"), numeric=True),
        Column("percent", pgettext("test", "Result"), numeric=True, percent=True),
        Column("late", _("Late answers"), numeric=True, value=lambda row: row.late or None),
        Column("started", pgettext("test", "Begun"), value=lambda row: row.attempt.started_at),
    ]


@needs(Verb.VIEW, WHAT)
def live(request: Request, pk: int) -> HttpResponseBase:
    """A paper's attempts as they are now."""
    shown = paper_of(pk)
    reached = Attempt.objects.within(scope(request.actor, Verb.VIEW, WHAT)).filter(paper=shown)
    rows = watched(reached, request.actor, request.now)
    empty = Empty(_("Nobody has taken this paper yet"), _("Attempts appear here as they begin."), icon="users")
    table = Table(request, columns=columns(), rows=rows, name="attempts", empty=empty)
    context = {
        "paper": shown,
        "attempts": table,
        "going": sum(row.attempt.is_open for row in rows),
        "ended": sum(not row.attempt.is_open for row in rows),
    }
    context["may_open_paper"] = allows(request.actor, Verb.VIEW, "test_paper")
    return table.export() or render(request, "testing/attempts.html", context)


@needs(Verb.VIEW, WHAT)
def record(request: Request, pk: int) -> HttpResponse:
    """Everything that happened in one attempt; what was answered only for those who may know the questions."""
    shown = attempt_for(request.actor, Verb.VIEW, WHAT, pk)
    may_read = allows(request.actor, Verb.VIEW, "question")
    found = unseen(request.actor, request.now)
    kept = Answer.objects.filter(item__attempt=shown).select_related("item__question_version__question", "decision")
    context = {
        "attempt": shown,
        "person": people_names([shown.person_id], request.actor).get(shown.person_id, ""),
        "percent": None if shown.is_open else percents([shown.pk])[shown.pk],
        "events": shown.events.order_by("recorded_at", "pk"),
        "answers": [(one, told(one, found) if may_read else None) for one in kept.order_by("recorded_at", "pk")],
        "late": len([one for one in late_answers([shown.pk]) if not hasattr(one, "decision")]),
        "may_decide": allows(request.actor, Verb.VIEW, "late_answer"),
        "state": AttemptState(shown.state).label,
        "permitted": sat_knowing(shown),
    }
    return render(request, "testing/record.html", context)


def told(answer: Answer, found: Unseen) -> list[str]:
    """What was answered, unless the reader may still be asked the same."""
    return [_("closed to you")] if found.hides(answer.item.question_version.question) else readable(answer)


def readable(answer: Answer) -> list[str]:
    """An answer as its candidate saw it."""
    content = answer.item.question_version.content
    shown = presenting.for_candidate(content, str(answer.item.seed), get_language() or "en", answers.from_json(answer.payload))
    return given_lines(shown)


def asked_text(answer: Answer) -> str:
    """What was asked, in the reader's language."""
    content = answer.item.question_version.content
    return plain(content.text.said(content.language_for(get_language() or "en")))


@needs(Verb.VIEW, "late_answer")
def late_list(request: Request) -> HttpResponseBase:
    """Attempts with answers that wait for a decision."""
    rows = watched(attempts_with_late(), request.actor, request.now)
    empty = Empty(_("No late answers wait"), _("Answers that arrive after the end of a test are kept here until you decide."), icon="clock")
    table = Table(request, columns=columns(late=True), rows=rows, name="late", empty=empty)
    return table.export() or render(request, "testing/late_list.html", {"late": table, "waiting": len(rows)})


@needs(Verb.VIEW, "late_answer")
def late(request: Request, pk: int) -> HttpResponse:
    """The late answers of one attempt, each with both times, and the decision."""
    shown = attempt_for(request.actor, Verb.VIEW, "late_answer", pk)
    found = late_answers([pk])
    require_unshut(request.actor, {answer.item.question_version.question for answer in found}, request.now)
    open_ = [answer for answer in found if not hasattr(answer, "decision")]
    until = decide_until(shown)
    may = allows(request.actor, Verb.APPROVE, "late_answer") and until is not None and request.now <= until
    form = LateForm(request.POST or None, waiting=open_)
    older = outdone(open_, pk)

    def act(typed: dict[str, Any]) -> object:
        return decide_late(shown, form.decisions(), actor=request.actor, at=request.now, reason=typed["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The decision is recorded."))
        return redirect("testing:record", pk)
    context = {
        "attempt": shown,
        "person": people_names([shown.person_id], request.actor).get(shown.person_id, ""),
        "until": until,
        "over": until is not None and request.now > until,
        "form": form,
        "rows": [(one, asked_text(one), readable(one), form[f"answer-{one.pk}"], one.pk in older) for one in open_],
        "decided": [(one, readable(one)) for one in found if hasattr(one, "decision")],
        "may": may and bool(open_),
    }
    return render(request, "testing/late.html", context)
