"""The trainer's screen: the code that changes, who has signed in, the list to correct. Parts ask for themselves; unchanged ones stay."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import segno
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from training.courses import actions, signing
from training.courses.actions.attending import refuse_own
from training.courses.forms.sessions import CorrectForm
from training.courses.models import Enrolment, LateCode, Session
from training.courses.roll import Entry, counted, entries, record_of
from training.courses.rules import codes
from training.courses.rules.states import SessionState
from training.courses.views.deciding import decision
from training.courses.views.sessions import run_or_404

UNCHANGED = 204


def running_of(request: Request, pk: int) -> Session:
    return run_or_404(request, pk, what="attendance")


@needs(Verb.CHANGE, "attendance")
def screen(request: Request, pk: int) -> HttpResponse:
    """For the projector: code on one side, people on the other."""
    session = running_of(request, pk)
    if session.state == SessionState.OPEN:
        return redirect("courses:session_begin", pk)
    if session.state != SessionState.RUNNING:
        return redirect("courses:session", pk)
    return render(request, "courses/screen.html", {"session": session, **code_context(request, session), **roll_context(request, session)})


def code_context(request: Request, session: Session) -> dict[str, Any]:
    made = signing.code_now(session.pk, request.now)
    url = request.build_absolute_uri(reverse("courses:scan", args=[session.pk, made]))
    picture = segno.make(url, error="m").svg_inline(scale=8, border=2, omitsize=True, svgclass=None, lineclass=None)
    return {
        "code": codes.readable(made),
        "picture": mark_safe(picture),
        "window": codes.window_at(request.now),
        "seconds": codes.seconds_left(request.now),
        "address": request.build_absolute_uri(reverse("courses:mine")),
    }


def roll_context(request: Request, session: Session) -> dict[str, Any]:
    listed = [entry for entry in entries(session, request.actor) if entry.seated]
    return {"listed": listed, "counts": counted(listed), "version": version_of(listed)}


def version_of(listed: list[Entry]) -> str:
    """Differs whenever the list does, in the reader's language."""
    told = [(e.place.pk, e.outcome.standing, e.outcome.minutes, e.outcome.here, e.late_code is not None) for e in listed]
    return f"{crc32(repr((told, get_language())).encode()):08x}"


@needs(Verb.CHANGE, "attendance")
def code(request: Request, pk: int) -> HttpResponse:
    """The code, if it is another one by now."""
    session = running_of(request, pk)
    if session.state != SessionState.RUNNING:
        return HttpResponse(headers={"HX-Redirect": reverse("courses:session", args=[pk])})
    if request.GET.get("window") == str(codes.window_at(request.now)):
        return HttpResponse(status=UNCHANGED)
    return render(request, "courses/_code.html", {"session": session, **code_context(request, session)})


@needs(Verb.CHANGE, "attendance")
def roll(request: Request, pk: int) -> HttpResponse:
    """The list, if it is another one by now."""
    session = running_of(request, pk)
    context = roll_context(request, session)
    if request.GET.get("version") == context["version"]:
        return HttpResponse(status=UNCHANGED)
    return render(request, "courses/_roll.html", {"session": session, **context})


def place_of(request: Request, pk: int) -> Enrolment:
    place = Enrolment.objects.filter(pk=pk).select_related("session__course", "session__office", "person__identity").first()
    if place is None:
        raise NotFound(_("There is no such place, or it is not yours to change."))
    running_of(request, place.session_id)
    refuse_own(request.actor, place)
    return place


def after(request: Request, session: Session) -> HttpResponseBase:
    """The list anew where the screen asked, else the screen."""
    if request.headers.get("HX-Request"):
        return render(request, "courses/_roll.html", {"session": session, **roll_context(request, session)})
    return redirect("courses:screen", session.pk)


@require_POST
@needs(Verb.CHANGE, "attendance")
def arrive(request: Request, pk: int) -> HttpResponseBase:
    place = place_of(request, pk)
    actions.arrive(place, actor=request.actor, at=request.now)
    return after(request, place.session)


@require_POST
@needs(Verb.CHANGE, "attendance")
def leave(request: Request, pk: int) -> HttpResponseBase:
    place = place_of(request, pk)
    actions.leave(place, actor=request.actor, at=request.now)
    return after(request, place.session)


@require_POST
@needs(Verb.CHANGE, "attendance")
def late(request: Request, pk: int) -> HttpResponseBase:
    """The trainer's word on a code that arrived late."""
    place = place_of(request, pk)
    found = LateCode.objects.filter(enrolment=place).first()
    if found is None:
        raise NotFound(_("There is no such place, or it is not yours to change."))
    actions.decide_late(found, accepted=request.POST.get("accept") == "1", actor=request.actor, at=request.now)
    return after(request, place.session)


@needs(Verb.CHANGE, "attendance")
def correct(request: Request, pk: int) -> HttpResponse:
    """Set by hand how somebody attended, with a reason; the lines before are shown."""
    place = place_of(request, pk)
    form = CorrectForm(request.POST or None)

    def act(typed: dict[str, Any]) -> None:
        actions.correct(place, actor=request.actor, at=request.now, **typed)

    lines = " · ".join(f"{line.moment.astimezone(place.session.zone):%H:%M} {line.get_kind_display()}" for line in record_of(place))
    return decision(
        request,
        form,
        act,
        heading=_("Correct: %(person)s") % {"person": place.person},
        lead=lines,
        back=reverse("courses:screen", args=[place.session_id]),
        done=_("Corrected."),
    )
