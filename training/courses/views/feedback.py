"""Feedback: given by those who attended, shown only where it betrays nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotAllowed
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, scope
from training.courses import actions
from training.courses.access import NOT_YOURS, session_or_404, teaches
from training.courses.forms.sessions import FeedbackForm
from training.courses.reactions import told
from training.courses.rules.reaction import OPEN_DAYS, SMALLEST
from training.courses.views.deciding import decision
from training.courses.views.sessions import address


@needs(Verb.VIEW, "own_training")
def answer(request: Request, pk: int) -> HttpResponse:
    session = session_or_404(request.actor, pk)

    def act(typed: dict[str, Any]) -> None:
        comment = typed.pop("comment")
        actions.answer(session, marks=typed, comment=comment, actor=request.actor, at=request.now)

    return decision(
        request,
        FeedbackForm(request.POST or None),
        act,
        heading=_("Feedback: %(course)s") % {"course": session.course},
        lead=_("Anonymous: your name is not kept with the answer, and nothing is shown below %(smallest)s answers.")
        % {"smallest": SMALLEST},
        back=reverse("courses:mine"),
        button=_("Send"),
        done=_("Thank you. Your answer is kept without your name."),
    )


@needs(Verb.VIEW, "feedback")
def results(request: Request, pk: int) -> HttpResponse:
    """For the session's trainer and those who steer."""
    session = session_or_404(request.actor, pk)
    if not (scope(request.actor, Verb.VIEW, "feedback").everything or teaches(request.actor, session)):
        raise NotAllowed(NOT_YOURS)
    found = told(session, request.now.astimezone(session.zone).date())
    questions = (_("It is useful for my work"), _("It was clearly taught"), _("There was enough practice"))
    means = list(zip(questions, found.figures.means, strict=True)) if found.figures else []
    context = {"session": session, "told": found, "means": means, "smallest": SMALLEST, "days": OPEN_DAYS, "back": address(session)}
    return render(request, "courses/feedback.html", context)
