"""Appraisal sheets: those a reader may know of, one with its arithmetic, each step, XLSX and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import exports, naming, written
from governance.core.errors import NotAllowed, NotFound, Text
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows
from governance.core.tables import Column, Empty, Table, status
from governance.organisation.models import Person
from governance.organisation.selectors import names_for
from governance.organisation.views.acting import Ask, ask
from rollout.kpis import actions, printing, reading
from rollout.kpis.actions.sheets import case_of
from rollout.kpis.contesting import possible, readable
from rollout.kpis.forms.appraisal import AnswerForm, ContestForm, NoteForm, WhyForm
from rollout.kpis.models import AppraisalSheet
from rollout.kpis.selectors.people import may_read_values
from rollout.kpis.selectors.sheets import concerned, sheets_for
from rollout.kpis.states import Audience, SheetState, SheetStep
from rollout.staging.selectors import local_day

S, P = SheetState, SheetStep
BADGES = {S.SHOWN: "info", S.AGREED: "good", S.CONTESTED: "watch", S.ANSWERED: "info", S.SETTLED: "good", S.WITHDRAWN: "none"}


def may_read(request: Request, sheet: AppraisalSheet) -> bool:
    return readable(case_of(sheet), day=local_day(request.now), concerned=concerned(sheet, request.actor))


@needs(Verb.VIEW, "appraisal")
def sheets(request: Request) -> HttpResponseBase:
    """The own sheets first, in words; then every sheet the reader may know of."""
    found = list(sheets_for(request.actor))
    names = names_for([sheet.person for sheet in found if sheet.person], request.actor)
    own = [sheet for sheet in found if concerned(sheet, request.actor) and sheet.state in (S.SHOWN, S.ANSWERED)]
    table = Table(
        request, columns=columns(request, names), rows=found, name="sheets", order="-year", empty=nothing(request), filename="appraisal"
    )
    waiting = sum(sheet.state == S.CONTESTED for sheet in found)
    context = {
        "table": table,
        "own": own,
        "contested": waiting,
        "may_open": allows(request.actor, Verb.CHANGE, "appraisal"),
        "may_see_schemes": allows(request.actor, Verb.VIEW, "appraisal_scheme"),
    }
    return table.export() or render(request, "kpis/sheets.html", context)


def nothing(request: Request) -> Empty:
    if not allows(request.actor, Verb.CHANGE, "appraisal"):
        return Empty(_("No sheet yet"), _("When yours is worked out, you see it here first."), icon="scale")
    text = _("Write this year's scheme and have it approved, then open the sheets.")
    return Empty(_("No sheet yet"), text, reverse("kpis:schemes"), _("Appraisal schemes"), icon="scale")


def columns(request: Request, names: dict[int, str]) -> list[Column]:
    def total(sheet: AppraisalSheet) -> str | None:
        found = reading.decimal(sheet.figures["total"])
        return written.number(found, 1) if found is not None and may_read(request, sheet) else None

    return [
        Column(
            "name",
            _("Sheet of"),
            value=lambda sheet: names[sheet.person_id] if sheet.person_id else str(sheet.office),
            link=lambda sheet: sheet.get_absolute_url(),
        ),
        Column("office", _("Office"), value=lambda sheet: str(sheet.office)),
        Column("year", _("Year"), value=lambda sheet: str(sheet.scheme.year)),
        Column("for", _("For"), value=lambda sheet: sheet.scheme.audience, choices=Audience.choices),
        Column(
            "state",
            _("State"),
            value=lambda sheet: sheet.state,
            choices=S.choices,
            show=lambda sheet: status(BADGES[S(sheet.state)], sheet.get_state_display()),
        ),
        Column("contest_by", _("May be contested until"), value=lambda sheet: sheet.contest_by),
        # Read beside each name, never an order of names.
        Column("total", _("Total"), value=total, sort=False, show=lambda sheet: total(sheet) or written.DASH, numeric=True),
    ]


def fetch(request: Request, pk: int) -> AppraisalSheet:
    """The sheet, if the reader may know of it."""
    found = sheets_for(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such sheet, or it is not yours to see."))
    return found


@needs(Verb.VIEW, "appraisal")
def sheet(request: Request, pk: int) -> HttpResponseBase:
    held = fetch(request, pk)
    open_now = may_read(request, held)
    names = names_for([held.person] if held.person else [], request.actor)
    steps = steps_for(request, held)
    context = {
        "sheet": held,
        "contestable": P.CONTEST in steps,
        "whose": names.get(held.person_id or 0, str(held.office)),
        "read": reading.read(held.figures) if open_now else None,
        "period": reading.months(reading.read(held.figures)),
        "badge": BADGES[S(held.state)],
        "person_values_url": address_for(held.person, request) if held.person else "",
        "steps": [(one, words(held, one)) for one in steps],
        "events": list(held.events.all()) if open_now else [],
    }
    return render(request, "kpis/sheet.html", context)


@dataclass(frozen=True)
class Step:
    """A form, what it does, and what is said above it and afterwards."""

    form: type[forms.Form]
    act: Callable[..., object]
    label: Text
    lead: Text
    done: Text
    icon: str = "check"
    danger: bool = False


def words(sheet: AppraisalSheet, step: SheetStep) -> Step:
    return {
        P.AGREE: Step(NoteForm, actions.agree, _("Agree"), _("You agree with the figures as they stand."), _("You agreed."), "check"),
        P.CONTEST: Step(
            ContestForm,
            actions.contest,
            _("Contest it"),
            _("It is not signed before your objection is answered. Your words stay on record."),
            _("Your objection is recorded. You will find the answer here."),
            "message",
        ),
        P.ANSWER: Step(AnswerForm, actions.answer, _("Answer"), _("The answer is shown to whose sheet it is."), _("Answered."), "message"),
        P.SETTLE: Step(
            NoteForm,
            actions.settle,
            _("Sign"),
            _("The figures are frozen under a fingerprint and cannot be changed any more."),
            _("Signed. The sheet can be printed."),
            "signature",
        ),
        P.WITHDRAW: Step(
            WhyForm, actions.take_back, _("Take back"), _("Another sheet can be opened in its place."), _("Taken back."), "x", danger=True
        ),
    }[step]


def address_for(person: Person, request: Request) -> str:
    """The page of the person's own values, where there are any and the reader may see them."""
    return reverse("kpis:person_values", args=[person.pk]) if may_read_values(person.pk, request.actor, local_day(request.now)) else ""


def steps_for(request: Request, sheet: AppraisalSheet) -> list[SheetStep]:
    """The steps that this reader may take now."""
    own = concerned(sheet, request.actor)
    found = possible(case_of(sheet), day=local_day(request.now), username=request.actor.username, concerned=own)
    rights = {P.SETTLE: Verb.APPROVE, P.ANSWER: Verb.CHANGE, P.WITHDRAW: Verb.CHANGE}
    return [step for step in found if step not in rights or allows(request.actor, rights[step], "appraisal", office_id=sheet.office_id)]


@needs(Verb.VIEW, "appraisal")
def step(request: Request, pk: int, step: str) -> HttpResponse:
    held = fetch(request, pk)
    if step not in P.values or step == P.OPEN:
        raise NotFound(_("There is no such step."))
    chosen = words(held, SheetStep(step))
    trail = [(_("Appraisal"), reverse("kpis:sheets")), (str(held.office), held.get_absolute_url())]
    asked = Ask(chosen.label, chosen.label, held.get_absolute_url(), chosen.lead, trail, danger=chosen.danger, done=chosen.done)
    return ask(request, chosen.form, asked, lambda **typed: chosen.act(held, **typed))


@needs(Verb.VIEW, "appraisal")
def workbook(request: Request, pk: int) -> HttpResponseBase:
    held = readable_sheet(request, pk)
    read = reading.read(held.figures)
    return exports.xlsx_response(filename(held), printing.columns(), printing.rows(read))


@needs(Verb.VIEW, "appraisal")
def paper(request: Request, pk: int) -> HttpResponse:
    """The signed sheet in the reader's language, from its frozen figures."""
    held = readable_sheet(request, pk)
    if held.snapshot is None:
        raise NotFound(_("It is printed once it is signed."))
    names = names_for([held.person] if held.person else [], request.actor)
    pdf = printing.sheet_pdf(held, get_language() or "en", name=names.get(held.person_id or 0, ""), signer=who_signed(request, held))
    headers = {"Content-Disposition": f'attachment; filename="{filename(held)}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def who_signed(request: Request, sheet: AppraisalSheet) -> str:
    return naming.names([sheet.settled_by], request.actor)[sheet.settled_by]


def readable_sheet(request: Request, pk: int) -> AppraisalSheet:
    held = fetch(request, pk)
    if not may_read(request, held):
        raise NotAllowed(first_theirs(held.contest_by))
    return held


def first_theirs(until: date) -> str:
    return _("It is first with whose sheet it is, until %(day)s at the latest.") % {"day": written.day(until)}


def filename(sheet: AppraisalSheet) -> str:
    return f"appraisal-{sheet.scheme.year}-{sheet.figures['person'] or sheet.office.code}"
