"""A faulty question: quarantine, preview of a decision, the decision, and what it did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty, status
from governance.core.models import Job
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table
from governance.organisation.selectors import people_names
from training.testing.access import require_unshut
from training.testing.actions import faulty as actions
from training.testing.forms.results import ChoiceForm, ReasonForm
from training.testing.models import Paper, Question, QuestionState, Remark, RemarkEffect
from training.testing.remarking import Effect, Moved
from training.testing.selectors import faulty as selectors
from training.testing.selectors.unseen import unseen

WHAT = "quarantine"
STATUS = {Moved.FAILS: "bad", Moved.PASSES: "good", Moved.KEPT: "watch", Moved.LOWER: "watch", Moved.HIGHER: "info", Moved.SAME: "none"}


def moved_badge(moved: str) -> Any:
    return status(STATUS[Moved(moved)], RemarkEffect.Moved(moved).label)


@needs(Verb.VIEW, WHAT)
def remarks(request: Request) -> HttpResponseBase:
    """Questions in quarantine without a decision, and every decision there was."""
    visible = unseen(request.actor, request.now).visible(Question.objects.all())
    undecided = [
        question
        for question in visible.filter(state=QuestionState.QUARANTINED).select_related("topic").order_by("code")
        if selectors.standing_decision(question.pk) is None
    ]
    table = Table(
        request,
        [
            Column("question", _("Question"), value=lambda row: str(row.question), link=lambda row: row.get_absolute_url()),
            Column("choice", _("What becomes of the results"), value=lambda row: row.get_choice_display()),
            Column("decided_at", _("Decided"), value=lambda row: row.decided_at),
            Column("state", _("State"), value=lambda row: row.get_state_display()),
            Column("passes", _("Newly passed"), value=lambda row: row.counts.get("passes"), numeric=True),
            Column("fails", _("No longer passed"), value=lambda row: row.counts.get("fails"), numeric=True),
        ],
        list(Remark.objects.filter(question__in=visible).select_related("question").order_by("-decided_at", "-pk")),
        name="decisions",
        empty=Empty(_("No decision yet"), _("When the item analysis shows a faulty question, quarantine it there, then decide.")),
    )
    may_decide = allows(request.actor, Verb.APPROVE, WHAT)
    return table.export() or render(request, "testing/remarks.html", {"table": table, "undecided": undecided, "may_decide": may_decide})


@needs(Verb.APPROVE, WHAT)
def quarantine(request: Request, question: int) -> HttpResponse:
    found = get_object_or_404(Question, pk=question)
    require_unshut(request.actor, [found], request.now)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda typed: actions.quarantine(found, actor=request.actor, at=request.now, reason=typed["reason"])
    ):
        messages.success(request, _("The question is out of use. Now decide about the results it touched."))
        return redirect("testing:decide", found.pk)
    return render(request, "testing/quarantine.html", {"question": found, "form": form})


@needs(Verb.APPROVE, WHAT)
def decide(request: Request, question: int) -> HttpResponse:
    """Choose, see whose standing changes, then confirm with a reason. Nothing happens before the confirmation."""
    found = get_object_or_404(Question.objects.select_related("in_use"), pk=question)
    require_unshut(request.actor, [found], request.now)
    versions = selectors.corrected_versions(found)
    choosing = ChoiceForm(request.GET if "choice" in request.GET else None, question=found, versions=versions)
    context: dict[str, Any] = {"question": found, "choosing": choosing, "versions": versions}
    if not choosing.is_valid():
        return render(request, "testing/decide.html", context)
    form = ReasonForm(request.POST or None)
    made: list[tuple[Remark, Job]] = []

    def act(typed: dict[str, Any]) -> object:
        fingerprint = request.POST.get("fingerprint", "")
        made.append(actions.decide(found, **choosing.terms, **typed, fingerprint=fingerprint, actor=request.actor, at=request.now))
        return made

    if request.method == "POST" and attempt(form, act):
        return redirect("core:job", made[0][1].pk)
    shown = selectors.preview(found, at=request.now, **choosing.terms)
    table = effects_table(request, shown.changed)
    return render(request, "testing/decide.html", context | {"form": form, "shown": shown, "table": table, "counts": told(shown)})


def told(shown: selectors.Preview) -> list[tuple[Any, int]]:
    return [(moved_badge(moved.value), number) for moved, number in shown.counts.items() if number]


def effects_table(request: Request, effects: list[Effect]) -> Table:
    """Who is concerned, by name where this reader may know it."""
    names = people_names([one.person for one in effects], request.actor)
    papers = Paper.objects.in_bulk({one.paper for one in effects})
    return Table(
        request,
        [
            Column("person", _("Person"), value=lambda one: names[one.person]),
            Column("paper", _("Paper"), value=lambda one: str(papers[one.paper])),
            Column("before", _("Result before"), value=lambda one: one.before.percent, numeric=True, percent=True, decimals=2),
            Column("after", _("Result after"), value=lambda one: one.after.percent, numeric=True, percent=True, decimals=2),
            Column(
                "moved",
                _("What changes"),
                value=lambda one: str(RemarkEffect.Moved(one.moved.value).label),
                show=lambda one: moved_badge(one.moved.value),
                sort=False,
            ),
        ],
        effects,
        name="effects",
        empty=Empty(_("Nobody’s result changes"), _("Under this choice every result stays as it is.")),
    )


@needs(Verb.VIEW, WHAT)
def remark(request: Request, pk: int) -> HttpResponseBase:
    """One decision: who decided what and why, and what it did to whom."""
    found = get_object_or_404(Remark.objects.select_related("question", "new_version"), pk=pk)
    require_unshut(request.actor, [found.question], request.now)
    rows = list(found.effects.exclude(moved=Moved.SAME).select_related("paper").order_by("pk"))
    order = {moved.value: place for place, moved in enumerate(Moved)}
    rows.sort(key=lambda row: order[row.moved])
    names = people_names([row.person_id for row in rows], request.actor)
    table = Table(
        request,
        [
            Column("person", _("Person"), value=lambda row: names[row.person_id]),
            Column("paper", _("Paper"), value=lambda row: str(row.paper)),
            Column("before", _("Result before"), numeric=True, percent=True, decimals=2),
            Column("after", _("Result after"), numeric=True, percent=True, decimals=2),
            Column(
                "moved", _("What changed"), value=lambda row: row.get_moved_display(), show=lambda row: moved_badge(row.moved), sort=False
            ),
        ],
        rows,
        name="effects",
        filename=f"decision-{found.pk}",
        empty=Empty(_("Nobody’s result changed")),
    )
    if response := table.export():
        return response
    context = {
        "remark": found,
        "table": table,
        "counts": [(moved_badge(moved), number) for moved, number in found.counts.items() if number],
        "later": Remark.objects.filter(question=found.question, number__gt=found.number).order_by("number").first(),
        "may_decide": allows(request.actor, Verb.APPROVE, WHAT),
        "again": reverse("testing:decide", args=[found.question_id]),
    }
    return render(request, "testing/remark.html", context)
