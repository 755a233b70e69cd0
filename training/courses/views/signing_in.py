"""The trainee's side of signing in: scan or type the code; what was scanned in time survives signing in and a bad line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from governance.core.errors import GatehouseError, NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from training.courses import actions, signing
from training.courses.access import sessions_for
from training.courses.actions.attending import Outcome, SignedIn, standing_of
from training.courses.models import Session
from training.courses.roll import own_place
from training.courses.rules import codes
from training.courses.rules.states import EnrolmentState, SessionState


def scan(request: Request, pk: int, code: str) -> HttpResponse:
    """Where the picture leads. A fresh code is noted in this browser at once, before anybody has to sign in; then on to the page."""
    if not Session.objects.filter(pk=pk, state__in=[SessionState.RUNNING, SessionState.CLOSED]).exists():
        raise NotFound(_("There is no session with this code."))
    shown = signing.shown_at(pk, code, request.now)
    if shown is None:
        messages.warning(request, _("This code is no longer on the screen. Please scan the one that is there now."))
    elif codes.counts(shown, request.now):
        request.session[f"courses.scan.{pk}"] = request.now.isoformat()
    else:
        request.session[f"courses.late.{pk}"] = codes.plain(code)
    return redirect("courses:sign_in", pk)


def receipt(request: Request, pk: int) -> datetime | None:
    """When this browser brought a fresh code, if that is not too long ago."""
    noted = parse_datetime(str(request.session.get(f"courses.scan.{pk}", "")))
    return noted if noted is not None and request.now - noted <= codes.RECEIPT else None


def session_of(request: Request, pk: int) -> Session:
    """A session the reader may know of, or whose code this browser has just scanned."""
    scanned = receipt(request, pk) is not None or f"courses.late.{pk}" in request.session
    known = Session.objects.all() if scanned else sessions_for(request.actor)
    found = known.select_related("course", "office").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such session, or none you may know of."))
    return found


@needs(Verb.VIEW, "own_training")
def sign_in(request: Request, pk: int) -> HttpResponseBase:
    """Shows how one stands and takes the code; the script of the page keeps trying where the line is bad."""
    session = session_of(request, pk)
    if request.method == "POST":
        return taken(request, session)
    place = own_place(session, request.actor.person_id)
    outcome = standing_of(place) if place is not None and place.state == EnrolmentState.ENROLLED else None
    scanned = receipt(request, pk)
    context = {
        "session": session,
        "place": place,
        "outcome": outcome,
        "late": getattr(place, "late_code", None),
        "scanned": scanned,
        "pending": "" if scanned else request.session.get(f"courses.late.{pk}", ""),
        "open": session.state == SessionState.RUNNING,
        "grace": int(codes.GRACE.total_seconds() // 60),
    }
    return render(request, "courses/sign_in.html", context)


def taken(request: Request, session: Session) -> HttpResponseBase:
    """A code that was sent: to the script as JSON, else back to the page."""
    quiet = "application/json" in request.headers.get("Accept", "")
    here = reverse("courses:sign_in", args=[session.pk])
    try:
        done = actions.sign_in(
            session, code=request.POST.get("code", ""), scanned_at=receipt(request, session.pk), actor=request.actor, at=request.now
        )
    except GatehouseError as refused:
        request.session.pop(f"courses.late.{session.pk}", None)
        if quiet:
            return JsonResponse({"done": False, "text": str(refused.message)}, status=refused.status)
        messages.error(request, str(refused.message))
        return redirect(here)
    for kind in ("scan", "late"):
        request.session.pop(f"courses.{kind}.{session.pk}", None)
    text = said(done)
    if quiet:
        return JsonResponse({"done": True, "outcome": done.outcome, "text": text})
    messages.success(request, text)
    return redirect(here)


def said(done: SignedIn) -> str:
    told: dict[str, Any] = {"time": f"{done.moment.astimezone(done.session.zone):%H:%M}"}
    if done.outcome == Outcome.TO_CONFIRM:
        shown = {"shown": f"{done.shown.astimezone(done.session.zone):%H:%M}"}
        return _("Your code of %(shown)s arrived late. The trainer sees it and confirms that you are here.") % shown
    if done.outcome == Outcome.ALREADY:
        return _("You are signed in since %(time)s.") % told
    return _("You are signed in: %(time)s.") % told
