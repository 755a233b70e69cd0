"""Taking a test: the page, one answer at a time, what the server holds, and handing in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.errors import GatehouseError, InvalidInput
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from training.testing import sending
from training.testing.access import own_attempt
from training.testing.actions import taking
from training.testing.models import Attempt
from training.testing.selectors.asked import Asked, asked
from training.testing.views.words import page_words

OVERVIEW = "overview"


def device(request: Request) -> str:
    """A name for this sign-in that tells devices apart and nothing else."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()[:12]


@needs(Verb.CHANGE, "own_test")
def take(request: Request, pk: int) -> HttpResponse:
    attempt = own_attempt(request.actor, pk)
    if taking.end_if_due(attempt, actor=request.actor, at=request.now):
        return redirect("testing:result", pk)
    taking.note_device(attempt, device(request), actor=request.actor, at=request.now)
    return show(request, attempt)


def show(request: Request, attempt: Attempt, *, refused: Mapping[int, str] | None = None, status: int = 200) -> HttpResponse:
    """The whole test on one page, of which one question is open: so that a phone without a network can still turn pages."""
    questions = asked(attempt, get_language() or "en")
    here = place(request.GET.get("q", ""), len(questions))
    context = {
        "attempt": attempt,
        "questions": questions,
        "here": here,
        "overview": here == OVERVIEW,
        "answered": sum(question.answered for question in questions),
        "refused": refused or {},
        "page": {
            "attempt": attempt.pk,
            "left": milliseconds_left(request, attempt),
            "state": reverse("testing:state", args=[attempt.pk]),
            "result": reverse("testing:result", args=[attempt.pk]),
            "cookie": settings.CSRF_COOKIE_NAME,
            "words": page_words(),
        },
    }
    return render(request, "testing/take.html", context, status=status)


def place(wanted: str, count: int) -> int | str:
    """Which question is open: its number, or the overview; the first for anything else."""
    if wanted == OVERVIEW:
        return OVERVIEW
    return int(wanted) if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:4]) <= count else 1


def milliseconds_left(request: Request, attempt: Attempt) -> int | None:
    """What is left by the server's clock; None without an end."""
    return None if attempt.due_at is None else max(0, int((attempt.due_at - request.now).total_seconds() * 1000))


@needs(Verb.CHANGE, "own_test")
def answer(request: Request, pk: int, item: int) -> HttpResponse:
    """One answer: as JSON from the page's queue, or as a plain form where scripts are off."""
    if request.method != "POST":
        return redirect("testing:take", pk)
    attempt = own_attempt(request.actor, pk, bare=True)
    if request.content_type == "application/json":
        return queued(request, attempt, item)
    return typed(request, attempt, item)


def queued(request: Request, attempt: Attempt, item: int) -> JsonResponse:
    """Every refusal is JSON too, so that the page can keep the answer and say why."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > sending.LARGEST:
            return JsonResponse({"message": str(sending.too_large())}, status=413)
        sent = sending.read_sent(request.body)
        saved = taking.save_answer(
            attempt,
            item,
            sent.fields,
            client_id=sent.client_id,
            device=sent.device,
            sequence=sent.sequence,
            device_at=sent.device_at,
            device_sent_at=sent.device_sent_at,
            actor=request.actor,
            at=request.now,
        )
    except InvalidInput as error:
        return JsonResponse({"message": str(error)}, status=400)
    except GatehouseError as error:
        return JsonResponse({"message": str(error)}, status=error.status)
    return JsonResponse(
        {"late": saved.late, "warning": saved.warning, "left": milliseconds_left(request, attempt), "open": attempt.is_open}
    )


def typed(request: Request, attempt: Attempt, item: int) -> HttpResponse:
    """The fall-back: save, then the next question. What cannot be saved is shown again as it was typed."""
    fields: dict[str, object] = {} if "clear" in request.POST else lists_of(request.POST)
    number = request.POST.get("id", "")
    try:
        if not sending.CLIENT_ID.fullmatch(number):
            raise sending.unusable()
        saved = taking.save_answer(attempt, item, fields, client_id=number, actor=request.actor, at=request.now)
    except InvalidInput as error:
        return show_refused(request, attempt, item, str(error))
    if saved.late:
        messages.warning(request, _("This answer came after the end. It is kept beside your test; your trainer decides whether it counts."))
        return redirect("testing:result", attempt.pk)
    here = saved.answer.item.order
    count = attempt.items.count()
    wanted = here if saved.warning or "clear" in request.POST else here + 1
    return HttpResponseRedirect(f"{reverse('testing:take', args=[attempt.pk])}?q={wanted if wanted <= count else OVERVIEW}")


def lists_of(posted: QueryDict) -> dict[str, object]:
    return {name: values for name, values in posted.lists() if name.startswith("answer")}


def show_refused(request: Request, attempt: Attempt, item: int, message: str) -> HttpResponse:
    """The question once more with what was typed in it."""
    questions = {question.item.pk: question for question in asked(attempt, get_language() or "en")}
    if item not in questions or not attempt.is_open:
        raise InvalidInput(message)
    request.GET = QueryDict(f"q={questions[item].order}")  # type: ignore[assignment]
    request.kept_text = request.POST.get("answer", "")  # type: ignore[attr-defined]
    return show(request, attempt, refused={item: message}, status=400)


@needs(Verb.CHANGE, "own_test")
def state(request: Request, pk: int) -> JsonResponse:
    """What the server holds: for a page that comes back to the front, or a second one."""
    attempt = own_attempt(request.actor, pk)
    ended = taking.end_if_due(attempt, actor=request.actor, at=request.now)
    held: dict[int, Any] = {} if ended else {question.item.pk: question.fields for question in asked(attempt, get_language() or "en")}
    return JsonResponse({"open": not ended, "left": milliseconds_left(request, attempt), "held": held})


@needs(Verb.CHANGE, "own_test")
def hand_in(request: Request, pk: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('testing:take', args=[pk])}?q={OVERVIEW}")
    attempt = own_attempt(request.actor, pk)
    taking.submit(attempt, actor=request.actor, at=request.now)
    messages.success(request, _("Your test is handed in."))
    return redirect("testing:result", pk)


__all__ = ["Asked", "answer", "hand_in", "show", "state", "take"]
