"""What leaves the house on paper or as a file: the list of a session, and the session for a calendar."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from icalendar import Calendar, Event

from governance.core import exports, written
from governance.core.documents.pdf import render_pdf
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.organisation.selectors import people_names
from training.courses.access import session_or_404
from training.courses.bookings import trainers_of
from training.courses.roll import entries
from training.courses.rules.states import Standing
from training.courses.views.sessions import run_or_404

LIST_COLUMNS = ("session", "number", "name", "standing", "minutes", "reason")


@needs(Verb.VIEW, "attendance")
def list_csv(request: Request, pk: int) -> HttpResponseBase:
    """The list as a file that can be filled in and sent in again as an attendance list."""
    session = run_or_404(request, pk, Verb.VIEW, "attendance")
    rows = [
        [
            session.pk,
            entry.number,
            entry.name,
            "" if entry.outcome.standing == Standing.EXPECTED else entry.outcome.standing.value,
            entry.outcome.minutes if entry.outcome.standing != Standing.EXPECTED else "",
            "",
        ]
        for entry in entries(session, request.actor)
        if entry.seated
    ]
    return exports.csv_response(f"attendance-{session.pk}", list(LIST_COLUMNS), rows)


@needs(Verb.VIEW, "attendance")
def list_pdf(request: Request, pk: int) -> HttpResponse:
    """The list to print, with a column to sign in."""
    session = run_or_404(request, pk, Verb.VIEW, "attendance")
    people = trainers_of([pk]).get(pk, [])
    names = people_names(people, request.actor)
    context = {
        "session": session,
        "trainers": written.together(names[one] for one in people),
        "listed": [entry for entry in entries(session, request.actor) if entry.seated],
    }
    pdf = render_pdf("courses/list_paper.html", context, get_language() or "en")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="attendance-{session.pk}.pdf"'
    return answer


@needs(Verb.VIEW, "own_training")
def session_ics(request: Request, pk: int) -> HttpResponse:
    """The session for one's own calendar."""
    session = session_or_404(request.actor, pk)
    calendar = Calendar()
    calendar.add("prodid", "-//Gatehouse//training//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"session-{session.pk}@gatehouse")
    event.add("dtstamp", request.now)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", str(session.course))
    event.add("location", session.where)
    lines = [session.course.told, session.link, settings.PUBLIC_ADDRESS + reverse("courses:session", args=[pk])]
    event.add("description", "\n".join(line for line in lines if line))
    calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{session.pk}.ics"'
    return answer
