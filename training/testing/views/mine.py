"""My tests: what must be taken and when, beginning one, and its result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.models import Person
from training.testing.access import own_attempt
from training.testing.actions import taking
from training.testing.selectors.mine import OwnTest, own_tests
from training.testing.selectors.reviewed import outcome
from training.testing.selectors.unseen import known_by
from training.testing.views.taking import device


def person_of(request: Request) -> Person:
    found = Person.objects.filter(pk=request.actor.person_id or 0).first()
    if found is None:
        raise NotFound(_("This account belongs to no person, so there are no tests for it."))
    return found


@needs(Verb.VIEW, "own_test")
def mine(request: Request) -> HttpResponse:
    person = person_of(request)
    taking.end_own_due(person, actor=request.actor, at=request.now)
    tests = own_tests(person, request.now)
    context = {
        "tests": tests,
        "to_do": sum(not test.valid for test in tests),
        "devices": devices(test.last.pk for test in tests if test.last),
    }
    return render(request, "testing/mine.html", context)


def own_test(request: Request, pk: int) -> OwnTest:
    found = next((test for test in own_tests(person_of(request), request.now) if test.paper.pk == pk), None)
    if found is None or not found.written:
        raise NotFound(_("There is no such test for you."))
    return found


@needs(Verb.CHANGE, "own_test")
def begin(request: Request, pk: int) -> HttpResponse:
    """The rules of the test before the clock starts."""
    test = own_test(request, pk)
    if request.method == "POST":
        attempt = taking.start(test.paper, device=device(request), actor=request.actor, at=request.now)
        return redirect("testing:take", attempt.pk)
    known = 0 if test.going or test.extra.knowing else known_by(request.actor.username, test.version)
    return render(request, "testing/begin.html", {"test": test, "known": taking.told_known(known) if known else ""})


@needs(Verb.VIEW, "own_test")
def result(request: Request, pk: int) -> HttpResponse:
    """How an attempt ended; questions and right answers only as far as the paper shows them by now."""
    attempt = own_attempt(request.actor, pk)
    if not taking.end_if_due(attempt, actor=request.actor, at=request.now):
        return redirect("testing:take", pk)
    shown = outcome(attempt, request.now, get_language() or "en")
    return render(request, "testing/result.html", {"result": shown, "devices": devices([attempt.pk])})


def devices(ended: Iterable[int]) -> dict[str, Any]:
    """For the script that sends what a device still holds of these attempts."""
    words = _("{n} answers on this device have not reached the server yet. They are being sent, to be kept beside your test.")
    return {"ended": list(ended), "cookie": settings.CSRF_COOKIE_NAME, "prefix": reverse("testing:mine") + "attempts/", "words": words}
