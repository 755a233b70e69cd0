"""Refusals: numbers for who steers, the office's own for its head, and the form by which anybody reports one."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Table, status
from governance.organisation.models import Membership, Office
from governance.organisation.selectors import names_for, offices_for
from governance.organisation.views.acting import Ask, ask
from rollout.impact import charts
from rollout.impact.actions import resistance as actions
from rollout.impact.forms.people import AnswerForm, CloseForm, ReportForm, WhyForm
from rollout.impact.models import Resistance
from rollout.impact.selectors import refusals
from rollout.impact.states import RESISTANCE_MOVES, Cause, ResistanceState, Response
from rollout.impact.views.words import REFUSALS
from rollout.staging.selectors import local_day


@needs(Verb.VIEW, "resistance_figures")
def resistance(request: Request) -> HttpResponseBase:
    instant = known_at(request)
    told = refusals.numbers(local_day(instant or request.now), request.actor, instant)
    offices = Office.objects.in_bulk(told.offices)
    own = refusals.of_reader(request.actor)
    table = own_table(request, own)
    context = {
        "told": told,
        "chart": charts.causes(told, get_language() or "en") if told.causes else None,
        "offices": sorted(((str(offices[pk]), number) for pk, number in told.offices.items()), key=lambda pair: (-pair[1], pair[0])),
        "reads": bool(refusals.readable(request.actor)),
        "table": table,
        "waiting": sum(row.state == ResistanceState.REPORTED for row in own),
        "known_at": instant,
        "may_report": allows(request.actor, Verb.CHANGE, "resistance_report"),
    }
    return table.export() or render(request, "impact/resistance.html", context)


def own_table(request: Request, rows: list[Resistance]) -> Table:
    """The refusals of the reader's own office, in words."""
    columns = [
        Column("words", _("What was said or seen"), link=lambda row: row.get_absolute_url()),
        Column("on", _("On"), nowrap=True),
        Column("office", _("Office"), value=lambda row: str(row.office), phone="hide"),
        Column("cause", _("Root cause"), choices=Cause.choices),
        Column("response", _("Response"), choices=Response.choices),
        Column("due", _("Due"), nowrap=True),
        Column(
            "state",
            _("State"),
            choices=ResistanceState.choices,
            show=lambda row: status(REFUSALS[ResistanceState(row.state)], row.get_state_display()),
            phone="head",
        ),
    ]
    empty = Empty(_("No refusal reported"), _("What is said against the CRM, or seen, is reported here and sorted by its cause."))
    return Table(request, columns=columns, rows=rows, name="refusals", order="-on", empty=empty, compact=10)


def reportable(request: Request) -> list[Office]:
    """Offices the reader's role reaches, and the one they work in."""
    reached = offices_for(request.actor, Verb.CHANGE, "resistance_report").branches()
    here = Membership.objects.current().on(local_day(request.now)).filter(person=request.actor.person_id)
    mine = here.values_list("office_id", flat=True) if request.actor.person_id else []
    return list(reached | Office.objects.branches().filter(pk__in=list(mine)))


@needs(Verb.CHANGE, "resistance_report")
def report(request: Request) -> HttpResponse:
    """Open to all who work with an office. The page that follows does not show the report: it is the office's to read."""
    sees = allows(request.actor, Verb.VIEW, "resistance_figures")
    back = reverse("impact:resistance") if sees else reverse("dashboards:home")
    lead = _("Nobody can see who reported. Nothing about you is kept, so nobody can ask you back either.")
    done = _("Thank you. The head of that office reads it and sorts it by its cause; who reported is not kept.")
    words = Ask(_("Report a refusal"), _("Report"), back, lead, [(_("Resistance"), back)] if sees else [], done=done)
    initial = {"on": local_day(request.now)}
    may_name = allows(request.actor, Verb.CHANGE, "resistance")
    return ask(request, ReportForm, words, actions.report, offices=reportable(request), may_name=may_name, initial=initial)


def own_refusal(request: Request, pk: int) -> Resistance:
    rows = Resistance.objects.select_related("office", "person__identity", "owner__identity", "version__policy")
    found = rows.filter(pk=pk, office__in=refusals.readable(request.actor)).first()
    if found is None:
        raise NotFound(_("There is no such refusal, or it is not yours to read."))
    return found


@needs(Verb.VIEW, "resistance")
def refusal(request: Request, pk: int) -> HttpResponse:
    shown = own_refusal(request, pk)
    people = names_for([person for person in (shown.person, shown.owner) if person], request.actor)
    moves = shown.moves.select_related("owner__identity").order_by("pk")
    to = RESISTANCE_MOVES[ResistanceState(shown.state)]
    context = {
        "refusal": shown,
        "state_kind": REFUSALS[ResistanceState(shown.state)],
        "person": people.get(shown.person_id or 0, ""),
        "owner": people.get(shown.owner_id or 0, ""),
        "moves": moves,
        "may_answer": ResistanceState.ANSWERED in to,
        "may_close": ResistanceState.CLOSED in to,
        "may_open": ResistanceState.REPORTED in to,
        "may_propose": shown.response == Response.FIRM and allows(request.actor, Verb.CHANGE, "sanction", office_id=shown.office_id),
        "due_over": bool(shown.due and shown.state == ResistanceState.ANSWERED and shown.due < local_day(request.now)),
    }
    return render(request, "impact/refusal.html", context)


@needs(Verb.CHANGE, "resistance")
def answer(request: Request, pk: int) -> HttpResponse:
    held = own_refusal(request, pk)
    lead = _("Who cannot do it is trained; who does it the old way is encouraged; only who does not want to meets a firm measure.")
    words = Ask(_("Sort and answer"), _("Save"), held.get_absolute_url(), lead, around(held), done=_("Recorded."))
    return ask(request, AnswerForm, words, partial(actions.answer, held))


@needs(Verb.CHANGE, "resistance")
def close(request: Request, pk: int) -> HttpResponse:
    held = own_refusal(request, pk)
    words = Ask(_("Close %(number)s") % {"number": held}, _("Close"), held.get_absolute_url(), held.words, around(held), done=_("Closed."))
    return ask(request, CloseForm, words, partial(actions.close, held))


@needs(Verb.CHANGE, "resistance")
def open_again(request: Request, pk: int) -> HttpResponse:
    held = own_refusal(request, pk)
    words = Ask(_("Open %(number)s again") % {"number": held}, _("Open again"), held.get_absolute_url(), held.words, around(held))
    return ask(request, WhyForm, words, partial(actions.open_again, held))


def around(held: Resistance) -> list[tuple[str, str]]:
    return [(_("Resistance"), reverse("impact:resistance")), (str(held), held.get_absolute_url())]
